package ringside.debug;

/**
 * Why a target gave control back.
 *
 * @param kind the reason
 * @param code what a {@link Kind#DEBUG_EXIT} wrote, else 0
 * @param detail a sentence for the user that says more, or empty
 */
public record Outcome(Kind kind, int code, String detail) {
    /** A reason for a run to end. */
    public enum Kind {
        /** The instruction count asked for is reached. */
        LIMIT,
        /** The next instruction has a breakpoint. */
        BREAKPOINT,
        /** Someone outside asked for a stop. */
        INTERRUPTED,
        /** A listener on the machine thread asked for a stop; the detail says why. */
        REQUESTED,
        /** The guest asks for what its machine does not have; the detail says what. */
        UNSUPPORTED,
        /** HLT with interrupts enabled, and nothing is scheduled that could wake the CPU. */
        IDLE,
        /** Triple fault, or HLT with interrupts disabled. */
        DIED,
        /** The guest wrote to its debug exit port. */
        DEBUG_EXIT,
        /** The guest asked the board for a reset. */
        RESET_REQUESTED
    }

    /** Makes an outcome that needs no more words. */
    public static Outcome of(Kind kind) {
        return new Outcome(kind, 0, "");
    }
}
