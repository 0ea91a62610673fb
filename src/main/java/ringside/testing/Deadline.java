package ringside.testing;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Ends what takes too much real time. Safe from any thread. */
final class Deadline implements AutoCloseable {
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "deadline");
        thread.setDaemon(true);
        return thread;
    });
    private ScheduledFuture<?> pending;
    private boolean expired;

    /** Calls {@code interrupt} after so many seconds, unless {@link #cancel} comes first. */
    synchronized void start(double seconds, Runnable interrupt) {
        expired = false;
        pending = clock.schedule(() -> expire(interrupt), (long) (seconds * 1e9), TimeUnit.NANOSECONDS);
    }

    /** Interrupts before {@link #cancel} can return: what comes next must not be hit. */
    private synchronized void expire(Runnable interrupt) {
        if (pending != null) {
            expired = true;
            interrupt.run();
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
