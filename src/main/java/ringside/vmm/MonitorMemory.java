package ringside.vmm;

import java.util.Arrays;
import java.util.BitSet;
import ringside.base.StateReader;
import ringside.base.StateWriter;
import ringside.base.Stateful;
import ringside.bus.PhysicalMemory;
import ringside.vmm.bt.Layout;

/**
 * The monitor's memory: the machine's reserve, mapped for the supervisor at the top of every address space.
 *
 * <pre>
 *   page   linear      holds
 *   0-15   FFC00000    shadow GDT, 64 KiB; its last entries are the monitor's own
 *   16-31  FFC10000    shadow LDT, 64 KiB
 *   32     FFC20000    IDT: every gate leads to a door
 *   33     FFC21000    TSS
 *   34     FFC22000    stack
 *   35     FFC23000    page table of this region
 *   36-    FFC24000    shadow page directories and tables; up to page 399 while users are translated, and then:
 *   400    FFD90000    what the users' translated code and the monitor share
 *   401-   FFD91000    the table of indirect targets of the users' cache, 64 KiB
 *   417-   FFDA1000    the users' translated code
 *   512    FFE00000    what translated code and the monitor share
 *   513-   FFE01000    the translation cache's table of indirect targets, 64 KiB
 *   529-   FFE11000    translated code, up to page 895
 *   -      FFFFF000    the door page, behind which there is no memory
 * </pre>
 */
final class MonitorMemory implements Stateful {
    /** Where the region starts; it reaches to the end of the address space. */
    static final int BASE = 0xFFC0_0000;

    static final int DOORS = 0xFFFF_F000;
    static final int GDT = 0;
    static final int LDT = 16;
    static final int IDT = 32;
    static final int TSS = 33;
    static final int STACK = 34;
    static final int REGION_TABLE = 35;
    private static final int POOL = 36;
    static final int PAGES = PhysicalMemory.RESERVE >>> 12;
    private static final int USER_SHARED = 400;
    private static final int USER_TABLE = USER_SHARED + 1;
    private static final int USER_CODE = USER_TABLE + (Layout.TABLE_SIZE >>> 12);
    private static final int SHARED = 512;
    private static final int TABLE = SHARED + 1;
    private static final int CODE = TABLE + (Layout.TABLE_SIZE >>> 12);

    /** Size in bytes. */
    static final int BYTES = PhysicalMemory.RESERVE;

    private final PhysicalMemory memory;

    /** Frame of the first page, if the pages follow each other in RAM; -1 if they are those of the reserve. */
    private final int first;

    private final BitSet used = new BitSet();

    /** Pages of the pool that may hold something. */
    private final BitSet everUsed = new BitSet();

    /** End of the pool. */
    private int end = SHARED;

    /** Doublewords written since the beginning. */
    long writes;

    /** Doublewords read since this program began. */
    long reads;

    /** Takes {@link #BYTES} of the machine's RAM from a frame on; the reserve, if that is -1. */
    MonitorMemory(PhysicalMemory memory, int first) {
        this.memory = memory;
        this.first = first;
    }

    /** Returns the linear address of a page. */
    static int linear(int page) {
        return BASE + (page << 12);
    }

    /** Returns where the translation cache lies. */
    static Layout translationCache() {
        return new Layout(linear(SHARED), linear(TABLE), linear(CODE), PAGES - CODE << 12);
    }

    /** Returns where the users' translation cache lies, while {@link #shareUserCache} has made room for it. */
    static Layout userCache() {
        return new Layout(linear(USER_SHARED), linear(USER_TABLE), linear(USER_CODE), SHARED - USER_CODE << 12);
    }

    /** Cuts the room for the users' translation cache off the pool, of which nothing is taken, or gives it back. */
    void shareUserCache(boolean on) {
        end = on ? USER_SHARED : SHARED;
    }

    /** Whether there is room for the users' translation cache. */
    boolean hasUserCache() {
        return end < SHARED;
    }

    /** Whether a page is the users' to read, because their translated code is executed at CPL 3. */
    boolean isUsers(int page) {
        return page >= end && page < SHARED;
    }

