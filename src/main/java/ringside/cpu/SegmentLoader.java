package ringside.cpu;

import ringside.isa.SegmentRegister;

/**
 * Loads segment registers: the checks of the mode in force, then the hidden part. SDM Vol. 3A, 3.4.3, 5.6 and 5.7.
 * Every method that can fault does so before it changes anything but accessed bits.
 */
public final class SegmentLoader {
    private SegmentLoader() {}

    /** Loads ES, SS, DS, FS or GS as MOV, POP and LDS do. */
    public static void load(Vcpu cpu, int segment, int selector) {
        if (!cpu.protectedMode()) {
            real(cpu, segment, selector);
        } else if (cpu.virtual8086()) {
            v86(cpu, segment, selector);
        } else if (segment == SegmentRegister.SS) {
            cache(cpu, segment, selector, stack(cpu, selector, cpu.cpl, 13));
        } else if (Descriptors.isNull(selector)) {
            unusable(cpu, segment, selector);
        } else {
            cache(cpu, segment, selector, data(cpu, selector, 13));
        }
    }

    /**
     * Fetches the descriptor of a stack for code of level {@code level}, checked and marked accessed. Faults as {@code
     * vector} (13 for instructions, 10 for stacks out of a TSS), except #SS when it is not present.
     */
    static long stack(Vcpu cpu, int selector, int level, int vector) {
        if (Descriptors.isNull(selector)) {
            throw cpu.fault.raise(vector, 0).because(FaultCause.STACK_NULL, selector);
        }
        long descriptor = Descriptors.fetch(cpu, selector, vector);
        int access = Descriptors.access(descriptor);
        if ((selector & 3) != level) {
            throw cpu.fault.raise(vector, selector & 0xFFFC).because(FaultCause.STACK_PRIVILEGE, selector);
        }
        if (!Descriptors.isWritableData(access)) {
            throw cpu.fault.raise(vector, selector & 0xFFFC).because(FaultCause.STACK_TYPE, selector);
        }
        if (Descriptors.dpl(access) != level) {
            throw cpu.fault.raise(vector, selector & 0xFFFC).because(FaultCause.STACK_PRIVILEGE, selector);
        }
        if (!Descriptors.present(access)) {
            throw cpu.fault.ss(selector & 0xFFFC).because(FaultCause.STACK_NOT_PRESENT, selector);
        }
        return Descriptors.markAccessed(cpu, selector, descriptor);
    }

    /** Fetches the descriptor of a data segment for the current level, checked and marked accessed. */
    static long data(Vcpu cpu, int selector, int vector) {
        long descriptor = Descriptors.fetch(cpu, selector, vector);
        int access = Descriptors.access(descriptor);
        if (!Descriptors.isReadable(access)) {
            throw cpu.fault.raise(vector, selector & 0xFFFC).because(FaultCause.DATA_TYPE, selector);
        }
        int level = Math.max(cpu.cpl, selector & 3);
        if (!Descriptors.isConforming(access) && Descriptors.dpl(access) < level) {
            throw cpu.fault.raise(vector, selector & 0xFFFC).because(FaultCause.DATA_PRIVILEGE, selector);
        }
        if (!Descriptors.present(access)) {
            throw cpu.fault.np(selector & 0xFFFC).because(FaultCause.DATA_NOT_PRESENT, selector);
        }
        return Descriptors.markAccessed(cpu, selector, descriptor);
    }

    /** Loads a register with a checked descriptor. */
    public static void cache(Vcpu cpu, int segment, int selector, long descriptor) {
        cpu.selector[segment] = selector & 0xFFFF;
        cpu.segmentBase[segment] = Descriptors.base(descriptor);
        cpu.segmentLimit[segment] = Descriptors.limit(descriptor);
        cpu.segmentAccess[segment] = Descriptors.access(descriptor);
        cpu.mmu.segmentLoaded(segment);
    }

    /** Enters a code segment: CS with RPL = {@code level}, and CPL = {@code level}. */
    public static void code(Vcpu cpu, int selector, long descriptor, int level) {
        cache(cpu, SegmentRegister.CS, selector & 0xFFFC | level, descriptor);
        setCpl(cpu, level);
    }

    /** Changes the current privilege level. */
    public static void setCpl(Vcpu cpu, int level) {
        if (cpu.cpl != level) {
            cpu.msrs.enterLevel(cpu, level);
            cpu.mmu.cplChanged();
        }
    }

    /**
     * Loads a register in real mode, CS included: the base follows the selector, the rights are those of writable data.
     * Limit and D/B stay as they are, which is what makes "unreal" mode.
     */
    public static void real(Vcpu cpu, int segment, int selector) {
        cpu.selector[segment] = selector & 0xFFFF;
        cpu.segmentBase[segment] = (selector & 0xFFFF) << 4;
        cpu.segmentAccess[segment] = cpu.segmentAccess[segment] & ~0xFF00 | Descriptors.REAL_DATA;
        cpu.mmu.segmentLoaded(segment);
    }

