package ringside.console;

import java.math.BigDecimal;

/** Ends a session when its real time is over. */
final class Watchdog implements AutoCloseable {
    private final Thread thread;
    private volatile boolean expired;

    /** Starts to watch; no time given, none is measured. */
    Watchdog(double seconds, Session session) {
        if (seconds <= 0) {
            thread = null;
            return;
        }
        thread = new Thread(() -> watch(seconds, session), "timeout");
        thread.setDaemon(true);
        thread.start();
    }

    private void watch(double seconds, Session session) {
        try {
            Thread.sleep((long) (seconds * 1000));
            expired = true;
            session.timedOut(
                    new BigDecimal(String.valueOf(seconds)).stripTrailingZeros().toPlainString() + " s");
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    boolean expired() {
        return expired;
    }

    @Override
    public void close() {
        if (thread != null) {
            thread.interrupt();
        }
    }
}