    /** Whether a page is the users' to write: their translated code saves registers there. */
    boolean isUsersToWrite(int page) {
        return isUsers(page) && page < USER_TABLE;
    }

    /** Returns the physical address of a page. */
    int physical(int page) {
        return (first < 0 ? PhysicalMemory.reserveFrame(page) : first + page) << 12;
    }

    /** Returns the physical address of the page behind which there is no memory, but the doors. */
    int doorPage() {
        return (int) memory.doorFrame() << 12;
    }

    /** Returns the page with a physical address that {@link #physical} gave. */
    int pageAt(int physical) {
        if (first >= 0) {
            return (physical >>> 12) - first;
        }
        int frame = (physical >>> 12) - PhysicalMemory.reserveFrame(0);
        return frame & 0xFF | frame >>> 9 << 8;
    }

    /** Reads the doubleword at an offset from the start of a page; pages follow each other. */
    int read(int page, int offset) {
        reads++;
        return memory.read32((physical(page + (offset >>> 12)) & 0xFFFF_FFFFL) + (offset & 0xFFF));
    }

    void write(int page, int offset, int value) {
        writes++;
        memory.write32((physical(page + (offset >>> 12)) & 0xFFFF_FFFFL) + (offset & 0xFFF), value);
    }

    /** Reads a doubleword at a linear address of the region. */
    int read(int linear) {
        return read(0, linear - BASE);
    }

    /** Writes a doubleword at a linear address of the region. */
    void write(int linear, int value) {
        everUsed.set(linear - BASE >>> 12);
        write(0, linear - BASE, value);
    }

    /** Writes bytes at a linear address of the region. */
    void write(int linear, byte[] data) {
        for (int done = 0; done < data.length; ) {
            int at = linear - BASE + done;
            int length = Math.min(data.length - done, 0x1000 - (at & 0xFFF));
            everUsed.set(at >>> 12);
            memory.write(
                    (physical(at >>> 12) & 0xFFFF_FFFFL) + (at & 0xFFF), Arrays.copyOfRange(data, done, done + length));
            done += length;
        }
        writes += data.length + 3 >>> 2;
    }

    /** Writes a descriptor. */
    void write64(int page, int offset, long value) {
        write(page, offset, (int) value);
        write(page, offset + 4, (int) (value >>> 32));
    }

    long read64(int page, int offset) {
        return read(page, offset) & 0xFFFF_FFFFL | (long) read(page, offset + 4) << 32;
    }

    /** Fills a page with zeros. */
    void clear(int page) {
        memory.write(physical(page) & 0xFFFF_FFFFL, new byte[4096]);
        writes += 1024;
    }

    /** Leaves nothing behind: the reserve is zeros again, and all of the pool is free. */
    void wipe() {
        for (int page = 0; page < PAGES; page++) {
            if (page < POOL || everUsed.get(page)) {
                memory.write(physical(page) & 0xFFFF_FFFFL, new byte[4096]);
            }
        }
        used.clear();
        everUsed.clear();
    }

    /** Takes an empty page from the pool; -1 if there is none left. */
    int take() {
        int page = used.nextClearBit(POOL);
        if (page >= end) {
            return -1;
        }
        used.set(page);
        everUsed.set(page);
        clear(page);
        return page;
    }

    void giveBack(int page) {
        used.clear(page);
    }

    /** Returns how many pages of the pool are taken. */
    int taken() {
        return used.cardinality();
    }

    @Override
    public void save(StateWriter out) {
        out.longs(Arrays.copyOf(used.toLongArray(), PAGES / 64));
        out.longs(Arrays.copyOf(everUsed.toLongArray(), PAGES / 64));
        out.int64(writes);
        out.bool(hasUserCache());
    }

    @Override
    public void load(StateReader in) {
        load(in, used);
        load(in, everUsed);
        writes = in.int64();
        shareUserCache(in.bool());
    }

    private static void load(StateReader in, BitSet set) {
        long[] bits = new long[PAGES / 64];
        in.longs(bits);
        set.clear();
        set.or(BitSet.valueOf(bits));
    }
}
