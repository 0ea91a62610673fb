package ringside.vmm;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;
import ringside.base.StateReader;
import ringside.base.StateWriter;
import ringside.base.Stateful;
import ringside.cpu.Tlb;
import ringside.cpu.Vcpu;

/**
 * The page tables that the machine's CPU walks while a guest runs: guest-linear to machine-physical, filled entry by entry
 * when a page is first touched. A table shadows one table of the guest, wherever that is linked, and is kept when the guest
 * loads another CR3.
 *
 * <p>The trade-off of all shadow paging: traces cost a fault for each write to a table, no cache costs hidden faults after each
 * CR3 load, a cache without traces costs nothing and is wrong.
 */
final class ShadowPageTables implements Stateful {
    private static final int PRESENT = 1;
    private static final int WRITABLE = 2;
    private static final int USER = 4;
    private static final int LARGE = 1 << 7;
    private static final int RIGHTS = WRITABLE | USER;
    private static final int CR0_PG = 1 << 31;
    private static final int CR4_PSE = 1 << 4;
    private static final int ENTRIES = 1024;
    private static final int REGION_ENTRY = MonitorMemory.BASE >>> 22;

    /** Kinds of tables. */
    private static final int IDENTITY = 0;

    private static final int TABLE = 1;
    private static final int BIG_PAGE = 2;

    /** Of one place in one directory, because the guest's own entry is gone while its TLB still knows it. */
    private static final int PRIVATE = 3;

    /** Writes to a table between two fills from it until it is taken for memory that holds no table any more. */
    private static final int FLOOD = 256;

    /** A shadow table: what it shadows, and the page it is in. */
    private static final class Table {
        private final long key;
        private final int page;

        /** Writes to what it shadows since it was filled from there. */
        private int writes;

        Table(long key, int page) {
            this.key = key;
            this.page = page;
        }

        int kind() {
            return (int) (key >>> 60);
        }

        int frame() {
            return (int) key & 0xF_FFFF;
        }
    }

    /** A shadow page directory: the guest's directory frame, or -1 for no paging. */
    private static final class Space {
        private final int frame;
        private final int page;
        private final Table[] tables = new Table[ENTRIES];

        /** Writes to the guest's directory since the guest last used it. */
        private int writes;

        Space(int frame, int page) {
            this.frame = frame;
            this.page = page;
        }
    }

    private final GuestState guest;
    private final Vcpu machine;
    private final MonitorMemory memory;
    private final Traces traces;
    private final Set<SeededBug> bugs;
    private final Map<Integer, Space> spaces = new LinkedHashMap<>();
    private final Map<Long, Table> tables = new LinkedHashMap<>();
    private Space current;
    private int modeBits = -1;
    private boolean caching = true;
    private IntConsumer forgetting = linear -> {};

    /** The machine's frames that entries may map writable. */
    private final BitSet writable = new BitSet();

    /** Whether an entry was filled from a translation that the guest's tables do not hold any more. */
    private boolean outdated;

    /** Entries filled, entries taken away, times that everything was dropped. */
    long fills;

    long zaps;

    /** Times that the guest forgot all its translations. */
    long guestFlushes;

    long flushes;

    ShadowPageTables(GuestState guest, Vcpu machine, MonitorMemory memory, Traces traces, Set<SeededBug> bugs) {
        this.bugs = bugs;
        this.guest = guest;
        this.machine = machine;
        this.memory = memory;
        this.traces = traces;
    }

    /** Builds the table of the monitor's region. */
    void build() {
        memory.clear(MonitorMemory.REGION_TABLE);
        for (int i = 0; i < ENTRIES; i++) {
            memory.write(MonitorMemory.REGION_TABLE, 4 * i, regionEntry(i));
        }
    }

    /** Returns the entry of a page of the monitor's region: accessed and dirty already, so that no walk writes it. */
    private int regionEntry(int page) {
        if (page == ENTRIES - 1) {
            return memory.doorPage() | 0x61;
        }
        if (memory.isUsers(page)) {
            return memory.physical(page) | USER | (memory.isUsersToWrite(page) ? 0x63 : 0x61);
        }
        return page < MonitorMemory.PAGES ? memory.physical(page) | 0x63 : 0;
    }

