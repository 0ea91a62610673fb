package ringside.cpu;

import ringside.isa.SegmentRegister;

/**
 * Takes events to their handlers: faults, traps, software and hardware interrupts. Which event is due at an instruction
 * boundary is decided in {@link Boundary}. SDM Vol. 3A, chapter 6; Vol. 2A, "INT n"; Vol. 3B, 20.
 */
public final class InterruptDelivery {
    /** Where an event comes from: decides on the checks of DPL and IOPL and on the EXT bit of error codes. */
    public enum Source {
        /** A fault, a debug trap, NMI, INTR or INT1: no DPL check, EXT set. */
        EXTERNAL,
        /** INT3 or INTO: the gate's DPL is checked, IOPL never matters. */
        TRAP_INSTRUCTION,
        /** INT n: the gate's DPL is checked, in virtual-8086 mode IOPL or the redirection bitmap before it. */
        SOFTWARE
    }

    private static final int DEBUG = 1;
    private static final int DOUBLE_FAULT = 8;
    private static final int PAGE_FAULT = 14;

    /** Faults in a row, each breaking the delivery of the one before, that are taken for a chain without end. */
    private static final int MAX_CHAIN = 256;

    private static final int CLEARED_BY_GATE = Eflags.TF | Eflags.NT | Eflags.RF | Eflags.VM;

    private InterruptDelivery() {}

    /**
     * Delivers the fault in flight; EIP is at the faulting instruction. Never throws: faults on the way are delivered in
     * its place or become a double fault, and a triple fault sets {@link Vcpu#shutdown}. SDM Vol. 3A, table 6-5. A benign
     * fault that breaks its own delivery, such as #AC with a misaligned stack in a handler at CPL 3, would go on without
     * end: then a stop is asked for, and the CPU stays where it is. {@link GuestFault#WAIT} halts it there.
     */
    public static void fault(Vcpu cpu) {
        if (cpu.fault.vector == GuestFault.WAIT) {
            cpu.pendingDebug &= ~DebugEvents.BS;
            cpu.halted = true;
            return;
        }
        cpu.pendingDebug = 0;
        deliverFault(cpu, FaultTrace.INSTRUCTION, 0);
    }

    /** Delivers an exception as if the instruction at CS:EIP had raised it; for {@code inject}. */
    public static void exception(Vcpu cpu, int vector, int errorCode, int address) {
        cpu.fault.address = address;
        cpu.fault.raise(vector, errorCode);
        cpu.halted = false;
        fault(cpu);
    }

    /**
     * Runs INT n, INT3, INTO or INT1. Throws like any instruction if the way to the handler is barred; the engine then
     * delivers that fault with EIP still at the instruction.
     *
     * @param next offset of the instruction after it, which the handler returns to
     */
    public static void software(Vcpu cpu, int vector, Source source, int next) {
        if (cpu.observer != null) {
            if (source == Source.SOFTWARE) {
                cpu.observer.interrupt(vector, true);
            } else {
                cpu.observer.exception(vector, false, 0, 0);
            }
        }
        if (source != Source.SOFTWARE || !cpu.virtual8086() || !Virtual8086.redirectInterrupt(cpu, vector, next)) {
            deliver(cpu, vector, source, false, 0, next, false);
        }
        cpu.pendingDebug &= ~DebugEvents.BS;
    }

    /** Delivers #DB between two instructions for the events whose bits of DR6 are given. Never throws. */
    static void debug(Vcpu cpu, int hits) {
        DebugEvents.report(cpu, hits);
        cpu.dr[7] &= ~DebugEvents.GD;
        event(cpu, DEBUG);
    }

    /**
     * Delivers an event that stands between two instructions: a debug trap, NMI, an external interrupt, or INT n from a
     * debugger. Wakes a halted CPU. Never throws.
     */
    public static void event(Vcpu cpu, int vector) {
        cpu.halted = false;
        if (cpu.observer != null) {
            if (vector == DEBUG) {
                cpu.observer.exception(vector, false, 0, 0);
            } else {
                cpu.observer.interrupt(vector, false);
            }
        }
        try {
            deliver(cpu, vector, Source.EXTERNAL, false, 0, cpu.eip, false);
            cpu.pendingDebug &= ~DebugEvents.BS;
        } catch (GuestFault broken) {
            deliverFault(cpu, vector, 0);
        }
    }

