package ringside.base;

/** Saved state that cannot be read back; the message is one line for the user. */
public final class StateFormatException extends RuntimeException {
    /** Makes the exception with a message that says what is wrong and at which byte. */
    public StateFormatException(String message) {
        super(message);
    }
}
