package ringside.machine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Which physical addresses are RAM, as firmware tells operating systems (INT 15h, E820h).
 *
 * @param ranges in ascending order
 */
public record MemoryMap(List<Range> ranges) {
    /** {@link Range#type} of usable RAM. */
    public static final int RAM = 1;

    /** {@link Range#type} of addresses to keep away from. */
    public static final int RESERVED = 2;

    /** Where the extended BIOS data area begins, and so usable base memory ends. */
    public static final int BASE_END = 0x9FC00;

    private static final long MEGABYTE = 1 << 20;

    /**
     * A range of physical addresses.
     *
     * @param start first address
     * @param length in bytes
     * @param type {@link #RAM} or {@link #RESERVED}
     */
    public record Range(long start, long length, int type) {}

    /** Returns the map of a machine with {@code ramBytes} of RAM. */
    public static MemoryMap of(long ramBytes) {
        List<Range> ranges = new ArrayList<>();
        ranges.add(new Range(0, BASE_END, RAM));
        ranges.add(new Range(BASE_END, 0xA0000 - BASE_END, RESERVED));
        ranges.add(new Range(0xF0000, 0x10000, RESERVED));
        if (ramBytes > MEGABYTE) {
            ranges.add(new Range(MEGABYTE, ramBytes - MEGABYTE, RAM));
        }
        return new MemoryMap(List.copyOf(ranges));
    }

    /** Returns the ranges as 20-byte entries: address and length of 64 bits, type of 32. */
    public byte[] table() {
        ByteBuffer buffer = ByteBuffer.allocate(20 * ranges.size()).order(ByteOrder.LITTLE_ENDIAN);
        for (Range range : ranges) {
            buffer.putLong(range.start).putLong(range.length).putInt(range.type);
        }
        return buffer.array();
    }

    /** Returns what QEMU's file {@code etc/e820} has: RAM only, without the holes that firmware adds itself. */
    byte[] firmwareTable() {
        long end = 0;
        for (Range range : ranges) {
            if (range.type == RAM) {
                end = range.start + range.length;
            }
        }
        return new MemoryMap(List.of(new Range(0, end, RAM))).table();
    }
}
