package ringside.sem;

import ringside.cpu.Eflags;
import ringside.cpu.FaultCause;
import ringside.cpu.Vcpu;

/** The checks of privilege and mode that system instructions begin with. SDM Vol. 3A, 5.9. */
final class Privilege {
    /** CR4.UMIP. */
    private static final int UMIP = 1 << 11;

    private Privilege() {}

    /** Raises #GP(0) outside of CPL 0, so also in virtual-8086 mode. */
    static void requireCpl0(Vcpu cpu) {
        if (cpu.cpl != 0) {
            throw cpu.fault.gp(0).because(FaultCause.PRIVILEGED, 0);
        }
    }

    /** Raises #UD in real and virtual-8086 mode. */
    static void requireProtectedMode(Vcpu cpu) {
        if (!cpu.protectedMode() || cpu.virtual8086()) {
            throw cpu.fault.ud().because(FaultCause.NOT_IN_REAL_MODE, 0);
        }
    }

    /** Raises #GP(0) if CR4.UMIP reserves reading of system registers to CPL 0. */
    static void requireReadable(Vcpu cpu) {
        if (cpu.cpl != 0 && (cpu.cr4 & UMIP) != 0) {
            throw cpu.fault.gp(0).because(FaultCause.UMIP, 0);
        }
    }

    /** The I/O privilege level, 0 to 3. */
    static int iopl(Vcpu cpu) {
        return (cpu.systemFlags & Eflags.IOPL) >>> Eflags.IOPL_SHIFT;
    }
}
