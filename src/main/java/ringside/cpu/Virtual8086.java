package ringside.cpu;

import ringside.isa.SegmentRegister;

/** Virtual-8086 mode's own ways: the virtual-mode extensions. SDM Vol. 3B, 20.3 and 20.4. */
public final class Virtual8086 {
    /** CR4.VME. */
    public static final int VME = 1;

    private static final int IO_MAP_BASE = 102;

    private Virtual8086() {}

    /** Whether IOPL is 3, so that IF and INT n are the program's own. */
    public static boolean ownsInterruptFlag(Vcpu cpu) {
        return (cpu.systemFlags & Eflags.IOPL) == Eflags.IOPL;
    }

    /**
     * Takes INT n to the handler in the 8086 program's own vector table if the redirection bitmap of the TSS says so (CR4.VME
     * set, bit clear). Returns false if it goes through the IDT instead; #GP(0) if it may not because IOPL is below 3.
     */
    static boolean redirectInterrupt(Vcpu cpu, int vector, int next) {
        if ((cpu.cr4 & VME) != 0 && redirected(cpu, vector)) {
            deliver(cpu, vector, next);
            return true;
        }
        if (!ownsInterruptFlag(cpu)) {
            throw cpu.fault.gp(0).because(FaultCause.V86_INT_IOPL, vector);
        }
        return false;
    }

    private static boolean redirected(Vcpu cpu, int vector) {
        int base = cpu.segmentBase[SegmentRegister.TR];
        int limit = cpu.segmentLimit[SegmentRegister.TR];
        int task = cpu.selector[SegmentRegister.TR];
        if (Integer.compareUnsigned(limit, IO_MAP_BASE + 1) < 0) {
            throw cpu.fault.gp(0).because(FaultCause.TSS_LIMIT, task);
        }
        int offset = cpu.mmu.readSystem16(base + IO_MAP_BASE) - 32 + (vector >>> 3);
        if (Integer.compareUnsigned(offset, limit) > 0) {
            throw cpu.fault.gp(0).because(FaultCause.TSS_LIMIT, task);
        }
        return (cpu.mmu.readSystem8(base + offset) >>> (vector & 7) & 1) == 0;
    }

    private static void deliver(Vcpu cpu, int vector, int next) {
        int entry = cpu.mmu.readLinear32(vector * 4);
        PendingPushes stack = PendingPushes.onCurrentStack(cpu, false);
        stack.push(flagsImage(cpu));
        stack.push(cpu.selector[SegmentRegister.CS]);
        stack.push(next);
        stack.probe();
        stack.commit();
        cpu.r32(4, stack.stackPointer());
        cpu.systemFlags &= ~(Eflags.TF | Eflags.RF | (ownsInterruptFlag(cpu) ? Eflags.IF : Eflags.VIF));
        SegmentLoader.v86(cpu, SegmentRegister.CS, entry >>> 16);
        cpu.eip = entry & 0xFFFF;
    }

    /** What POPF and IRET of 16 bits may load under VME with IOPL below 3, besides VIF. */
    public static final int IMAGE_MASK = Eflags.STATUS | Eflags.DF | Eflags.NT | Eflags.TF | Eflags.VIF;

    /**
     * Returns the image that POPF and IRET load under VME with IOPL below 3, IF moved to VIF; #GP(0) if the image sets TF, or
     * sets IF while VIP is set. SDM Vol. 3B, 20.3.1.
     */
    public static int checkedImage(Vcpu cpu, int image) {
        boolean interrupts = (image & Eflags.IF) != 0;
        if ((image & Eflags.TF) != 0 || interrupts && (cpu.systemFlags & Eflags.VIP) != 0) {
            throw cpu.fault.gp(0).because(FaultCause.VIRTUAL_INTERRUPT_PENDING, 0);
        }
        return image & ~Eflags.VIF | (interrupts ? Eflags.VIF : 0);
    }

    /** Returns FLAGS as a program under VME sees them: with IOPL below 3, IOPL reads as 3 and IF as VIF. */
    public static int flagsImage(Vcpu cpu) {
        int flags = cpu.eflags() & 0xFFFF;
        if (ownsInterruptFlag(cpu)) {
            return flags;
        }
        flags = flags & ~Eflags.IF | Eflags.IOPL;
        return (cpu.systemFlags & Eflags.VIF) != 0 ? flags | Eflags.IF : flags;
    }
}
