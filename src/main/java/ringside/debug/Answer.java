package ringside.debug;

/**
 * What a {@link StopHandler} wants.
 *
 * @param value what the thing that happened is to have brought instead, with {@link Kind#CHANGE}
 * @param message what the stop says, or empty for the usual sentence
 */
public record Answer(Kind kind, long value, String message) {
    /** The guest goes on. */
    public static final Answer CONTINUE = new Answer(Kind.CONTINUE, 0, "");

    /** The guest stops. */
    public static final Answer STOP = new Answer(Kind.STOP, 0, "");

    /** The instruction that the guest stands before is left out; only for events {@code BEFORE} it. */
    public static final Answer SKIP = new Answer(Kind.SKIP, 0, "");

    /** What to do. */
    public enum Kind {
        CONTINUE,
        STOP,
        SKIP,
        CHANGE
    }

    /** Stops with a sentence of one's own. */
    public static Answer stop(String message) {
        return new Answer(Kind.STOP, 0, message);
    }

    /**
     * Goes on with another value: of memory written, a control register loaded, AL/AX/EAX after IN, EDX:EAX after RDMSR; before
     * OUT or IN, the instruction is left out, and the value goes to the port, or into the register.
     */
    public static Answer change(long value) {
        return new Answer(Kind.CHANGE, value, "");
    }
}
