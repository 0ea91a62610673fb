package ringside.machine;

import java.util.Arrays;
import ringside.bus.FirstWriteListener;
import ringside.bus.MemoryTraces;

/** Remembers which pages of a range of memory were written since their contents were last looked at. */
final class PageTracker implements FirstWriteListener {
    private final int first;
    private final boolean[] dirty;

    /** Makes one for {@code pages} pages from {@code first} on, every one of them dirty, and lets it listen. */
    PageTracker(int first, int pages, MemoryTraces traces) {
        this.first = first;
        dirty = new boolean[pages];
        Arrays.fill(dirty, true);
        traces.addFirstWriteListener(this);
    }

    @Override
    public void firstWrite(int page) {
        if (page >= first && page - first < dirty.length) {
            dirty[page - first] = true;
        }
    }

    /** Whether a page, counted from the first one, may hold something else. */
    boolean isDirty(int page) {
        return dirty[page];
    }

    /** Notes that the contents of {@code page} are known; counts only once the traces are armed afterwards. */
    void clean(int page) {
        dirty[page] = false;
    }
}
