package ringside.bus;

import java.util.Arrays;

/** The 64 KiB of I/O ports. Ports nobody claims read as all ones and swallow writes. */
public final class PortSpace {
    private static final int PORTS = 1 << 16;

    private final PortDevice[] devices = new PortDevice[PORTS];

    /** Gives the ports {@code first} to {@code last}, both included, to {@code device}. */
    public void register(int first, int last, PortDevice device) {
        Arrays.fill(devices, first, last + 1, device);
    }

    /** Reads {@code size} (1, 2, 4) bytes at {@code port} as the guest does. */
    public int in(int port, int size) {
        PortDevice device = devices[port];
        return device == null ? ones(size) : device.in(port, size);
    }

    /** Writes the low {@code size} bytes of {@code value} to {@code port}. */
    public void out(int port, int size, int value) {
        PortDevice device = devices[port];
        if (device != null) {
            device.out(port, size, value);
        }
    }

    /** Returns what {@link #in} would, without side effects. */
    public int peek(int port, int size) {
        PortDevice device = devices[port];
        return device == null ? ones(size) : device.peek(port, size);
    }

    private static int ones(int size) {
        return size == 4 ? -1 : (1 << 8 * size) - 1;
    }
}
