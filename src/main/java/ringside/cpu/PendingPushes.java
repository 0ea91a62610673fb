package ringside.cpu;

import ringside.isa.SegmentRegister;

/**
 * Collects what an event or a far transfer pushes, so that all checks come before the first write: segment limits as the
 * pushes are named, paging in {@link #probe}, and {@link #commit} cannot fail.
 */
public final class PendingPushes {
    private final Vcpu cpu;
    private final int base;
    private final int limit;
    private final int access;
    private final int selector;
    private final int faultCode;
    private final boolean user;
    private final boolean big;
    private final int[] linear;
    private final int[] values;
    private final boolean wide;
    private int count;
    private int pointer;

    /**
     * Starts pushes on the stack in force.
     *
     * @param wide whether doublewords are pushed, not words
     */
    public static PendingPushes onCurrentStack(Vcpu cpu, boolean wide) {
        return new PendingPushes(
                cpu,
                cpu.segmentBase[SegmentRegister.SS],
                cpu.segmentLimit[SegmentRegister.SS],
                cpu.segmentAccess[SegmentRegister.SS],
                cpu.r32(4),
                cpu.selector[SegmentRegister.SS],
                0,
                cpu.cpl == 3,
                wide);
    }

    /**
     * Starts pushes on a stack that is going to be entered; a lack of room is #SS({@code selector}). Of a stack with 16-bit
     * pointers only SP is entered: the upper half of ESP stays that of the interrupted program.
     */
    static PendingPushes onNewStack(
            Vcpu cpu, int selector, long descriptor, int stackPointer, int level, boolean wide) {
        return new PendingPushes(
                cpu,
                Descriptors.base(descriptor),
                Descriptors.limit(descriptor),
                Descriptors.access(descriptor),
                StackTop.moved((Descriptors.access(descriptor) & Descriptors.BIG) != 0, cpu.r32(4), stackPointer),
                selector,
                selector & 0xFFFC,
                level == 3,
                wide);
    }

    private PendingPushes(
            Vcpu cpu,
            int base,
            int limit,
            int access,
            int pointer,
            int selector,
            int faultCode,
            boolean user,
            boolean wide) {
        this.cpu = cpu;
        this.base = base;
        this.limit = limit;
        this.access = access;
        this.pointer = pointer;
        this.selector = selector;
        this.faultCode = faultCode;
        this.user = user;
        this.wide = wide;
        this.big = (access & Descriptors.BIG) != 0;
        this.linear = new int[40];
        this.values = new int[40];
    }

    /** Pushes a word or doubleword; #SS if the segment has no room. */
    public void push(int value) {
        int size = wide ? 4 : 2;
        int next = big ? pointer - size : pointer - size & 0xFFFF;
        if (!fits(next, size)) {
            throw cpu.fault.ss(faultCode).because(FaultCause.STACK_ROOM, selector);
        }
        linear[count] = base + next;
        values[count++] = value;
        pointer = big ? next : pointer & 0xFFFF_0000 | next;
    }

    private boolean fits(int offset, int size) {
        long first = offset & 0xFFFF_FFFFL;
        long last = first + size - 1;
        long top = limit & 0xFFFF_FFFFL;
        if (Descriptors.expandsDown(access)) {
            return first > top && last <= (big ? 0xFFFF_FFFFL : 0xFFFFL);
        }
        return last <= top;
    }

    /** Raises the page fault that one of the writes would raise. */
    public void probe() {
        for (int i = 0; i < count; i++) {
            cpu.mmu.probe(linear[i], wide ? 4 : 2, true, user);
        }
    }

    /** Writes everything; only after {@link #probe}. */
    public void commit() {
        for (int i = 0; i < count; i++) {
            if (user && wide) {
                cpu.mmu.writeLinear32(linear[i], values[i]);
            } else if (user) {
                cpu.mmu.writeLinear16(linear[i], values[i]);
            } else if (wide) {
                cpu.mmu.writeSystem32(linear[i], values[i]);
            } else {
                cpu.mmu.writeSystem16(linear[i], values[i]);
            }
        }
    }

    /** The stack pointer after the pushes: ESP, of which a 16-bit stack has changed only the low half. */
    public int stackPointer() {
        return pointer;
    }
}
