package ringside.cpu;

import ringside.isa.SegmentRegister;

/**
 * Switches tasks in hardware, between TSSs of the 286 and the 386 in any pairing. SDM Vol. 3A, chapter 7.
 *
 * <p>Faults up to the commit point belong to the old task and leave it untouched; from there on the new task's state is
 * loaded as far as it goes and faults are the new task's.
 */
public final class TaskSwitch {
    /** What asked for the switch: decides on busy bits, link and NT. */
    private enum Cause {
        JMP,
        CALL,
        INTERRUPT,
        IRET
    }

    private static final int LIMIT16 = 43;
    private static final int LIMIT32 = 103;
    private static final int TS = 1 << 3;

    /** Task-switch order of the data segments in both kinds of TSS. */
    private static final int[] DATA = {SegmentRegister.DS, SegmentRegister.ES, SegmentRegister.FS, SegmentRegister.GS};

    private TaskSwitch() {}

    /**
     * Runs a far JMP or CALL to a TSS or task gate whose own privilege checks have passed.
     *
     * @param selector of the TSS
     * @param call whether the new task is nested
     * @param next offset of the instruction after this one
     */
    public static void transfer(Vcpu cpu, int selector, boolean call, int next) {
        long descriptor = available(cpu, selector, 13);
        switchTo(cpu, selector, descriptor, call ? Cause.CALL : Cause.JMP, cpu.eflags(), next);
        checkTarget(cpu);
    }

    /** Enters the task of an interrupt's task gate. */
    static void interrupt(Vcpu cpu, int selector, int flags, int next, boolean hasCode, int code) {
        long descriptor = available(cpu, selector, 13);
        switchTo(cpu, selector, descriptor, Cause.INTERRUPT, flags, next);
        if (hasCode) {
            boolean wide = Descriptors.type(cpu.segmentAccess[SegmentRegister.TR]) >= Descriptors.TSS32;
            PendingPushes stack = PendingPushes.onCurrentStack(cpu, wide);
            stack.push(code);
            stack.probe();
            stack.commit();
            cpu.r32(4, stack.stackPointer());
        }
        checkTarget(cpu);
    }

    /** Runs IRET with NT set: back to the task in the link field. */
    public static void back(Vcpu cpu, int next) {
        int selector = cpu.mmu.readSystem16(cpu.segmentBase[SegmentRegister.TR]);
        if ((selector & Descriptors.LOCAL) != 0) {
            throw cpu.fault.ts(selector & 0xFFFC).because(FaultCause.TSS_LOCAL, selector);
        }
        long descriptor = Descriptors.fetch(cpu, selector, 10);
        int access = Descriptors.access(descriptor);
        int type = Descriptors.type(access);
        if (Descriptors.isSegment(access) || type != Descriptors.TSS16_BUSY && type != Descriptors.TSS32_BUSY) {
            throw cpu.fault.ts(selector & 0xFFFC).because(FaultCause.TSS_NOT_BUSY, selector);
        }
        if (!Descriptors.present(access)) {
            throw cpu.fault.np(selector & 0xFFFC).because(FaultCause.TSS_NOT_PRESENT, selector);
        }
        switchTo(cpu, selector, descriptor, Cause.IRET, cpu.eflags() & ~Eflags.NT, next);
        checkTarget(cpu);
    }

    private static void checkTarget(Vcpu cpu) {
        if (Integer.compareUnsigned(cpu.eip, cpu.segmentLimit[SegmentRegister.CS]) > 0) {
            throw cpu.fault.gp(0).because(FaultCause.CODE_LIMIT, cpu.selector[SegmentRegister.CS]);
        }
    }

    /** Returns the descriptor of a TSS that may be entered. */
    private static long available(Vcpu cpu, int selector, int vector) {
        if ((selector & Descriptors.LOCAL) != 0) {
            throw cpu.fault.raise(vector, selector & 0xFFFC).because(FaultCause.TSS_LOCAL, selector);
        }
        long descriptor = Descriptors.fetch(cpu, selector, vector);
        int access = Descriptors.access(descriptor);
        int type = Descriptors.type(access);
        if (Descriptors.isSegment(access) || type != Descriptors.TSS16 && type != Descriptors.TSS32) {
            throw cpu.fault.raise(vector, selector & 0xFFFC).because(FaultCause.TSS_TYPE, selector);
        }
        if (!Descriptors.present(access)) {
            throw cpu.fault.np(selector & 0xFFFC).because(FaultCause.TSS_NOT_PRESENT, selector);
        }
        return descriptor;
    }

