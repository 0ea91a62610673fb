package ringside.machine;

/**
 * Why and where a run ended. The machine's state is exact: {@code icount} instructions are retired and the next one is
 * at CS:EIP.
 *
 * @param kind the reason
 * @param icount retired instructions
 * @param time guest time in units
 * @param cs selector of CS
 * @param eip offset of the next instruction
 * @param code value written to the debug exit device, else 0
 * @param detail one sentence for the user, never empty
 */
public record Stop(Kind kind, long icount, long time, int cs, int eip, int code, String detail) {
    /** Reasons of a stop. */
    public enum Kind {
        /** The instruction count or the time asked for is reached. */
        LIMIT,
        /** The next instruction has a breakpoint. */
        BREAKPOINT,
        /** Someone outside asked for it: Ctrl-C, a timeout. */
        INTERRUPTED,
        /** A hook of the debugger on the machine thread asked for it: a watchpoint, a script. */
        REQUESTED,
        /** The guest asks for what this machine does not have; the detail says what, and what running on would do. */
        UNSUPPORTED,
        /** The guest wrote to the debug exit device. */
        EXIT,
        /** The guest asked for a reset, which the next run performs. */
        RESET,
        /** The guest waits with interrupts enabled and nothing is scheduled that could wake it. */
        IDLE,
        /** Triple fault, or HLT with interrupts disabled. */
        DIED
    }

    /** Whether the guest has come to an end by itself. */
    public boolean isFinal() {
        return kind == Kind.EXIT || kind == Kind.DIED;
    }
}
