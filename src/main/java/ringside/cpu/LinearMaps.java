package ringside.cpu;

import java.util.Arrays;
import ringside.bus.MemoryMaps;
import ringside.bus.MemoryTraces;

/**
 * Keeps the maps of {@link GuestMemory}: an accelerator that may forget anything at any time. Linear pages that lead to the
 * same page of memory are chained, so that a trace on that page costs only its aliases.
 */
final class LinearMaps implements MemoryMaps {
    /** Number of linear pages of 4 KiB. */
    static final int PAGES = 1 << 20;

    static final int ABSENT = -1;

    /** First of the pages that are listed apart: where monitors are, which limits reach and do not reach all the time. */
    static final int TOP = PAGES - 1024;

    private static final int WRITE_LIST_MAX = 1 << 16;

    /** Bits of {@link #state}. */
    private static final int CHAINED = 1;

    private static final int LISTED = 2;
    private static final int WRITE_LISTED = 4;

    final GuestMemory memory;

    /** Page of memory -> first linear page of its chain + 1, 0 if none. */
    private final int[] first;

    /** Linear page -> next one of the chain + 1, 0 at the end. */
    private final int[] next = new int[PAGES];

    /** Linear page -> previous one of the chain + 1; at the start -(page of memory + 1). */
    private final int[] previous = new int[PAGES];

    private final byte[] state = new byte[PAGES];
    private int[] filled = new int[1024];
    private int filledCount;
    private final int[] filledTop = new int[PAGES - TOP];
    private int topCount;

    /** Maps of the top pages for the slow path, which has seen the limit: for the supervisor, whatever flat segments reach. */
    private final int[] readTop = new int[PAGES - TOP];

    private final int[] writeTop = new int[PAGES - TOP];
    private int[] written = new int[1024];
    private int writtenCount;

    LinearMaps(byte[] bytes) {
        memory = new GuestMemory(bytes, empty(), empty(), empty(), empty(), empty(), empty());
        first = new int[bytes.length >>> 12];
        Arrays.fill(readTop, ABSENT);
        Arrays.fill(writeTop, ABSENT);
    }

    /** Returns a map in which every page is absent. */
    static int[] empty() {
        int[] map = new int[PAGES];
        Arrays.fill(map, ABSENT);
        return map;
    }

    /**
     * Lets accesses to a linear page find the page of memory at {@code offset}.
     *
     * @param kinds {@link MemoryTraces#READ} and {@link MemoryTraces#EXECUTE}: which maps get it
     * @param user whether the user's maps get it too
     */
    void fill(int page, int offset, int kinds, boolean user) {
        unlink(page);
        link(page, offset >>> 12);
        if ((state[page] & LISTED) == 0) {
            list(page);
        }
        int userOffset = user ? offset : ABSENT;
        boolean read = (kinds & MemoryTraces.READ) != 0;
        memory.readSuper()[page] = read ? offset : ABSENT;
        memory.readUser()[page] = read ? userOffset : ABSENT;
        boolean fetch = (kinds & MemoryTraces.EXECUTE) != 0;
        memory.fetchSuper()[page] = fetch ? offset : ABSENT;
        memory.fetchUser()[page] = fetch ? userOffset : ABSENT;
    }

    private void list(int page) {
        state[page] |= LISTED;
        if (page >= TOP) {
            filledTop[topCount++] = page;
        } else {
            if (filledCount == filled.length) {
                filled = Arrays.copyOf(filled, filledCount * 2);
            }
            filled[filledCount++] = page;
        }
    }

    /** Lets writes find a page that {@link #fill} has just been called for. */
    void fillWrite(int page, int offset, boolean user, boolean supervisor) {
        if ((state[page] & WRITE_LISTED) == 0) {
            if (writtenCount == written.length) {
                if (writtenCount == WRITE_LIST_MAX) {
                    cutWrites();
                } else {
                    written = Arrays.copyOf(written, writtenCount * 2);
                }
            }
            written[writtenCount++] = page;
            state[page] |= WRITE_LISTED;
        }
        memory.writeSuper()[page] = supervisor ? offset : ABSENT;
        memory.writeUser()[page] = user ? offset : ABSENT;
    }

