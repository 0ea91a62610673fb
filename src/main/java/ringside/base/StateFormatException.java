package ringside.base;

/** Saved state that cannot be read; the message is one line that says what is wrong with it. */
public final class StateFormatException extends RuntimeException {
    /** Makes one with a message for the user. */
    public StateFormatException(String message) {
        super(message);
    }
}