    private static void deliverFault(Vcpu cpu, int broken, int brokenRank) {
        GuestFault fault = cpu.fault;
        int delivering = broken;
        int rank = brokenRank;
        for (int chain = 0; chain < MAX_CHAIN; chain++) {
            cpu.faults.record(cpu, delivering);
            if (cpu.observer != null) {
                cpu.observer.exception(fault.vector, fault.hasErrorCode, fault.errorCode, fault.address);
            }
            if (fault.vector == PAGE_FAULT) {
                cpu.cr2 = fault.address;
            }
            int next = rank(fault.vector);
            if (delivering == DOUBLE_FAULT && next > 0) {
                cpu.shutdown = true;
                return;
            }
            boolean twice = rank == 1 && next == 1 || rank == 2 && next > 0;
            int vector = twice ? DOUBLE_FAULT : fault.vector;
            if (twice && cpu.observer != null) {
                cpu.observer.exception(DOUBLE_FAULT, true, 0, 0);
            }
            boolean hasCode = twice || fault.hasErrorCode;
            int code = twice ? 0 : fault.errorCode;
            delivering = vector;
            rank = next;
            if (vector == DEBUG) {
                cpu.dr[7] &= ~DebugEvents.GD;
            }
            try {
                deliver(cpu, vector, Source.EXTERNAL, hasCode, code, cpu.eip, true);
                return;
            } catch (GuestFault second) {
                // The fault in flight is now the second one: round again.
                continue;
            }
        }
        cpu.stopRequest = "the guest is stuck: the delivery of a fault is broken by a fault, without end; "
                + cpu.faults.entries().getLast().explain();
    }

    /** 0 for benign exceptions, 1 for contributory ones, 2 for page faults. */
    private static int rank(int vector) {
        return switch (vector) {
            case 0, 10, 11, 12, 13 -> 1;
            case PAGE_FAULT -> 2;
            default -> 0;
        };
    }

    private static void deliver(
            Vcpu cpu, int vector, Source source, boolean hasCode, int code, int returnEip, boolean resume) {
        cpu.delivering = vector;
        cpu.delivered = vector;
        int from = cpu.eip;
        try {
            if (cpu.protectedMode()) {
                throughGate(cpu, vector, source, hasCode, code, returnEip, resume);
            } else {
                realMode(cpu, vector, returnEip);
            }
            cpu.shadowUntil = -1;
            cpu.lastBranch.delivered(cpu, vector == DEBUG, from);
        } catch (GuestFault broken) {
            if (source == Source.EXTERNAL && broken.vector >= 10 && broken.vector <= 13) {
                broken.errorCode |= 1;
            }
            throw broken;
        } finally {
            cpu.delivering = -1;
        }
    }

    private static void realMode(Vcpu cpu, int vector, int returnEip) {
        if (vector * 4 + 3 > cpu.idtLimit) {
            throw cpu.fault.gp(vector * 8 + 2).because(FaultCause.IDT_LIMIT, vector);
        }
        int entry = cpu.mmu.readSystem32(cpu.idtBase + vector * 4);
        PendingPushes stack = PendingPushes.onCurrentStack(cpu, false);
        stack.push(cpu.eflags());
        stack.push(cpu.selector[SegmentRegister.CS]);
        stack.push(returnEip);
        if (Integer.compareUnsigned(entry & 0xFFFF, cpu.segmentLimit[SegmentRegister.CS]) > 0) {
            throw cpu.fault.gp(0).because(FaultCause.CODE_LIMIT, entry >>> 16);
        }
        stack.probe();
        stack.commit();
        cpu.r32(4, stack.stackPointer());
        cpu.systemFlags &= ~(Eflags.IF | Eflags.TF | Eflags.AC | Eflags.RF);
        SegmentLoader.real(cpu, SegmentRegister.CS, entry >>> 16);
        cpu.eip = entry & 0xFFFF;
    }

