package ringside.debug.expr;

/** An expression that cannot be parsed or evaluated; the message is one line for the user. */
public final class ExpressionException extends RuntimeException {
    /** Where in the text of the expression the trouble starts, from 0; -1 if nowhere in particular. */
    private final int position;

    /** Makes one that concerns the expression as a whole. */
    public ExpressionException(String message) {
        this(message, -1);
    }

    /** Makes one about the text from {@code position} on. */
    public ExpressionException(String message, int position) {
        super(message, null, false, false);
        this.position = position;
    }

    /** Returns where in the text the trouble starts, from 0, or -1. */
    public int position() {
        return position;
    }
}
