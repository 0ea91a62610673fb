package ringside.machine;

import java.util.ArrayDeque;
import java.util.Queue;
import ringside.time.HostClock;
import ringside.time.Stimulus;

/**
 * Where other threads leave stimuli for the machine, and ask it to stop. Safe from any thread; only the machine thread
 * takes.
 */
public final class Inbox {
    private final Queue<Stimulus> stimuli = new ArrayDeque<>();
    private volatile boolean filled;
    private volatile boolean stopRequested;

    Inbox() {}

    /** Leaves a stimulus; it acts at the end of the running slice, at most a few milliseconds later. */
    public synchronized void offer(Stimulus stimulus) {
        stimuli.add(stimulus);
        filled = true;
        notifyAll();
    }

    /** Asks the run to stop at the end of its slice. */
    public synchronized void requestStop() {
        stopRequested = true;
        notifyAll();
    }

    /** Whether a stop was requested since the last {@link #clearStop}. */
    boolean stopRequested() {
        return stopRequested;
    }

    void clearStop() {
        stopRequested = false;
    }

    boolean isEmpty() {
        return !filled;
    }

    /** Returns the oldest stimulus or null. */
    Stimulus poll() {
        if (!filled) {
            return null;
        }
        synchronized (this) {
            Stimulus stimulus = stimuli.poll();
            filled = !stimuli.isEmpty();
            return stimulus;
        }
    }

    /** Waits until something arrives, a stop is requested, or {@code nanos} of real time have passed. */
    synchronized void await(long nanos) {
        long start = HostClock.nanos();
        long left = nanos;
        try {
            while (!filled && !stopRequested && left > 0) {
                wait(left / 1_000_000, (int) (left % 1_000_000));
                left = nanos - (HostClock.nanos() - start);
            }
        } catch (InterruptedException interrupted) {
            stopRequested = true;
            Thread.currentThread().interrupt();
        }
    }
}
