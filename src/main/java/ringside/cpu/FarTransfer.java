package ringside.cpu;

import ringside.isa.SegmentRegister;

/**
 * Runs far JMP and CALL: to code segments, through call gates, to tasks. SDM Vol. 2A, "CALL" and "JMP"; Vol. 3A, 5.8.
 */
public final class FarTransfer {
    private static final int ESP = 4;

    private FarTransfer() {}

    /**
     * Jumps.
     *
     * @param next offset of the instruction after this one, which a task switch saves
     */
    public static void jump(Vcpu cpu, int selector, int offset, int next) {
        if (!cpu.protectedMode() || cpu.virtual8086()) {
            checkLimit(cpu, offset, cpu.segmentLimit[SegmentRegister.CS], selector);
            realCode(cpu, selector);
            cpu.eip = offset;
            return;
        }
        long descriptor = target(cpu, selector);
        int access = Descriptors.access(descriptor);
        if (Descriptors.isSegment(access)) {
            jumpToCode(cpu, selector, offset, directCode(cpu, selector, descriptor));
            return;
        }
        int type = checkSystem(cpu, selector, access);
        switch (type) {
            case Descriptors.CALL_GATE16, Descriptors.CALL_GATE32 -> {
                int code = Descriptors.gateSelector(descriptor);
                long codeDescriptor = gateCode(cpu, code);
                int codeAccess = Descriptors.access(codeDescriptor);
                if (!Descriptors.isConforming(codeAccess) && Descriptors.dpl(codeAccess) != cpu.cpl) {
                    throw cpu.fault.gp(code & 0xFFFC).because(FaultCause.CODE_PRIVILEGE, code);
                }
                checkPresent(cpu, code, codeAccess);
                jumpToCode(cpu, code, Descriptors.gateOffset(descriptor), codeDescriptor);
            }
            case Descriptors.TASK_GATE -> TaskSwitch.transfer(cpu, Descriptors.gateSelector(descriptor), false, next);
            default -> TaskSwitch.transfer(cpu, selector, false, next);
        }
    }

    /**
     * Calls.
     *
     * @param width 16 or 32, of the return address without a gate
     * @param next offset of the instruction after this one
     */
    public static void call(Vcpu cpu, int selector, int offset, int width, int next) {
        if (!cpu.protectedMode() || cpu.virtual8086()) {
            PendingPushes stack = returnAddress(cpu, width == 32, next);
            checkLimit(cpu, offset, cpu.segmentLimit[SegmentRegister.CS], selector);
            stack.probe();
            stack.commit();
            cpu.r32(ESP, stack.stackPointer());
            realCode(cpu, selector);
            cpu.eip = offset;
            return;
        }
        long descriptor = target(cpu, selector);
        int access = Descriptors.access(descriptor);
        if (Descriptors.isSegment(access)) {
            callCode(cpu, selector, offset, directCode(cpu, selector, descriptor), width == 32, next);
            return;
        }
        int type = checkSystem(cpu, selector, access);
        switch (type) {
            case Descriptors.CALL_GATE16, Descriptors.CALL_GATE32 -> callGate(cpu, descriptor, next);
            case Descriptors.TASK_GATE -> TaskSwitch.transfer(cpu, Descriptors.gateSelector(descriptor), true, next);
            default -> TaskSwitch.transfer(cpu, selector, true, next);
        }
    }

    /** Loads CS outside of protected mode proper. */
    static void realCode(Vcpu cpu, int selector) {
        if (cpu.virtual8086()) {
            SegmentLoader.v86(cpu, SegmentRegister.CS, selector);
        } else {
            SegmentLoader.real(cpu, SegmentRegister.CS, selector);
        }
    }

    static void checkLimit(Vcpu cpu, int offset, int limit, int selector) {
        if (Integer.compareUnsigned(offset, limit) > 0) {
            throw cpu.fault.gp(0).because(FaultCause.CODE_LIMIT, selector);
        }
    }

    private static long target(Vcpu cpu, int selector) {
        if (Descriptors.isNull(selector)) {
            throw cpu.fault.gp(0).because(FaultCause.CODE_NULL, selector);
        }
        return Descriptors.fetch(cpu, selector, 13);
    }

    /** Checks a code segment that is jumped to or called without a gate. */
    private static long directCode(Vcpu cpu, int selector, long descriptor) {
        int access = Descriptors.access(descriptor);
        if (!Descriptors.isCode(access)) {
            throw cpu.fault.gp(selector & 0xFFFC).because(FaultCause.CODE_TYPE, selector);
        }
        int dpl = Descriptors.dpl(access);
        boolean admitted =
                Descriptors.isConforming(access) ? dpl <= cpu.cpl : dpl == cpu.cpl && (selector & 3) <= cpu.cpl;
        if (!admitted) {
            throw cpu.fault.gp(selector & 0xFFFC).because(FaultCause.CODE_PRIVILEGE, selector);
        }
        checkPresent(cpu, selector, access);
        return descriptor;
    }

