package ringside.isa.asm;

/** An error at a place in the source. */
final class SourceError extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Column, from 1. */
    final int column;

    SourceError(int column, String message) {
        super(message, null, false, false);
        this.column = column;
    }
}
