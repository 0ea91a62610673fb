package ringside.bus;

/** Physical memory of a machine. */
public final class PhysicalMemory {
    /** All bytes of RAM and ROM; {@link #offset} tells where a physical page is. */
    public final byte[] bytes;

    /** Makes {@code size} bytes of RAM at physical address 0. */
    public PhysicalMemory(int size) {
        bytes = new byte[size];
    }

    /** Returns the offset in {@link #bytes} of the 4 KiB page with number {@code frame}, or -1 if it is no memory. */
    public int offset(int frame) {
        long start = (frame & 0xFFFF_FFFFL) << 12;
        return start < bytes.length ? (int) start : -1;
    }
}
