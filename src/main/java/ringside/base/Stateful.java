package ringside.base;

/**
 * Something whose state belongs to the machine: it is hashed, kept in snapshots and rolled back after excursions.
 *
 * <p>{@link #save} writes everything the guest could ever notice and nothing else (no host objects, caches, statistics),
 * always the same fields in the same order. {@link #load} reads exactly what {@code save} wrote and derives the rest;
 * afterwards the object behaves as at the time of {@code save}. Wiring made at construction is not state.
 */
public interface Stateful {
    /** Writes the state. Changes nothing. */
    void save(StateWriter out);

    /** Replaces the state by the one written by {@link #save}. */
    void load(StateReader in);
}