    /** Whether the table of the monitor's region is as it was built. */
    boolean regionIsWhole() {
        for (int i = 0; i < ENTRIES; i++) {
            if (memory.read(MonitorMemory.REGION_TABLE, 4 * i) != regionEntry(i)) {
                return false;
            }
        }
        return true;
    }

    void clearCounts() {
        fills = 0;
        zaps = 0;
        flushes = 0;
    }

    /** Whether shadows are kept when the guest loads CR3. */
    boolean isCaching() {
        return caching;
    }

    void caching(boolean on) {
        caching = on;
    }

    int spaceCount() {
        return spaces.size();
    }

    int tableCount() {
        return tables.size();
    }

    /** Makes the machine's CR3 lead to the shadow of the address space that the guest is in. */
    void install() {
        Vcpu cpu = guest.cpu;
        int bits = cpu.cr0 & CR0_PG | cpu.cr4 & CR4_PSE;
        if (bits != modeBits) {
            dropAll();
            modeBits = bits;
        }
        int frame = cpu.mmu.paging() ? cpu.cr3 >>> 12 : -1;
        boolean forgotten = bugs.contains(SeededBug.CR3_NOT_SWITCHED) && current != null && current.frame >= 0;
        if (current != null && (current.frame == frame || forgotten)) {
            return;
        }
        if (!caching || outdated) {
            dropAll();
        }
        current = spaces.get(frame);
        if (current == null) {
            current = space(frame);
        }
        current.writes = 0;
        load();
    }

    /** Makes the machine's CR3 lead here again after another virtual machine had the CPU. */
    void comeBack() {
        if (current == null) {
            install();
        } else {
            load();
        }
    }

    /** Returns the physical address of the page directory in force. */
    int directory() {
        return current == null ? 0 : memory.physical(current.page);
    }

    /** Tells that the guest flushed its TLB: what was derived from translations only that knew has to go. */
    void guestFlushed() {
        guestFlushes++;
        if (!caching || outdated) {
            dropAll();
        }
        install();
    }

    private void load() {
        machine.cr3 = memory.physical(current.page);
        machine.mmu.flushTlb(false);
    }

    private Space space(int frame) {
        int page = take();
        memory.write(page, 4 * REGION_ENTRY, memory.physical(MonitorMemory.REGION_TABLE) | USER | 0x63);
        Space made = new Space(frame, page);
        spaces.put(frame, made);
        if (frame >= 0 && !bugs.contains(SeededBug.NO_DIRECTORY_TRACE)) {
            traces.add(frame);
        }
        return made;
    }

    private int take() {
        int page = memory.take();
        if (page < 0) {
            dropAll();
            page = memory.take();
        }
        return page;
    }

    /** Makes the guest's own writes to a frame fault from now on. */
    void protect(int frame) {
        int wanted = guest.machineFrame(frame) << 12;
        if (!writable.get(wanted >>> 12)) {
            return;
        }
        writable.clear(wanted >>> 12);
        for (Table table : tables.values()) {
            for (int i = 0; i < ENTRIES; i++) {
                int entry = memory.read(table.page, 4 * i);
                if ((entry & 0xFFFF_F000) == wanted && (entry & (PRESENT | WRITABLE)) == (PRESENT | WRITABLE)) {
                    memory.write(table.page, 4 * i, entry & ~WRITABLE);
                }
            }
        }
        machine.mmu.flushTlb(false);
    }

    /**
     * Lets the guest's next access to a page find it: the guest's translation has been found and allows it.
     *
     * @param entry the guest's translation as its {@link Tlb} has it, or 0 while it does not page
     */
    void fill(int linear, long entry) {
        fills++;
        boolean paging = guest.cpu.mmu.paging();
        int frame = paging ? (int) ((entry & Tlb.FRAME) >>> 12) : linear >>> 12;
        boolean user = !paging || (entry & Tlb.USER) != 0;
        boolean write = !paging || (entry & (Tlb.WRITABLE | Tlb.DIRTY)) == (Tlb.WRITABLE | Tlb.DIRTY);
        if (paging && PageWalks.frame(guest, linear) != frame) {
            outdated = true;
        }
        // Before asking for traces: the table may be a new one, and the page the very one that is traced for it.
        Table table = tableOf(linear >>> 22);
        table.writes = 0;
        int offset = guest.memory.offset(frame);
        write &= !traces.isTraced(frame) && !guest.memory.readOnly(offset);
        int machineFrame = guest.machineFrame(frame);
        if (write) {
            writable.set(machineFrame);
        }
        int value = machineFrame << 12 | PRESENT | 0x20 | (write ? WRITABLE | 0x40 : 0) | (user ? USER : 0);
        memory.write(table.page, linear >>> 10 & 0xFFC, value);
        if (guest.cpu.observer != null) {
            guest.tell("shadow.fill", "", String.format("entry %08x for l:%08x", value, linear), linear);
        }
        machine.mmu.invalidatePage(linear);
    }