    /** Loads a register in virtual-8086 mode: everything is fixed. SDM Vol. 3B, 20.2. */
    public static void v86(Vcpu cpu, int segment, int selector) {
        cpu.selector[segment] = selector & 0xFFFF;
        cpu.segmentBase[segment] = (selector & 0xFFFF) << 4;
        cpu.segmentLimit[segment] = 0xFFFF;
        cpu.segmentAccess[segment] = Descriptors.V86_SEGMENT;
        cpu.mmu.segmentLoaded(segment);
    }

    /** Loads a null selector: the register cannot be used for accesses any more. */
    public static void unusable(Vcpu cpu, int segment, int selector) {
        cpu.selector[segment] = selector & 0xFFFF;
        cpu.segmentBase[segment] = 0;
        cpu.segmentAccess[segment] &= ~Descriptors.PRESENT;
        cpu.mmu.segmentLoaded(segment);
    }

    /**
     * Nulls ES, DS, FS and GS where a return to an outer level would leave access to an inner segment; null selectors lose
     * their RPL. SDM Vol. 2, RET, "RETURN-OUTER-PRIVILEGE-LEVEL".
     */
    public static void dropInnerSegments(Vcpu cpu) {
        dropInner(cpu, SegmentRegister.ES);
        dropInner(cpu, SegmentRegister.DS);
        dropInner(cpu, SegmentRegister.FS);
        dropInner(cpu, SegmentRegister.GS);
    }

    private static void dropInner(Vcpu cpu, int segment) {
        int access = cpu.segmentAccess[segment];
        if (!Descriptors.present(access) || !Descriptors.isConforming(access) && Descriptors.dpl(access) < cpu.cpl) {
            unusable(cpu, segment, 0);
        }
    }

    /** Loads the LDTR as LLDT and a task switch do; faults as {@code vector} (13 or 10). */
    public static void ldtr(Vcpu cpu, int selector, int vector) {
        if (Descriptors.isNull(selector)) {
            cpu.selector[SegmentRegister.LDTR] = selector & 0xFFFF;
            cpu.segmentAccess[SegmentRegister.LDTR] &= ~Descriptors.PRESENT;
            return;
        }
        if ((selector & Descriptors.LOCAL) != 0) {
            throw cpu.fault.raise(vector, selector & 0xFFFC).because(FaultCause.LDT_INVALID, selector);
        }
        long descriptor = Descriptors.fetch(cpu, selector, vector);
        int access = Descriptors.access(descriptor);
        if (Descriptors.isSegment(access) || Descriptors.type(access) != Descriptors.LDT) {
            throw cpu.fault.raise(vector, selector & 0xFFFC).because(FaultCause.LDT_INVALID, selector);
        }
        if (!Descriptors.present(access)) {
            throw cpu.fault.raise(vector == 10 ? 10 : 11, selector & 0xFFFC).because(FaultCause.LDT_INVALID, selector);
        }
        cacheSystem(cpu, SegmentRegister.LDTR, selector, descriptor);
    }

    /** Loads TR as LTR does, marking the TSS busy. */
    public static void taskRegister(Vcpu cpu, int selector) {
        if (Descriptors.isNull(selector)) {
            throw cpu.fault.gp(0).because(FaultCause.TSS_TYPE, selector);
        }
        if ((selector & Descriptors.LOCAL) != 0) {
            throw cpu.fault.gp(selector & 0xFFFC).because(FaultCause.TSS_LOCAL, selector);
        }
        long descriptor = Descriptors.fetch(cpu, selector, 13);
        int access = Descriptors.access(descriptor);
        int type = Descriptors.type(access);
        if (Descriptors.isSegment(access) || type != Descriptors.TSS16 && type != Descriptors.TSS32) {
            throw cpu.fault.gp(selector & 0xFFFC).because(FaultCause.TSS_TYPE, selector);
        }
        if (!Descriptors.present(access)) {
            throw cpu.fault.np(selector & 0xFFFC).because(FaultCause.TSS_NOT_PRESENT, selector);
        }
        Descriptors.setBusy(cpu, selector, true);
        cacheSystem(cpu, SegmentRegister.TR, selector, descriptor | 2L << 40);
    }

    /** Loads LDTR or TR with a checked descriptor. */
    static void cacheSystem(Vcpu cpu, int register, int selector, long descriptor) {
        cpu.selector[register] = selector & 0xFFFF;
        cpu.segmentBase[register] = Descriptors.base(descriptor);
        cpu.segmentLimit[register] = Descriptors.limit(descriptor);
        cpu.segmentAccess[register] = Descriptors.access(descriptor);
    }
}
