package ringside.time;

/** What a timer does when it is due. */
@FunctionalInterface
public interface Event {
    /** Runs at the first instruction boundary at or after {@code due}, the time it was scheduled for. */
    void run(long due);
}