    private Table tableOf(int index) {
        Table linked = current.tables[index];
        if (linked != null) {
            return linked;
        }
        long key = key(index);
        Table table = tables.get(key);
        if (table == null) {
            int page = memory.take();
            if (page < 0) {
                dropAll();
                install();
                page = memory.take();
            }
            table = new Table(key, page);
            tables.put(key, table);
            if (table.kind() == TABLE && !bugs.contains(SeededBug.NO_TABLE_TRACE)) {
                traces.add(table.frame());
            }
        }
        current.tables[index] = table;
        memory.write(current.page, 4 * index, memory.physical(table.page) | 0x67);
        return table;
    }

    private long key(int index) {
        if (!guest.cpu.mmu.paging()) {
            return key(IDENTITY, 0, index);
        }
        int entry = guest.read32((current.frame << 12) + 4 * index);
        if ((entry & PRESENT) == 0) {
            return key(PRIVATE, index, current.frame);
        }
        boolean large = (entry & LARGE) != 0 && (guest.cpu.cr4 & CR4_PSE) != 0;
        return large ? key(BIG_PAGE, entry & RIGHTS, entry >>> 22) : key(TABLE, entry & RIGHTS, entry >>> 12);
    }

    private static long key(int kind, int detail, int frame) {
        return (long) kind << 60 | (long) detail << 32 | frame & 0xF_FFFF;
    }

    /** Tells that the guest's doublewords at a physical address are about to change: what was derived from them goes. */
    void written(int physical, int size) {
        int frame = physical >>> 12;
        int first = (physical & 0xFFF) >>> 2;
        int last = (physical & 0xFFF) + size - 1 >>> 2;
        Table flooded = null;
        for (Table table : tables.values()) {
            if (table.kind() == TABLE && table.frame() == frame) {
                for (int i = first; i <= last; i++) {
                    zap(table, i);
                }
                table.writes++;
                flooded = table.writes > FLOOD ? table : flooded;
            }
        }
        if (flooded != null) {
            drop(flooded);
        }
        Space space = spaces.get(frame);
        if (space != null && space != current && ++space.writes > FLOOD) {
            spaces.remove(frame);
            release(frame, space.page);
        } else if (space != null) {
            for (int i = first; i <= last; i++) {
                if (space.tables[i] != null) {
                    zaps++;
                    space.tables[i] = null;
                    memory.write(space.page, 4 * i, 0);
                    machine.mmu.flushTlb(false);
                }
            }
        }
    }

    /** Forgets a table that the guest writes to, but does not use: it is no table any more, or is being built. */
    private void drop(Table table) {
        for (Space space : spaces.values()) {
            for (int i = 0; i < ENTRIES; i++) {
                if (space.tables[i] == table) {
                    space.tables[i] = null;
                    memory.write(space.page, 4 * i, 0);
                }
            }
        }
        tables.remove(table.key);
        release(table.frame(), table.page);
        machine.mmu.flushTlb(false);
    }

    private boolean zap(Table table, int index) {
        if ((memory.read(table.page, 4 * index) & PRESENT) == 0) {
            return false;
        }
        zaps++;
        if (guest.cpu.observer != null) {
            int entry = memory.read(table.page, 4 * index);
            guest.tell("shadow.desync", "", String.format("entry %d, %08x, of a table is dropped", index, entry), 0);
        }
        memory.write(table.page, 4 * index, 0);
        for (int i = 0; current != null && i < ENTRIES; i++) {
            if (current.tables[i] == table) {
                machine.mmu.invalidatePage(i << 22 | index << 12);
            }
        }
        return true;
    }

