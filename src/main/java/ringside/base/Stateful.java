package ringside.base;

/**
 * Something with guest-visible state that goes into snapshots and state hashes. What is saved is exactly what a guest
 * could tell apart: no caches, no counters of our own.
 */
public interface Stateful {
    /** Appends the whole state. Equal states append equal bytes. */
    void save(StateWriter out);

    /**
     * Replaces the whole state by what {@link #save} wrote.
     *
     * @throws StateFormatException if the data was not written by {@link #save} of this type
     */
    void load(StateReader in);
}
