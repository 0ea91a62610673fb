package ringside.bus;

/**
 * A device that answers at physical addresses. Offsets count from the first byte of its region; sizes are 1, 2 or 4
 * bytes; values are zero-extended.
 */
public interface MmioDevice {
    /** Reads as the guest does, side effects included. */
    int read(int offset, int size);

    /** Writes the low {@code size} bytes of {@code value}. */
    void write(int offset, int size, int value);

    /** Returns what {@link #read} would return without changing anything. */
    int peek(int offset, int size);
}