    private static void checkPresent(Vcpu cpu, int selector, int access) {
        if (!Descriptors.present(access)) {
            throw cpu.fault.np(selector & 0xFFFC).because(FaultCause.CODE_NOT_PRESENT, selector);
        }
    }

    /** Checks a gate or TSS as such and returns its type. */
    private static int checkSystem(Vcpu cpu, int selector, int access) {
        int type = Descriptors.type(access);
        boolean known =
                switch (type) {
                    case Descriptors.CALL_GATE16,
                            Descriptors.CALL_GATE32,
                            Descriptors.TASK_GATE,
                            Descriptors.TSS16,
                            Descriptors.TSS32 -> true;
                    default -> false;
                };
        if (!known) {
            throw cpu.fault.gp(selector & 0xFFFC).because(FaultCause.GATE_TYPE, selector);
        }
        int dpl = Descriptors.dpl(access);
        if (dpl < cpu.cpl || dpl < (selector & 3)) {
            throw cpu.fault.gp(selector & 0xFFFC).because(FaultCause.GATE_PRIVILEGE, selector);
        }
        if (!Descriptors.present(access)) {
            throw cpu.fault.np(selector & 0xFFFC).because(FaultCause.GATE_NOT_PRESENT, selector);
        }
        return type;
    }

    /** Fetches the code segment that a call gate names: code, and not of an outer level. */
    private static long gateCode(Vcpu cpu, int selector) {
        long descriptor = target(cpu, selector);
        int access = Descriptors.access(descriptor);
        if (!Descriptors.isCode(access)) {
            throw cpu.fault.gp(selector & 0xFFFC).because(FaultCause.CODE_TYPE, selector);
        }
        if (Descriptors.dpl(access) > cpu.cpl) {
            throw cpu.fault.gp(selector & 0xFFFC).because(FaultCause.CODE_PRIVILEGE, selector);
        }
        return descriptor;
    }

    private static void jumpToCode(Vcpu cpu, int selector, int offset, long descriptor) {
        checkLimit(cpu, offset, Descriptors.limit(descriptor), selector);
        long marked = Descriptors.markAccessed(cpu, selector, descriptor);
        SegmentLoader.code(cpu, selector, marked, cpu.cpl);
        cpu.eip = offset;
    }

    private static PendingPushes returnAddress(Vcpu cpu, boolean wide, int next) {
        PendingPushes stack = PendingPushes.onCurrentStack(cpu, wide);
        stack.push(cpu.selector[SegmentRegister.CS]);
        stack.push(next);
        return stack;
    }

    private static void callCode(Vcpu cpu, int selector, int offset, long descriptor, boolean wide, int next) {
        PendingPushes stack = returnAddress(cpu, wide, next);
        checkLimit(cpu, offset, Descriptors.limit(descriptor), selector);
        stack.probe();
        long marked = Descriptors.markAccessed(cpu, selector, descriptor);
        stack.commit();
        SegmentLoader.code(cpu, selector, marked, cpu.cpl);
        cpu.r32(ESP, stack.stackPointer());
        cpu.eip = offset;
    }

    private static void callGate(Vcpu cpu, long gate, int next) {
        boolean wide = Descriptors.type(Descriptors.access(gate)) == Descriptors.CALL_GATE32;
        int selector = Descriptors.gateSelector(gate);
        int offset = Descriptors.gateOffset(gate);
        long descriptor = gateCode(cpu, selector);
        int access = Descriptors.access(descriptor);
        checkPresent(cpu, selector, access);
        int level = Descriptors.dpl(access);
        if (Descriptors.isConforming(access) || level == cpu.cpl) {
            callCode(cpu, selector, offset, descriptor, wide, next);
            return;
        }
        InnerStack inner = InnerStack.of(cpu, level);
        PendingPushes stack =
                PendingPushes.onNewStack(cpu, inner.selector(), inner.descriptor(), inner.pointer(), level, wide);
        stack.push(cpu.selector[SegmentRegister.SS]);
        stack.push(cpu.r32(ESP));
        int size = wide ? 4 : 2;
        for (int i = parameters(gate) - 1; i >= 0; i--) {
            stack.push(StackTop.read(cpu, size * 8, i * size));
        }
        stack.push(cpu.selector[SegmentRegister.CS]);
        stack.push(next);
        checkLimit(cpu, offset, Descriptors.limit(descriptor), selector);
        stack.probe();
        long marked = Descriptors.markAccessed(cpu, selector, descriptor);
        stack.commit();
        SegmentLoader.code(cpu, selector, marked, level);
        SegmentLoader.cache(cpu, SegmentRegister.SS, inner.selector(), inner.descriptor());
        cpu.r32(ESP, stack.stackPointer());
        cpu.eip = offset;
    }

    private static int parameters(long gate) {
        return (int) (gate >>> 32) & 31;
    }
}
