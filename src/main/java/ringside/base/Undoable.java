package ringside.base;

/**
 * State that may be large and can go back by itself: what an excursion changes is remembered piece by piece, instead of a
 * copy of the whole at its start. Marks nest.
 */
public interface Undoable extends Stateful {
    /** Starts to remember what changes, until {@link #rollBack} or {@link #keep}. */
    void mark();

    /** Makes everything as it was at the last {@link #mark}, which ends. */
    void rollBack();

    /** Ends the last {@link #mark} with everything as it is now. */
    void keep();
}
