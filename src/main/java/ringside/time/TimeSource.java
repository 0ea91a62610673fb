package ringside.time;

/** Where guest time comes from: the CPU's counters in a machine, a plain variable in a test. */
@FunctionalInterface
public interface TimeSource {
    /** Returns the present guest time in units; it never goes back except when a snapshot is restored. */
    long now();
}
