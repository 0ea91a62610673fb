package ringside.cpu;

import java.util.Arrays;
import ringside.base.StateFormatException;
import ringside.base.StateReader;
import ringside.base.StateWriter;
import ringside.base.Undoable;

/**
 * The translation look-aside buffer, as part of the machine's state: what a page walk found stays true for the guest until
 * the guest flushes it. One entry per linear page of 4 KiB (a large page has one for each part that was used), hence
 * nothing is ever evicted. The PDPTE registers of PAE paging are of the same kind and kept here too. SDM Vol. 3A, 4.10.
 *
 * <pre>
 *   entry   51 .. 12              8 7       6     5    4      3     2        1    0
 *           physical address      (lists)   LARGE NX   GLOBAL DIRTY WRITABLE USER VALID
 * </pre>
 */
public final class Tlb implements Undoable {
    /** The entry holds a translation. */
    public static final long VALID = 1;

    /** User accesses are allowed: U/S of all levels. */
    public static final long USER = 1 << 1;

    /** Writes are allowed: R/W of all levels. */
    public static final long WRITABLE = 1 << 2;

    /** D was set at the walk; without it a write walks again. */
    public static final long DIRTY = 1 << 3;

    /** Survives a load of CR3. */
    public static final long GLOBAL = 1 << 4;

    /** Fetches are not allowed. */
    public static final long NX = 1 << 5;

    /** Part of a page of 2 or 4 MiB. */
    public static final long LARGE = 1 << 6;

    /** The physical page. */
    public static final long FRAME = 0x000F_FFFF_FFFF_F000L;

    private static final long LISTED_LOCAL = 1 << 7;
    private static final long LISTED_GLOBAL = 1 << 8;
    private static final long LISTED = LISTED_LOCAL | LISTED_GLOBAL;
    private static final int REGION_SHIFT = 21 - 12;

    /** The four PDPTE registers, loaded with CR3. */
    final long[] pointers = new long[4];

    private final LinearMaps maps;
    private final long[] entries = new long[LinearMaps.PAGES];
    private final short[] largeInRegion = new short[LinearMaps.PAGES >>> REGION_SHIFT];
    private final PageList local = new PageList();
    private final PageList global = new PageList();
    private UndoLog undo;

    private static final class PageList {
        int[] pages = new int[256];
        int count;

        void add(int page) {
            if (count == pages.length) {
                pages = Arrays.copyOf(pages, count * 2);
            }
            pages[count++] = page;
        }
    }

    /** Entries as they were before they changed, newest last. */
    private static final class UndoLog {
        final UndoLog outer;
        final PageList pages = new PageList();
        final long[] pointers;
        long[] old = new long[256];

        UndoLog(UndoLog outer, long[] pointers) {
            this.outer = outer;
            this.pointers = pointers;
        }

        void add(int page, long entry) {
            if (pages.count == old.length) {
                old = Arrays.copyOf(old, old.length * 2);
            }
            old[pages.count] = entry;
            pages.add(page);
        }
    }

    Tlb(LinearMaps maps) {
        this.maps = maps;
    }

    /** Returns the entry of a linear page (its number), 0 if there is none. */
    public long lookup(int page) {
        long entry = entries[page];
        return (entry & VALID) != 0 ? entry & ~LISTED : 0;
    }

    /** Returns the number of entries. */
    public int size() {
        return validPages().length;
    }

    /** Returns the numbers of the linear pages that have an entry, ascending. */
    public int[] validPages() {
        int[] pages = new int[local.count + global.count];
        int count = 0;
        for (PageList list : new PageList[] {local, global}) {
            for (int i = 0; i < list.count; i++) {
                if ((entries[list.pages[i]] & VALID) != 0) {
                    pages[count++] = list.pages[i];
                }
            }
        }
        // A page that changed from local to global or back is in both lists.
        return Arrays.stream(pages, 0, count).sorted().distinct().toArray();
    }

    /** Enters a translation in place of an older one. */
    void put(int page, long entry) {
        set(page, entry);
        if ((entry & GLOBAL) != 0) {
            if ((entries[page] & LISTED_GLOBAL) == 0) {
                global.add(page);
                entries[page] |= LISTED_GLOBAL;
            }
        } else if ((entries[page] & LISTED_LOCAL) == 0) {
            local.add(page);
            entries[page] |= LISTED_LOCAL;
        }
    }

    /** Forgets the translation of one 4 KiB page. */
    void forget(int page) {
        if ((entries[page] & VALID) != 0) {
            set(page, 0);
        }
    }

    /**
     * Forgets the translation of a page and of all other parts of its large page, if it has been one.
     *
     * @param largeBits width of an offset in a large page: 21 or 22
     */
    void invalidate(int page, int largeBits) {
        forget(page);
        int parts = 1 << largeBits - 12;
        int start = page & -parts;
        for (int region = start; region < start + parts; region += 1 << REGION_SHIFT) {
            for (int i = region; largeInRegion[region >>> REGION_SHIFT] != 0 && i < region + (1 << REGION_SHIFT); i++) {
                if ((entries[i] & LARGE) != 0) {
                    forget(i);
                }
            }
        }
    }

    /** Forgets all translations, or all but the global ones. */
    void flush(boolean keepGlobal) {
        flush(local, LISTED_LOCAL, keepGlobal ? GLOBAL : 0);
        if (!keepGlobal) {
            flush(global, LISTED_GLOBAL, 0);
        }
    }

    private void flush(PageList list, long listed, long kept) {
        for (int i = 0; i < list.count; i++) {
            int page = list.pages[i];
            if ((entries[page] & kept) == 0) {
                forget(page);
            }
            entries[page] &= ~listed;
        }
        list.count = 0;
    }

    private void set(int page, long entry) {
        long old = entries[page];
        if (undo != null) {
            undo.add(page, old & ~LISTED);
        }
        int region = page >>> REGION_SHIFT;
        largeInRegion[region] += (short) ((entry & LARGE) >>> 6);
        largeInRegion[region] -= (short) ((old & LARGE) >>> 6);
        entries[page] = entry | old & LISTED;
        maps.drop(page);
    }

    @Override
    public void mark() {
        undo = new UndoLog(undo, pointers.clone());
    }

    @Override
    public void rollBack() {
        UndoLog log = undo;
        undo = null;
        for (int i = log.pages.count - 1; i >= 0; i--) {
            int page = log.pages.pages[i];
            if (log.old[i] != 0) {
                put(page, log.old[i]);
            } else {
                forget(page);
            }
        }
        System.arraycopy(log.pointers, 0, pointers, 0, pointers.length);
        undo = log.outer;
    }

    @Override
    public void keep() {
        UndoLog log = undo;
        undo = log.outer;
        for (int i = 0; undo != null && i < log.pages.count; i++) {
            undo.add(log.pages.pages[i], log.old[i]);
        }
    }

    @Override
    public void save(StateWriter out) {
        out.longs(pointers);
        int[] pages = validPages();
        out.int32(pages.length);
        for (int page : pages) {
            out.int32(page);
            out.int64(lookup(page));
        }
    }

    @Override
    public void load(StateReader in) {
        flush(false);
        in.longs(pointers);
        int count = in.int32();
        for (int i = 0; i < count; i++) {
            int page = in.int32();
            if (page < 0 || page >= LinearMaps.PAGES) {
                throw new StateFormatException("TLB: there is no linear page %X".formatted(page));
            }
            put(page, in.int64() & (FRAME | 0x7F));
        }
    }
}
