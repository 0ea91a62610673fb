package ringside.dev;

import ringside.base.StateReader;
import ringside.base.StateWriter;
import ringside.base.Stateful;

/** The gate of address line 20, which the keyboard controller and port 92h both drive; the last one wins. */
public final class A20Gate implements Stateful {
    /** Hears when the gate opens or closes. */
    @FunctionalInterface
    public interface Listener {
        /** Address bit 20 passes if {@code open}, else it is zero. */
        void changed(boolean open);
    }

    private final Listener listener;
    private boolean open;

    /** Makes a gate in the given position and tells the listener of it. */
    public A20Gate(boolean open, Listener listener) {
        this.listener = listener;
        this.open = open;
        listener.changed(open);
    }

    /** Whether address bit 20 passes. */
    public boolean open() {
        return open;
    }

    /** Opens or closes the gate. */
    public void set(boolean shallBeOpen) {
        if (shallBeOpen != open) {
            open = shallBeOpen;
            listener.changed(open);
        }
    }

    @Override
    public void save(StateWriter out) {
        out.bool(open);
    }

    @Override
    public void load(StateReader in) {
        set(in.bool());
    }
}