    private static void switchTo(Vcpu cpu, int selector, long descriptor, Cause cause, int flags, int next) {
        boolean wide = Descriptors.type(Descriptors.access(descriptor)) >= Descriptors.TSS32;
        boolean oldWide = Descriptors.type(cpu.segmentAccess[SegmentRegister.TR]) >= Descriptors.TSS32;
        int oldSelector = cpu.selector[SegmentRegister.TR];
        int oldBase = cpu.segmentBase[SegmentRegister.TR];
        int base = Descriptors.base(descriptor);
        boolean nested = cause == Cause.CALL || cause == Cause.INTERRUPT;
        checkLimit(cpu, selector, Descriptors.limit(descriptor), wide);
        checkLimit(cpu, oldSelector, cpu.segmentLimit[SegmentRegister.TR], oldWide);
        probe(cpu, oldBase, oldWide ? LIMIT32 : LIMIT16, true);
        probe(cpu, base, wide ? LIMIT32 : LIMIT16, nested);
        probe(cpu, Descriptors.address(cpu, selector) + 5, 0, true);
        probe(cpu, Descriptors.address(cpu, oldSelector) + 5, 0, true);

        boolean newTables = wide && cpu.cr0 < 0;
        int cr3 = newTables ? cpu.mmu.readSystem32(base + TaskState.CR3) : 0;
        if (newTables) {
            ControlState.preparePageTables(cpu, cr3);
        }
        // From here on nothing of the old task can fault any more.
        if (oldWide) {
            TaskState.save32(cpu, oldBase, flags, next);
        } else {
            TaskState.save16(cpu, oldBase, flags, next);
        }
        // Only now: a task that returns to itself finds the state that was just saved.
        TaskState state = wide ? TaskState.read32(cpu, base) : TaskState.read16(cpu, base);
        if (!nested) {
            Descriptors.setBusy(cpu, oldSelector, false);
        } else {
            cpu.mmu.writeSystem16(base, oldSelector);
        }
        if (cause != Cause.IRET) {
            Descriptors.setBusy(cpu, selector, true);
        }
        SegmentLoader.cacheSystem(cpu, SegmentRegister.TR, selector, descriptor | 2L << 40);
        int oldCr0 = cpu.cr0;
        int oldCr3 = cpu.cr3;
        cpu.cr0 |= TS;
        cpu.dr[7] &= ~DebugEvents.LOCAL_ENABLES;
        cpu.mmu.debugRegistersChanged();
        if (newTables) {
            cpu.cr3 = cr3;
            cpu.mmu.flushTlb(true);
        }
        if (cpu.observer != null) {
            cpu.observer.controlRegister(0, oldCr0, cpu.cr0);
            if (newTables) {
                cpu.observer.controlRegister(3, oldCr3, cpu.cr3);
            }
        }
        enter(cpu, state, nested);
    }

    private static void checkLimit(Vcpu cpu, int selector, int limit, boolean wide) {
        if (Integer.compareUnsigned(limit, wide ? LIMIT32 : LIMIT16) < 0) {
            throw cpu.fault.ts(selector & 0xFFFC).because(FaultCause.TSS_LIMIT, selector);
        }
    }

    private static void probe(Vcpu cpu, int linear, int last, boolean write) {
        cpu.mmu.probe(linear, 1, write, false);
        cpu.mmu.probe(linear + last, 1, write, false);
    }

    private static void enter(Vcpu cpu, TaskState state, boolean nested) {
        cpu.eip = state.eip();
        for (int i = 0; i < 8; i++) {
            cpu.r32(i, state.registers()[i]);
        }
        cpu.eflags((nested ? state.eflags() | Eflags.NT : state.eflags()) & cpu.model.flagsMask());
        if (state.trap()) {
            cpu.pendingDebug |= DebugEvents.BT;
        }
        int[] selectors = state.selectors();
        if (cpu.virtual8086()) {
            SegmentLoader.setCpl(cpu, 3);
            cpu.mmu.cplChanged();
            SegmentLoader.ldtr(cpu, state.ldt(), 10);
            for (int segment = SegmentRegister.ES; segment <= SegmentRegister.GS; segment++) {
                SegmentLoader.v86(cpu, segment, selectors[segment]);
            }
            return;
        }
        // All selectors become visible first, none usable, so that a fault below finds the new task as far as it got.
        for (int segment = SegmentRegister.ES; segment <= SegmentRegister.GS; segment++) {
            SegmentLoader.unusable(cpu, segment, selectors[segment]);
        }
        // CPL 3 until there is a stack: a handler then gets one out of the new TSS.
        SegmentLoader.setCpl(cpu, 3);
        cpu.mmu.cplChanged();
        SegmentLoader.ldtr(cpu, state.ldt(), 10);
        int level = selectors[SegmentRegister.CS] & 3;
        int stack = selectors[SegmentRegister.SS];
        SegmentLoader.cache(cpu, SegmentRegister.SS, stack, SegmentLoader.stack(cpu, stack, level, 10));
        SegmentLoader.setCpl(cpu, level);
        int code = selectors[SegmentRegister.CS];
        SegmentLoader.cache(cpu, SegmentRegister.CS, code, code(cpu, code));
        for (int segment : DATA) {
            if (!Descriptors.isNull(selectors[segment])) {
                SegmentLoader.cache(cpu, segment, selectors[segment], SegmentLoader.data(cpu, selectors[segment], 10));
            }
        }
    }

    private static long code(Vcpu cpu, int selector) {
        if (Descriptors.isNull(selector)) {
            throw cpu.fault.ts(0).because(FaultCause.CODE_NULL, selector);
        }
        long descriptor = Descriptors.fetch(cpu, selector, 10);
        int access = Descriptors.access(descriptor);
        if (!Descriptors.isCode(access)) {
            throw cpu.fault.ts(selector & 0xFFFC).because(FaultCause.CODE_TYPE, selector);
        }
        int dpl = Descriptors.dpl(access);
        if (Descriptors.isConforming(access) ? dpl > (selector & 3) : dpl != (selector & 3)) {
            throw cpu.fault.ts(selector & 0xFFFC).because(FaultCause.CODE_PRIVILEGE, selector);
        }
        if (!Descriptors.present(access)) {
            throw cpu.fault.np(selector & 0xFFFC).because(FaultCause.CODE_NOT_PRESENT, selector);
        }
        return Descriptors.markAccessed(cpu, selector, descriptor);
    }
}
