package ringside.console;

import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;

/** The one thread on which commands, scripts and the guest run. Safe from any thread. */
final class MachineThread implements AutoCloseable {
    /** Deep enough for nested expressions and scripts. */
    private static final long STACK = 64L << 20;

    private static final Runnable END = () -> {};

    private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final Thread thread = new Thread(null, this::work, "machine", STACK);

    MachineThread() {
        thread.setDaemon(true);
        thread.start();
    }

    private void work() {
        try {
            for (Runnable task = tasks.take(); task != END; task = tasks.take()) {
                task.run();
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs a task and waits for its result. */
    <T> T call(Callable<T> task) {
        FutureTask<T> future = new FutureTask<>(task);
        tasks.add(future);
        while (true) {
            try {
                return future.get();
            } catch (InterruptedException again) {
                // The terminal's interrupts are delivered through Session.interrupt; the task will end by itself.
                continue;
            } catch (ExecutionException failure) {
                if (failure.getCause() instanceof RuntimeException cause) {
                    throw cause;
                }
                throw new IllegalStateException(failure.getCause());
            } catch (CancellationException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }

    @Override
    public void close() {
        tasks.add(END);
    }
}
