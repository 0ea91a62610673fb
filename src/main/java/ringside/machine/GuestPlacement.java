package ringside.machine;

import java.util.ArrayList;
import java.util.List;

/** Where the parts of a guest lie in RAM while it is being loaded: checks that they fit, and finds room for more. */
final class GuestPlacement {
    private static final int PAGE = 4096;
    private static final byte[] ZEROS = new byte[PAGE];

    /** RAM below this belongs to the interrupt table and the BIOS data area. */
    private static final long FIRST_FREE = 0x1000;

    private record Range(long start, long end) {}

    private final List<Range> taken = new ArrayList<>();

    /** Notes that {@code size} bytes from {@code start} are used. */
    void take(long start, long size) {
        taken.add(new Range(start, start + size));
    }

    /** Returns the lowest page-aligned address of {@code size} free bytes below {@code end} and not below {@code from}. */
    long find(long from, long size, long end, String name) {
        long start = Math.max(from, FIRST_FREE);
        boolean moved = true;
        while (moved) {
            moved = false;
            for (Range range : taken) {
                if (start < range.end && start + size > range.start) {
                    start = range.end + PAGE - 1 & -PAGE;
                    moved = true;
                }
            }
        }
        if (start + size > end) {
            throw new ImageException("%s: no room for %d more bytes below %Xh".formatted(name, size, end));
        }
        take(start, size);
        return start;
    }

    /** Refuses what lies outside RAM. */
    static void require(Machine machine, String name, long start, long size) {
        long ram = machine.config().ramBytes();
        if (start + size > ram) {
            throw new ImageException(
                    "%s: %d bytes at %Xh do not fit into %d MiB of RAM".formatted(name, size, start, ram >> 20));
        }
    }

    /** Writes zeros. */
    static void clear(Machine machine, long start, long end) {
        long at = start;
        while (at < end) {
            int size = (int) Math.min(PAGE, end - at);
            machine.memory().write(at, size == PAGE ? ZEROS : new byte[size]);
            at += size;
        }
    }
}
