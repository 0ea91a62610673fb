package ringside.cpu;

import ringside.isa.SegmentRegister;

/** SYSENTER and SYSEXIT: calls of the system between flat segments, without descriptors. SDM Vol. 3A, 5.8.7. */
public final class FastCall {
    private static final int ECX = 1;
    private static final int EDX = 2;
    private static final int ESP = 4;

    /** G and D/B, with the rights of flat code and data of DPL 0. */
    private static final int CODE = 0x00C0_9B00;

    private static final int DATA = 0x00C0_9300;
    private static final int USER = 0x6000;

    private FastCall() {}

    /** Runs SYSENTER. */
    public static void enter(Vcpu cpu) {
        int selector = cpu.msrs.sysenterCs & 0xFFFC;
        if (!cpu.protectedMode() || selector == 0) {
            throw cpu.fault
                    .gp(0)
                    .because(cpu.protectedMode() ? FaultCause.SYSENTER_DISABLED : FaultCause.NOT_IN_REAL_MODE, 0);
        }
        cpu.systemFlags &= ~(Eflags.VM | Eflags.IF | Eflags.RF);
        flat(cpu, SegmentRegister.CS, selector, CODE);
        flat(cpu, SegmentRegister.SS, selector + 8, DATA);
        SegmentLoader.setCpl(cpu, 0);
        cpu.r32(ESP, cpu.msrs.sysenterEsp);
        cpu.eip = cpu.msrs.sysenterEip;
    }

    /** Runs SYSEXIT. */
    public static void exit(Vcpu cpu) {
        int selector = cpu.msrs.sysenterCs & 0xFFFC;
        if (!cpu.protectedMode() || selector == 0) {
            throw cpu.fault
                    .gp(0)
                    .because(cpu.protectedMode() ? FaultCause.SYSENTER_DISABLED : FaultCause.NOT_IN_REAL_MODE, 0);
        }
        if (cpu.cpl != 0) {
            throw cpu.fault.gp(0).because(FaultCause.PRIVILEGED, 0);
        }
        flat(cpu, SegmentRegister.CS, selector + 16 | 3, CODE | USER);
        flat(cpu, SegmentRegister.SS, selector + 24 | 3, DATA | USER);
        SegmentLoader.setCpl(cpu, 3);
        cpu.r32(ESP, cpu.r32(ECX));
        cpu.eip = cpu.r32(EDX);
    }

    private static void flat(Vcpu cpu, int segment, int selector, int access) {
        cpu.selector[segment] = selector & 0xFFFF;
        cpu.segmentBase[segment] = 0;
        cpu.segmentLimit[segment] = -1;
        cpu.segmentAccess[segment] = access;
        cpu.mmu.segmentLoaded(segment);
    }
}
