package ringside.bus;

/** A device that answers to I/O ports. Values are zero-extended; sizes are 1, 2 or 4 bytes. */
public interface PortDevice {
    /** Reads {@code size} bytes at {@code port} as the guest does, side effects included. */
    int in(int port, int size);

    /** Writes the low {@code size} bytes of {@code value} to {@code port}. */
    void out(int port, int size, int value);

    /**
     * Returns the widest access in bytes that the device takes at {@code port}. A wider one reaches it, and its neighbours,
     * as several bytes in ascending order, as on an ISA bus.
     */
    default int widest(int port) {
        return 1;
    }

    /** Returns what {@link #in} would return without changing anything. */
    int peek(int port, int size);
}
