package ringside.time;

/**
 * A named alarm of one device; it is due at most once at a time. Names make pending events saveable: they identify the
 * timer in a snapshot.
 */
public final class Timer {
    /** The value of {@link #due()} while the timer is not set. */
    public static final long NEVER = Long.MAX_VALUE;

    final String name;
    final Event event;
    long due = NEVER;
    long sequence;
    /** Position in the queue's heap, -1 if not in it. */
    int slot = -1;

    private final EventQueue queue;

    Timer(EventQueue queue, String name, Event event) {
        this.queue = queue;
        this.name = name;
        this.event = event;
    }

    /** Sets the timer to {@code time}, replacing what it was set to; {@link #NEVER} cancels. */
    public void set(long time) {
        queue.schedule(this, time);
    }

    /** Forgets the timer's due time. */
    public void cancel() {
        queue.schedule(this, NEVER);
    }

    /** Returns the time the timer is due, or {@link #NEVER}. */
    public long due() {
        return due;
    }

    public String name() {
        return name;
    }

    boolean before(Timer other) {
        return due != other.due ? due < other.due : sequence < other.sequence;
    }
}
