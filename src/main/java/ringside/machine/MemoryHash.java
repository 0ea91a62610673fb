package ringside.machine;

import ringside.base.Hash64;
import ringside.bus.PhysicalMemory;

/** The hash of all memory, kept page by page so that only what was written is looked at again. */
final class MemoryHash {
    private static final int PAGE = 4096;

    private final PhysicalMemory memory;
    private final PageTracker tracker;
    private final long[] pages;

    MemoryHash(PhysicalMemory memory) {
        this.memory = memory;
        pages = new long[memory.bytes.length / PAGE];
        tracker = new PageTracker(pages.length, memory.traces());
    }

    /** Returns the hash of the memory as it is now. */
    long value() {
        long hash = pages.length;
        for (int page = 0; page < pages.length; page++) {
            if (tracker.isDirty(page)) {
                pages[page] = Hash64.of(memory.bytes, page * PAGE, PAGE);
                tracker.clean(page);
            }
            hash = Hash64.combine(hash, pages[page]);
        }
        memory.traces().armFirstWrites();
        return hash;
    }
}
