package ringside.machine;

import ringside.base.StateReader;
import ringside.base.StateWriter;
import ringside.base.Stateful;
import ringside.bus.InterruptController;

/**
 * The CPU's INTR pin: the board's interrupt controllers, and in front of them a vector that the user injected. An injected
 * vector comes first and is taken as soon as the CPU accepts interrupts.
 */
final class InterruptInput implements InterruptController, Stateful {
    private static final int NONE = -1;

    private final InterruptController board;
    private final InterruptLines lines;
    private InterruptController monitor;
    private int injected = NONE;
    private boolean held;
    private Runnable listener = () -> {};

    InterruptInput(InterruptController board, InterruptLines lines) {
        this.board = board;
        this.lines = lines;
    }

    /** Lets {@code newListener} hear whenever an interrupt of the board has been acknowledged. */
    void onTaken(Runnable newListener) {
        listener = newListener;
    }

    /** Makes the next interrupt the one with {@code vector}; replaces one that is still waiting. */
    void inject(int vector) {
        injected = vector;
    }

    /** Puts a monitor between the board and the CPU; null takes it away. */
    void monitor(InterruptController newMonitor) {
        monitor = newMonitor;
    }

    /** Returns the pin as the board drives it, whoever listens. */
    InterruptController behindMonitor() {
        return new InterruptController() {
            @Override
            public boolean asserted() {
                return !held && pending();
            }

            @Override
            public int acknowledge() {
                return take();
            }
        };
    }

    /** Lets nothing through to the CPU while {@code on}; what is requested stays requested. */
    void hold(boolean on) {
        held = on;
    }

    @Override
    public boolean asserted() {
        return !held && (monitor == null ? pending() : monitor.asserted());
    }

    @Override
    public int acknowledge() {
        return monitor == null ? take() : monitor.acknowledge();
    }

    private boolean pending() {
        return injected != NONE || board.asserted();
    }

    private int take() {
        if (injected == NONE) {
            int vector = board.acknowledge();
            lines.acknowledged(vector);
            listener.run();
            return vector;
        }
        int vector = injected;
        injected = NONE;
        return vector;
    }

    @Override
    public void save(StateWriter out) {
        out.int32(injected);
        out.bool(held);
    }

    @Override
    public void load(StateReader in) {
        injected = in.int32();
        held = in.bool();
    }
}
