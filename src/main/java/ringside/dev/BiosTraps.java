package ringside.dev;

import ringside.bus.PortDevice;
import ringside.bus.PortSpace;

/**
 * The ports on which the built-in BIOS reports what it cannot do. The number of the port says what it is about; nothing can be
 * read there.
 */
public final class BiosTraps implements PortDevice {
    /** First port: that of INT 10h; those of the other services follow by the low digit of their vectors. */
    public static final int FIRST = 0xE0;

    /** There is nothing to boot from. */
    public static final int NO_BOOT = 0xE8;

    /** An exception that nobody handles: a divide error; the next port is that of an invalid opcode. */
    public static final int EXCEPTION = 0xEC;

    private static final int[] PORTS = {0xE0, 0xE3, 0xE4, 0xE5, 0xE6, 0xE7, NO_BOOT, 0xEA, EXCEPTION, EXCEPTION + 1};

    private final Listener listener;

    /** Hears of writes. */
    @FunctionalInterface
    public interface Listener {
        /** Port {@code port} was written. */
        void trap(int port);
    }

    /** Makes the device. */
    public BiosTraps(Listener listener) {
        this.listener = listener;
    }

    /** Takes its ports. */
    public void register(PortSpace ports) {
        for (int port : PORTS) {
            ports.register(port, port, this);
        }
    }

    @Override
    public int widest(int port) {
        return 2;
    }

    @Override
    public int in(int port, int size) {
        return peek(port, size);
    }

    @Override
    public int peek(int port, int size) {
        return (1 << 8 * size) - 1;
    }

    @Override
    public void out(int port, int size, int value) {
        listener.trap(port);
    }
}
