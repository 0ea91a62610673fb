package ringside.console;

/** A command that cannot be carried out; the message is one line for the user. */
final class CommandError extends RuntimeException {
    private final int position;

    /** Makes an error about the command as a whole. */
    CommandError(String message) {
        this(message, -1);
    }

    /** Makes an error about the line from {@code position} on. */
    CommandError(String message, int position) {
        super(message, null, false, false);
        this.position = position;
    }

    /** Returns where in the line the trouble starts, from 0, or -1. */
    int position() {
        return position;
    }
}
