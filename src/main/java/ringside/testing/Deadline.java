package ringside.testing;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Ends what takes too much real time. Safe from any thread. */
final class Deadline implements AutoCloseable {
    private static final long AGAIN = TimeUnit.MILLISECONDS.toNanos(100);

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "deadline");
        thread.setDaemon(true);
        return thread;
    });
    private ScheduledFuture<?> pending;
    private Runnable action;
    private boolean expired;
    private boolean stopped;

    /** Calls {@code interrupt} after so many seconds, or once {@link #stop} was called, unless {@link #cancel} comes first. */
    synchronized void start(double seconds, Runnable interrupt) {
        expired = false;
        action = interrupt;
        schedule(stopped ? 0 : (long) (seconds * 1e9));
    }

    /** Lets the present time end now, and all that start later as soon as they do. */
    synchronized void stop() {
        stopped = true;
        if (pending != null) {
            pending.cancel(false);
            schedule(0);
        }
    }

    /** A script that had not quite begun does not feel the first interrupt, so there are more. */
    private void schedule(long nanos) {
        pending = clock.scheduleWithFixedDelay(this::expire, nanos, AGAIN, TimeUnit.NANOSECONDS);
    }

    /** Interrupts before {@link #cancel} can return: what comes next must not be hit. */
    private synchronized void expire() {
        if (pending != null) {
            expired = true;
            action.run();
        }
    }

    /** Waits for nothing any more; whether it was too late. */
    synchronized boolean cancel() {
        pending.cancel(false);
        pending = null;
        return expired;
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
