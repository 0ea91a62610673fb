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

    /** Whether somebody claims {@code port}. */
    public boolean claimed(int port) {
        return devices[port] != null;
    }

    /** Reads {@code size} (1, 2, 4) bytes at {@code port} as the guest does. */
    public int in(int port, int size) {
        PortDevice device = devices[port];
        if (size == 1 || device != null && device.widest(port) >= size) {
            return device == null ? 0xFF : device.in(port, size);
        }
        int value = 0;
        for (int i = 0; i < size; i++) {
            device = devices[port + i & 0xFFFF];
            value |= (device == null ? 0xFF : device.in(port + i & 0xFFFF, 1)) << 8 * i;
        }
        return value;
    }

    /** Writes the low {@code size} bytes of {@code value} to {@code port}. */
    public void out(int port, int size, int value) {
        PortDevice device = devices[port];
        if (size == 1 || device != null && device.widest(port) >= size) {
            if (device != null) {
                device.out(port, size, value);
            }
            return;
        }
        for (int i = 0; i < size; i++) {
            device = devices[port + i & 0xFFFF];
            if (device != null) {
                device.out(port + i & 0xFFFF, 1, value >>> 8 * i & 0xFF);
            }
        }
    }

    /** Returns what {@link #in} would, without side effects. */
    public int peek(int port, int size) {
        PortDevice device = devices[port];
        if (size == 1 || device != null && device.widest(port) >= size) {
            return device == null ? 0xFF : device.peek(port, size);
        }
        int value = 0;
        for (int i = 0; i < size; i++) {
            device = devices[port + i & 0xFFFF];
            value |= (device == null ? 0xFF : device.peek(port + i & 0xFFFF, 1)) << 8 * i;
        }
        return value;
    }
}