    private static void throughGate(
            Vcpu cpu, int vector, Source source, boolean hasCode, int code, int returnEip, boolean resume) {
        int idtCode = vector * 8 + 2;
        if (vector * 8 + 7 > cpu.idtLimit) {
            throw cpu.fault.gp(idtCode).because(FaultCause.IDT_LIMIT, vector);
        }
        long gate = Descriptors.readAt(cpu, cpu.idtBase + vector * 8);
        int access = Descriptors.access(gate);
        int type = Descriptors.type(access);
        boolean known = (type & 7) >= 6 || type == Descriptors.TASK_GATE;
        if (Descriptors.isSegment(access) || !known) {
            throw cpu.fault.gp(idtCode).because(FaultCause.IDT_NOT_A_GATE, vector);
        }
        if (source != Source.EXTERNAL && Descriptors.dpl(access) < cpu.cpl) {
            throw cpu.fault.gp(idtCode).because(FaultCause.IDT_PRIVILEGE, vector);
        }
        if (!Descriptors.present(access)) {
            throw cpu.fault.np(idtCode).because(FaultCause.IDT_NOT_PRESENT, vector);
        }
        int image = cpu.eflags() | (resume ? Eflags.RF : 0);
        if (type == Descriptors.TASK_GATE) {
            TaskSwitch.interrupt(cpu, Descriptors.gateSelector(gate), image, returnEip, hasCode, code);
            return;
        }
        int selector = Descriptors.gateSelector(gate);
        if (Descriptors.isNull(selector)) {
            throw cpu.fault.gp(0).because(FaultCause.CODE_NULL, selector);
        }
        long descriptor = Descriptors.fetch(cpu, selector, 13);
        int codeAccess = Descriptors.access(descriptor);
        if (!Descriptors.isCode(codeAccess)) {
            throw cpu.fault.gp(selector & 0xFFFC).because(FaultCause.CODE_TYPE, selector);
        }
        if (Descriptors.dpl(codeAccess) > cpu.cpl) {
            throw cpu.fault.gp(selector & 0xFFFC).because(FaultCause.CODE_PRIVILEGE, selector);
        }
        if (!Descriptors.present(codeAccess)) {
            throw cpu.fault.np(selector & 0xFFFC).because(FaultCause.CODE_NOT_PRESENT, selector);
        }
        boolean wide = type >= 8;
        int level = Descriptors.isConforming(codeAccess) ? cpu.cpl : Descriptors.dpl(codeAccess);
        if (cpu.virtual8086() && level != 0) {
            throw cpu.fault.gp(selector & 0xFFFC).because(FaultCause.V86_HANDLER_LEVEL, selector);
        }
        InnerStack inner = level < cpu.cpl ? InnerStack.of(cpu, level) : null;
        PendingPushes stack;
        if (inner == null) {
            stack = PendingPushes.onCurrentStack(cpu, wide);
        } else {
            stack = PendingPushes.onNewStack(cpu, inner.selector(), inner.descriptor(), inner.pointer(), level, wide);
            if (cpu.virtual8086()) {
                stack.push(cpu.selector[SegmentRegister.GS]);
                stack.push(cpu.selector[SegmentRegister.FS]);
                stack.push(cpu.selector[SegmentRegister.DS]);
                stack.push(cpu.selector[SegmentRegister.ES]);
            }
            stack.push(cpu.selector[SegmentRegister.SS]);
            stack.push(cpu.r32(4));
        }
        stack.push(image);
        stack.push(cpu.selector[SegmentRegister.CS]);
        stack.push(returnEip);
        if (hasCode) {
            stack.push(code);
        }
        int target = Descriptors.gateOffset(gate);
        if (Integer.compareUnsigned(target, Descriptors.limit(descriptor)) > 0) {
            throw cpu.fault.gp(0).because(FaultCause.CODE_LIMIT, selector);
        }
        stack.probe();
        descriptor = Descriptors.markAccessed(cpu, selector, descriptor);
        stack.commit();
        if (cpu.virtual8086()) {
            SegmentLoader.unusable(cpu, SegmentRegister.GS, 0);
            SegmentLoader.unusable(cpu, SegmentRegister.FS, 0);
            SegmentLoader.unusable(cpu, SegmentRegister.DS, 0);
            SegmentLoader.unusable(cpu, SegmentRegister.ES, 0);
        }
        cpu.systemFlags &= ~((type & 1) == 0 ? CLEARED_BY_GATE | Eflags.IF : CLEARED_BY_GATE);
        SegmentLoader.code(cpu, selector, descriptor, level);
        if (inner != null) {
            SegmentLoader.cache(cpu, SegmentRegister.SS, inner.selector(), inner.descriptor());
        }
        cpu.r32(4, stack.stackPointer());
        cpu.eip = target;
    }
}
