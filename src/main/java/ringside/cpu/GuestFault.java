package ringside.cpu;

/**
 * A fault of the guest on its way to delivery: preallocated once per CPU, without a stack trace, because it is an
 * ordinary event. Semantics {@code throw cpu.fault.gp(0)}; the engine catches it with EIP at the faulting instruction.
 */
public final class GuestFault extends RuntimeException {
    /** In place of a vector: nothing is delivered, the CPU waits before the instruction. */
    public static final int WAIT = -1;

    /** Vector, 0 to 31, or {@link #WAIT}. SDM Vol. 3A, table 6-1. */
    public int vector;

    public int errorCode;
    public boolean hasErrorCode;

    /** Linear address that CR2 gets when a page fault is delivered. */
    public int address;

    /** Why, if the one who raised it said so; null otherwise. For the console only. */
    public FaultCause cause;

    /** What the cause is about: a selector, a vector or a port. */
    public int subject;

    GuestFault() {
        super(null, null, false, false);
    }

    /** #DE. */
    public GuestFault de() {
        return without(0);
    }

    /** #DB; DR6 has been set by the caller. */
    public GuestFault db() {
        return without(1);
    }

    /** #BR. */
    public GuestFault br() {
        return without(5);
    }

    /** #UD. */
    public GuestFault ud() {
        return without(6);
    }

    /** #NM. */
    public GuestFault nm() {
        return without(7);
    }

    /** #TS. */
    public GuestFault ts(int code) {
        return with(10, code);
    }

    /** #NP. */
    public GuestFault np(int code) {
        return with(11, code);
    }

    /** #SS. */
    public GuestFault ss(int code) {
        return with(12, code);
    }

    /** #GP. */
    public GuestFault gp(int code) {
        return with(13, code);
    }

    /** #PF at a linear address. */
    public GuestFault pf(int linear, int code) {
        address = linear;
        return with(14, code);
    }

    /** #MF. */
    public GuestFault mf() {
        return without(16);
    }

    /** No fault: the instruction does not begin until an interrupt was taken. */
    public GuestFault await() {
        return without(WAIT);
    }

    /** #AC. */
    public GuestFault ac() {
        return with(17, 0);
    }

    /** The exception with number {@code vector}, with an error code if that vector has one. */
    GuestFault raise(int vector, int code) {
        return switch (vector) {
            case 8, 10, 11, 12, 13, 14, 17 -> with(vector, code);
            default -> without(vector);
        };
    }

    /** Records why; {@code subject} is the selector, vector or port that the cause's sentence speaks of. */
    public GuestFault because(FaultCause cause, int subject) {
        this.cause = cause;
        this.subject = subject;
        return this;
    }

    private GuestFault without(int vector) {
        this.vector = vector;
        cause = null;
        hasErrorCode = false;
        errorCode = 0;
        return this;
    }

    private GuestFault with(int vector, int code) {
        this.vector = vector;
        cause = null;
        hasErrorCode = true;
        errorCode = code;
        return this;
    }
}