    /** Sets who hears of it when the guest forgets its translation of one page, large or small. */
    void onForgotten(IntConsumer listener) {
        forgetting = listener;
    }

    /** Tells that the guest forgot its translation of one page, as INVLPG does. */
    void guestForgot(int linear) {
        drop(linear);
        forgetting.accept(linear);
    }

    /** Takes away the entry of one page; returns whether there was one. */
    boolean drop(int linear) {
        Table table = current == null ? null : current.tables[linear >>> 22];
        return table != null && zap(table, linear >>> 12 & 0x3FF);
    }

    /** Returns what the machine's CR3 has to be. */
    int root() {
        return current == null ? machine.cr3 : memory.physical(current.page);
    }

    /** Returns the shadow's directory entry for a linear address. */
    int directoryEntry(int linear) {
        return current == null ? 0 : memory.read(current.page, linear >>> 20 & 0xFFC);
    }

    /** Returns the shadow's table entry for a linear address, 0 if there is none. */
    int tableEntry(int linear) {
        int directory = directoryEntry(linear);
        return (directory & PRESENT) == 0
                ? 0
                : memory.read(memory.pageAt(directory & 0xFFFF_F000), linear >>> 10 & 0xFFC);
    }

    /** Returns the linear pages that the present shadow maps below the monitor. */
    List<Integer> mapped() {
        List<Integer> pages = new ArrayList<>();
        for (int i = 0; current != null && i < REGION_ENTRY; i++) {
            for (int j = 0; current.tables[i] != null && j < ENTRIES; j++) {
                if ((memory.read(current.tables[i].page, 4 * j) & PRESENT) != 0) {
                    pages.add(i << 22 | j << 12);
                }
            }
        }
        return pages;
    }

    /** Forgets all shadows. */
    void dropAll() {
        flushes++;
        spaces.values().forEach(space -> release(space.frame, space.page));
        tables.values().forEach(table -> release(table.kind() == TABLE ? table.frame() : -1, table.page));
        spaces.clear();
        tables.clear();
        writable.clear();
        current = null;
        outdated = false;
    }

    private void release(int frame, int page) {
        memory.giveBack(page);
        if (frame >= 0 && traces.knows(frame)) {
            traces.remove(frame);
        }
    }

    @Override
    public void save(StateWriter out) {
        out.int32(modeBits);
        out.bool(caching);
        out.bool(outdated);
        out.int32(tables.size());
        tables.values().forEach(table -> {
            out.int64(table.key);
            out.int32(table.page);
            out.int32(table.writes);
        });
        out.int32(spaces.size());
        spaces.values().forEach(space -> {
            out.int32(space.frame);
            out.int32(space.page);
            out.int32(space.writes);
            out.bool(space == current);
            for (Table table : space.tables) {
                out.int32(table == null ? -1 : table.page);
            }
        });
        out.int64(fills);
        out.int64(zaps);
        out.int64(flushes);
        out.int64(guestFlushes);
        long[] words = writable.toLongArray();
        out.int32(words.length);
        out.longs(words);
    }

    @Override
    public void load(StateReader in) {
        modeBits = in.int32();
        caching = in.bool();
        outdated = in.bool();
        tables.clear();
        spaces.clear();
        current = null;
        Map<Integer, Table> byPage = new LinkedHashMap<>();
        for (int left = in.int32(); left > 0; left--) {
            Table table = new Table(in.int64(), in.int32());
            table.writes = in.int32();
            tables.put(table.key, table);
            byPage.put(table.page, table);
            if (table.kind() == TABLE) {
                traces.restore(table.frame());
            }
        }
        for (int left = in.int32(); left > 0; left--) {
            Space space = new Space(in.int32(), in.int32());
            space.writes = in.int32();
            spaces.put(space.frame, space);
            current = in.bool() ? space : current;
            if (space.frame >= 0) {
                traces.restore(space.frame);
            }
            for (int i = 0; i < ENTRIES; i++) {
                space.tables[i] = byPage.get(in.int32());
            }
        }
        fills = in.int64();
        zaps = in.int64();
        flushes = in.int64();
        guestFlushes = in.int64();
        long[] words = new long[in.int32()];
        in.longs(words);
        writable.clear();
        writable.or(BitSet.valueOf(words));
    }
}
