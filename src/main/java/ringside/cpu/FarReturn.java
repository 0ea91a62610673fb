package ringside.cpu;

import ringside.isa.SegmentRegister;

/** Runs far RET and IRET. SDM Vol. 2B, "RET"; Vol. 2A, "IRET/IRETD". */
public final class FarReturn {
    private static final int ESP = 4;

    /** What IRETD loads in real mode: all but VM, VIF and VIP. */
    private static final int REAL_MASK = 0x0025_7FD5;

    /** What every IRET in protected mode may load: the status flags, TF, DF and NT. */
    private static final int ALWAYS = Eflags.STATUS | Eflags.TF | Eflags.DF | Eflags.NT;

    private FarReturn() {}

    /**
     * Returns far.
     *
     * @param width 16 or 32
     * @param release bytes of parameters to take off the stack, and off the outer one
     */
    public static void ret(Vcpu cpu, int width, int release) {
        int size = width >> 3;
        int eip = StackTop.read(cpu, width, 0);
        int selector = StackTop.read(cpu, width, size) & 0xFFFF;
        if (!cpu.protectedMode() || cpu.virtual8086()) {
            FarTransfer.checkLimit(cpu, eip, cpu.segmentLimit[SegmentRegister.CS], selector);
            FarTransfer.realCode(cpu, selector);
            cpu.r32(ESP, StackTop.popped(cpu, 2 * size + release));
            cpu.eip = eip;
            return;
        }
        long descriptor = returnCode(cpu, selector);
        int level = selector & 3;
        if (level == cpu.cpl) {
            FarTransfer.checkLimit(cpu, eip, Descriptors.limit(descriptor), selector);
            long marked = Descriptors.markAccessed(cpu, selector, descriptor);
            SegmentLoader.code(cpu, selector, marked, level);
            cpu.r32(ESP, StackTop.popped(cpu, 2 * size + release));
            cpu.eip = eip;
            return;
        }
        int pointer = StackTop.read(cpu, width, 2 * size + release);
        int stackSelector = StackTop.read(cpu, width, 3 * size + release) & 0xFFFF;
        long stack = SegmentLoader.stack(cpu, stackSelector, level, 13);
        FarTransfer.checkLimit(cpu, eip, Descriptors.limit(descriptor), selector);
        outer(cpu, selector, descriptor, eip, stackSelector, stack, pointer + release);
    }

    /** Returns from an interrupt, whatever the mode and NT say; {@code next} is saved by a task switch. */
    public static void iret(Vcpu cpu, int width, int next) {
        cpu.nmiBlocked = false;
        if (!cpu.protectedMode()) {
            real(cpu, width, width == 32 ? REAL_MASK : 0xFFFF);
        } else if (cpu.virtual8086()) {
            virtual8086(cpu, width);
        } else if ((cpu.systemFlags & Eflags.NT) != 0) {
            TaskSwitch.back(cpu, next);
        } else {
            protectedMode(cpu, width);
        }
    }

    private static void real(Vcpu cpu, int width, int mask) {
        int size = width >> 3;
        int eip = StackTop.read(cpu, width, 0);
        int selector = StackTop.read(cpu, width, size) & 0xFFFF;
        int flags = StackTop.read(cpu, width, 2 * size);
        FarTransfer.checkLimit(cpu, eip, cpu.segmentLimit[SegmentRegister.CS], selector);
        cpu.r32(ESP, StackTop.popped(cpu, 3 * size));
        FarTransfer.realCode(cpu, selector);
        cpu.eip = eip;
        FlagsImage.load(cpu, flags, mask);
    }

    private static void virtual8086(Vcpu cpu, int width) {
        if (Virtual8086.ownsInterruptFlag(cpu)) {
            real(cpu, width, (width == 32 ? REAL_MASK : 0xFFFF) & ~Eflags.IOPL);
            return;
        }
        if ((cpu.cr4 & Virtual8086.VME) == 0 || width == 32) {
            throw cpu.fault.gp(0).because(FaultCause.V86_IOPL, 0);
        }
        int flags = StackTop.read(cpu, 16, 4);
        int image = Virtual8086.checkedImage(cpu, flags);
        real(cpu, 16, 0);
        FlagsImage.load(cpu, image, Virtual8086.IMAGE_MASK);
    }