    /** Lets the slow path find a top page that {@link #fill} has just been called for: offsets in memory, or {@link #ABSENT}. */
    void fillTop(int page, int readOffset, int writeOffset) {
        readTop[page - TOP] = readOffset;
        writeTop[page - TOP] = writeOffset;
    }

    /** Returns where a supervisor's access to a top page is in memory, negative if that is not known. */
    int atTop(int linear, int size, boolean write) {
        int page = (write ? writeTop : readTop)[(linear >>> 12) - TOP];
        int within = linear & 0xFFF;
        return within + size <= 0x1000 ? page | within : ABSENT;
    }

    /** Removes a linear page. */
    void drop(int page) {
        clear(page);
        unlink(page);
    }

    /** Removes all linear pages. */
    void dropAll() {
        for (int i = 0; i < filledCount; i++) {
            drop(filled[i]);
            state[filled[i]] = 0;
        }
        for (int i = 0; i < topCount; i++) {
            drop(filledTop[i]);
            state[filledTop[i]] = 0;
        }
        filledCount = 0;
        topCount = 0;
        writtenCount = 0;
    }

    /** Lets reads and writes find no linear page above {@code page} (unsigned) any more. */
    void closeAbove(int page) {
        for (int i = 0; page < TOP - 1 && i < filledCount; i++) {
            if (filled[i] > page) {
                close(filled[i]);
            }
        }
        for (int i = 0; i < topCount; i++) {
            if (filledTop[i] > page) {
                close(filledTop[i]);
            }
        }
    }

    private void close(int page) {
        memory.readUser()[page] = ABSENT;
        memory.readSuper()[page] = ABSENT;
        memory.writeUser()[page] = ABSENT;
        memory.writeSuper()[page] = ABSENT;
    }

    @Override
    public void cut(int page, int kinds) {
        for (int linear = first[page] - 1; linear >= 0; linear = next[linear] - 1) {
            // A read for update goes through the write maps.
            if (linear >= TOP) {
                fillTop(linear, ABSENT, ABSENT);
            }
            if ((kinds & (MemoryTraces.WRITE | MemoryTraces.READ)) != 0) {
                memory.writeUser()[linear] = ABSENT;
                memory.writeSuper()[linear] = ABSENT;
            }
            if ((kinds & MemoryTraces.READ) != 0) {
                memory.readUser()[linear] = ABSENT;
                memory.readSuper()[linear] = ABSENT;
            }
            if ((kinds & MemoryTraces.EXECUTE) != 0) {
                memory.fetchUser()[linear] = ABSENT;
                memory.fetchSuper()[linear] = ABSENT;
            }
        }
    }

    @Override
    public void cutWrites() {
        for (int i = 0; i < writtenCount; i++) {
            int page = written[i];
            memory.writeUser()[page] = ABSENT;
            memory.writeSuper()[page] = ABSENT;
            state[page] &= ~WRITE_LISTED;
        }
        writtenCount = 0;
        Arrays.fill(writeTop, ABSENT);
    }

    private void clear(int page) {
        close(page);
        if (page >= TOP) {
            fillTop(page, ABSENT, ABSENT);
        }
        memory.fetchUser()[page] = ABSENT;
        memory.fetchSuper()[page] = ABSENT;
    }

    private void link(int page, int target) {
        int after = first[target];
        next[page] = after;
        previous[page] = -(target + 1);
        if (after != 0) {
            previous[after - 1] = page + 1;
        }
        first[target] = page + 1;
        state[page] |= CHAINED;
    }

    private void unlink(int page) {
        if ((state[page] & CHAINED) == 0) {
            return;
        }
        int before = previous[page];
        int after = next[page];
        if (before < 0) {
            first[-before - 1] = after;
        } else {
            next[before - 1] = after;
        }
        if (after != 0) {
            previous[after - 1] = before;
        }
        state[page] &= ~CHAINED;
    }
}
