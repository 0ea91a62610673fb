package ringside.machine;

import ringside.base.Hash64;
import ringside.bus.PhysicalMemory;

/** The hash of a range of memory, kept page by page so that only what was written is looked at again. */
final class MemoryHash {
    private static final int PAGE = 4096;

    private final PhysicalMemory memory;
    private final PageTracker tracker;
    private final int first;
    private final long[] pages;

    /** Makes the hash of {@code count} pages from offset {@code start} in memory's bytes on. */
    MemoryHash(PhysicalMemory memory, int start, int count) {
        this.memory = memory;
        first = start / PAGE;
        pages = new long[count];
        tracker = new PageTracker(first, count, memory.traces());
    }

    /** Returns the hash of the memory as it is now. */
    long value() {
        long hash = pages.length;
        for (int page = 0; page < pages.length; page++) {
            if (tracker.isDirty(page)) {
                pages[page] = Hash64.of(memory.bytes, (first + page) * PAGE, PAGE);
                tracker.clean(page);
            }
            hash = Hash64.combine(hash, pages[page]);
        }
        memory.traces().armFirstWrites();
        return hash;
    }
}
