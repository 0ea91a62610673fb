package ringside.dev;

import ringside.bus.PortDevice;
import ringside.bus.PortSpace;

/** The debug exit device as in QEMU ({@code isa-debug-exit}): a value written ends the run with that value. */
public final class DebugExit implements PortDevice {
    /** Hears of the end. */
    @FunctionalInterface
    public interface Listener {
        /** The guest wrote {@code code}, zero-extended from the size of its access. */
        void exit(int code);
    }

    private final Listener listener;

    /** Makes the device. */
    public DebugExit(Listener listener) {
        this.listener = listener;
    }

    /** Takes the four ports from {@code base}. */
    public void register(PortSpace ports, int base) {
        ports.register(base, Math.min(base + 3, 0xFFFF), this);
    }

    @Override
    public int widest(int port) {
        return 4;
    }

    @Override
    public int in(int port, int size) {
        return 0;
    }

    @Override
    public int peek(int port, int size) {
        return 0;
    }

    @Override
    public void out(int port, int size, int value) {
        listener.exit(size == 1 ? value & 0xFF : size == 2 ? value & 0xFFFF : value);
    }
}
