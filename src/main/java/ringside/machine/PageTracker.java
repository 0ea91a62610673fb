package ringside.machine;

import java.util.Arrays;
import ringside.bus.FirstWriteListener;
import ringside.bus.MemoryTraces;

/** Remembers which pages of memory were written since their contents were last looked at. */
final class PageTracker implements FirstWriteListener {
    private final boolean[] dirty;

    /** Makes one for which every page is dirty, and lets it listen. */
    PageTracker(int pages, MemoryTraces traces) {
        dirty = new boolean[pages];
        Arrays.fill(dirty, true);
        traces.addFirstWriteListener(this);
    }

    @Override
    public void firstWrite(int page) {
        dirty[page] = true;
    }

    boolean isDirty(int page) {
        return dirty[page];
    }

    /** Notes that the contents of {@code page} are known; counts only once the traces are armed afterwards. */
    void clean(int page) {
        dirty[page] = false;
    }
}
