package ringside.debug;

/** Something the user asked for that cannot be done; the message is one line that says what and why. */
public final class DebugException extends RuntimeException {
    public DebugException(String message) {
        super(message, null, false, false);
    }
}