    private static void protectedMode(Vcpu cpu, int width) {
        int size = width >> 3;
        int eip = StackTop.read(cpu, width, 0);
        int selector = StackTop.read(cpu, width, size) & 0xFFFF;
        int flags = StackTop.read(cpu, width, 2 * size);
        if (width == 32 && (flags & Eflags.VM) != 0 && cpu.cpl == 0) {
            toVirtual8086(cpu, eip, selector, flags);
            return;
        }
        int mask = flagsMask(cpu, width);
        long descriptor = returnCode(cpu, selector);
        int level = selector & 3;
        if (level == cpu.cpl) {
            FarTransfer.checkLimit(cpu, eip, Descriptors.limit(descriptor), selector);
            long marked = Descriptors.markAccessed(cpu, selector, descriptor);
            SegmentLoader.code(cpu, selector, marked, level);
            cpu.r32(ESP, StackTop.popped(cpu, 3 * size));
            cpu.eip = eip;
        } else {
            int pointer = StackTop.read(cpu, width, 3 * size);
            int stackSelector = StackTop.read(cpu, width, 4 * size) & 0xFFFF;
            long stack = interruptedStack(cpu, stackSelector, level);
            FarTransfer.checkLimit(cpu, eip, Descriptors.limit(descriptor), selector);
            outer(cpu, selector, descriptor, eip, stackSelector, stack, pointer);
        }
        FlagsImage.load(cpu, flags, mask);
    }

    /** Checks the stack that IRET returns to: as RET does, but one that is not present is #NP. */
    private static long interruptedStack(Vcpu cpu, int selector, int level) {
        try {
            return SegmentLoader.stack(cpu, selector, level, 13);
        } catch (GuestFault refused) {
            if (refused.vector == 12) {
                throw cpu.fault.np(selector & 0xFFFC).because(FaultCause.STACK_NOT_PRESENT, selector);
            }
            throw refused;
        }
    }

    private static int flagsMask(Vcpu cpu, int width) {
        int mask = ALWAYS;
        if (cpu.cpl <= (cpu.systemFlags & Eflags.IOPL) >>> Eflags.IOPL_SHIFT) {
            mask |= Eflags.IF;
        }
        if (cpu.cpl == 0) {
            mask |= Eflags.IOPL;
        }
        if (width == 32) {
            mask |= Eflags.RF | Eflags.AC | Eflags.ID;
            if (cpu.cpl == 0) {
                mask |= Eflags.VIF | Eflags.VIP;
            }
        }
        return mask;
    }

    private static void toVirtual8086(Vcpu cpu, int eip, int selector, int flags) {
        int pointer = StackTop.read(cpu, 32, 12);
        int[] selectors = new int[SegmentRegister.GS + 1];
        selectors[SegmentRegister.CS] = selector;
        selectors[SegmentRegister.SS] = StackTop.read(cpu, 32, 16) & 0xFFFF;
        selectors[SegmentRegister.ES] = StackTop.read(cpu, 32, 20) & 0xFFFF;
        selectors[SegmentRegister.DS] = StackTop.read(cpu, 32, 24) & 0xFFFF;
        selectors[SegmentRegister.FS] = StackTop.read(cpu, 32, 28) & 0xFFFF;
        selectors[SegmentRegister.GS] = StackTop.read(cpu, 32, 32) & 0xFFFF;
        cpu.eflags(flags & cpu.model.flagsMask());
        for (int segment = SegmentRegister.ES; segment <= SegmentRegister.GS; segment++) {
            SegmentLoader.v86(cpu, segment, selectors[segment]);
        }
        cpu.r32(ESP, pointer);
        cpu.eip = eip & 0xFFFF;
        SegmentLoader.setCpl(cpu, 3);
        cpu.mmu.cplChanged();
    }

    /** Checks the code segment to return to. */
    private static long returnCode(Vcpu cpu, int selector) {
        if (Descriptors.isNull(selector)) {
            throw cpu.fault.gp(0).because(FaultCause.CODE_NULL, selector);
        }
        long descriptor = Descriptors.fetch(cpu, selector, 13);
        int access = Descriptors.access(descriptor);
        int level = selector & 3;
        if (!Descriptors.isCode(access)) {
            throw cpu.fault.gp(selector & 0xFFFC).because(FaultCause.CODE_TYPE, selector);
        }
        if (level < cpu.cpl) {
            throw cpu.fault.gp(selector & 0xFFFC).because(FaultCause.RETURN_INWARD, selector);
        }
        int dpl = Descriptors.dpl(access);
        if (Descriptors.isConforming(access) ? dpl > level : dpl != level) {
            throw cpu.fault.gp(selector & 0xFFFC).because(FaultCause.CODE_PRIVILEGE, selector);
        }
        if (!Descriptors.present(access)) {
            throw cpu.fault.np(selector & 0xFFFC).because(FaultCause.CODE_NOT_PRESENT, selector);
        }
        return descriptor;
    }

    private static void outer(
            Vcpu cpu, int selector, long descriptor, int eip, int stackSelector, long stack, int pointer) {
        long marked = Descriptors.markAccessed(cpu, selector, descriptor);
        boolean big = (Descriptors.access(stack) & Descriptors.BIG) != 0;
        SegmentLoader.code(cpu, selector, marked, selector & 3);
        SegmentLoader.cache(cpu, SegmentRegister.SS, stackSelector, stack);
        cpu.r32(ESP, StackTop.moved(big, cpu.r32(ESP), pointer));
        cpu.eip = eip;
        SegmentLoader.dropInnerSegments(cpu);
    }
}
