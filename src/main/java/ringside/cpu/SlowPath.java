package ringside.cpu;

import ringside.base.LittleEndian;
import ringside.bus.MemoryTraces;
import ringside.bus.PhysicalMemory;

/**
 * Every access that finds no page in a map: translation, page crossings, devices, ROM, traces, data breakpoints, alignment
 * checks. The only place that fills the maps. Linear addresses; segments have been checked.
 */
final class SlowPath {
    private static final int READ = PageTables.READ;
    private static final int WRITE = PageTables.WRITE;
    private static final int FETCH = PageTables.FETCH;

    /** The "translation" of a page while paging is off. */
    private static final long UNPAGED = Tlb.VALID | Tlb.USER | Tlb.WRITABLE | Tlb.DIRTY;

    private final Vcpu cpu;
    private final PhysicalMemory memory;
    private final MemoryTraces traces;
    private final byte[] bytes;
    private final LinearMaps maps;
    private final Tlb tlb;
    private final PageTables tables;
    private final SegmentShapes shapes;
    private final DataBreakpoints breakpoints;

    /** The debugger's watchpoints, null if there are none. */
    DataWatch watch;

    /** Mirrors of control bits, kept by {@link Mmu#modeChanged}. */
    boolean paging;

    boolean writeProtect;

    /** Whether user accesses must be aligned. */
    boolean alignmentChecked;

    SlowPath(
            Vcpu cpu,
            PhysicalMemory memory,
            LinearMaps maps,
            Tlb tlb,
            PageTables tables,
            SegmentShapes shapes,
            DataBreakpoints breakpoints) {
        this.cpu = cpu;
        this.memory = memory;
        this.traces = memory.traces();
        this.bytes = memory.bytes;
        this.maps = maps;
        this.tlb = tlb;
        this.tables = tables;
        this.shapes = shapes;
        this.breakpoints = breakpoints;
    }

    /** Reads {@code size} bytes, zero-extended. */
    long read(int linear, int size, boolean user) {
        int top = atTop(linear, size, user, false);
        if (top >= 0) {
            return get(top, size);
        }
        checkAlignment(linear, size, user);
        int here = 4096 - (linear & 0xFFF);
        if (here >= size) {
            long entry = translate(linear, READ, user);
            watchRead(linear, size);
            return readPart(linear, entry, size);
        }
        long entry = translate(linear, READ, user);
        long entry2 = translate(linear + here, READ, user);
        watchRead(linear, size);
        return readPart(linear, entry, here) | readPart(linear + here, entry2, size - here) << 8 * here;
    }

    /** Reads {@code size} bytes that will be written back; raises what the write would. */
    long update(int linear, int size, boolean user) {
        int top = atTop(linear, size, user, true);
        if (top >= 0) {
            return get(top, size);
        }
        checkAlignment(linear, size, user);
        int here = 4096 - (linear & 0xFFF);
        long entry = translate(linear, WRITE, user);
        if (here >= size) {
            watchUpdate(linear, size);
            return readPart(linear, entry, size);
        }
        long entry2 = translate(linear + here, WRITE, user);
        watchUpdate(linear, size);
        return readPart(linear, entry, here) | readPart(linear + here, entry2, size - here) << 8 * here;
    }

    /** Writes {@code size} bytes; both pages of a crossing access are checked before anything is written. */
    void write(int linear, int size, long value, boolean user) {
        int top = atTop(linear, size, user, true);
        if (top >= 0) {
            set(top, size, value);
            return;
        }
        checkAlignment(linear, size, user);
        int here = 4096 - (linear & 0xFFF);
        if (here >= size) {
            long entry = translate(linear, WRITE, user);
            watchWrite(linear, size, value);
            writePart(linear, entry, size, value);
            return;
        }
        long entry = translate(linear, WRITE, user);
        long entry2 = translate(linear + here, WRITE, user);
        watchWrite(linear, size, value);
        writePart(linear, entry, here, value);
        writePart(linear + here, entry2, size - here, value >>> 8 * here);
    }

    /** Raises what an access would raise; as in every access, misalignment comes before paging. */
    void probe(int linear, int size, boolean write, boolean user) {
        checkAlignment(linear, size, user);
        int access = write ? WRITE : READ;
        translate(linear, access, user);
        int last = linear + size - 1;
        if ((linear ^ last) >>> 12 != 0) {
            translate(last & ~0xFFF, access, user);
        }
    }

    /** Returns the offset in memory of a code byte, or -1. */
    int fetch(int linear, boolean user) {
        long entry = translate(linear, FETCH, user);
        int page = memory.offset((entry & Tlb.FRAME) >>> 12);
        if (page < 0) {
            if ((entry & Tlb.FRAME) >>> 12 == memory.doorFrame()) {
                throw cpu.door.at((linear & 0xFFF) >>> 3);
            }
            return -1;
        }
        int offset = page | linear & 0xFFF;
        fill(linear >>> 12, page, entry);
        traces.beforeFetch(offset, 1);
        return offset;
    }

    private void checkAlignment(int linear, int size, boolean user) {
        if (alignmentChecked && user && (linear & size - 1) != 0) {
            throw cpu.fault.ac().because(FaultCause.MISALIGNED, linear);
        }
    }

    private void watchRead(int linear, int size) {
        if (breakpoints.watching()) {
            cpu.pendingDebug |= breakpoints.data(linear, size, false);
        }
        if (watch != null) {
            watch.access(linear, size, false, 0);
        }
    }

    private void watchWrite(int linear, int size, long value) {
        if (breakpoints.watching()) {
            cpu.pendingDebug |= breakpoints.data(linear, size, true);
        }
        if (watch != null) {
            watch.access(linear, size, true, value);
        }
    }

    private void watchUpdate(int linear, int size) {
        if (watch != null) {
            watch.access(linear, size, false, 0);
        }
    }

    /** Asks the TLB, then the page tables. */
    private long translate(int linear, int access, boolean user) {
        if (!paging) {
            return UNPAGED | linear & 0xFFFF_F000L;
        }
        int page = linear >>> 12;
        long entry = tlb.lookup(page);
        if (permits(entry, access, user)) {
            return entry;
        }
        // Rights may have grown since; a fault forgets the page too. SDM Vol. 3A, 4.10.4.1.
        tlb.forget(page);
        entry = tables.walk(linear, access, user);
        tlb.put(page, entry);
        return entry;
    }

    private boolean permits(long entry, int access, boolean user) {
        if ((entry & (user ? Tlb.VALID | Tlb.USER : Tlb.VALID)) != (user ? Tlb.VALID | Tlb.USER : Tlb.VALID)) {
            return false;
        }
        return switch (access) {
            case WRITE -> (entry & Tlb.DIRTY) != 0 && ((entry & Tlb.WRITABLE) != 0 || !user && !writeProtect);
            case FETCH -> (entry & Tlb.NX) == 0 || !tables.noExecute();
            default -> true;
        };
    }

    private void fill(int page, int offset, long entry) {
        // A page that flat segments may not reach is found by fetches only: whoever fetches has seen the limit of CS.
        boolean reached = Integer.compareUnsigned(page, shapes.commonLimit >>> 12) <= 0;
        int target = offset >>> 12;
        boolean watched = breakpoints.watching() && breakpoints.onPage(page);
        boolean readWatched = watched || watch != null && watch.readsWatched(page);
        boolean writeWatched = readWatched || watch != null && watch.writesWatched(page);
        boolean user = (entry & Tlb.USER) != 0;
        int kinds = 0;
        boolean readable = !readWatched && !traces.readTraced(target);
        if (reached && readable) {
            kinds |= MemoryTraces.READ;
        }
        if (!traces.executeTraced(target) && ((entry & Tlb.NX) == 0 || !tables.noExecute())) {
            kinds |= MemoryTraces.EXECUTE;
        }
        maps.fill(page, offset, kinds, user);
        boolean writable = (entry & Tlb.WRITABLE) != 0;
        boolean written = (entry & Tlb.DIRTY) != 0
                && (writable || !writeProtect)
                && !writeWatched
                && !traces.writeTraced(target)
                && !traces.readTraced(target)
                && !memory.readOnly(offset);
        if (reached && written) {
            maps.fillWrite(page, offset, user && writable, true);
        }
        if (page >= LinearMaps.TOP) {
            maps.fillTop(page, readable ? offset : LinearMaps.ABSENT, written ? offset : LinearMaps.ABSENT);
        }
    }

    /** Returns where in memory a supervisor finds a page that it has been to before though flat segments do not reach it. */
    private int atTop(int linear, int size, boolean user, boolean write) {
        return user || linear >>> 12 < LinearMaps.TOP ? LinearMaps.ABSENT : maps.atTop(linear, size, write);
    }

    private long readPart(int linear, long entry, int size) {
        int page = memory.offset((entry & Tlb.FRAME) >>> 12);
        if (page < 0) {
            return readDevice(entry & Tlb.FRAME | linear & 0xFFF, size);
        }
        fill(linear >>> 12, page, entry);
        int offset = page | linear & 0xFFF;
        traces.beforeRead(offset, size);
        return get(offset, size);
    }

    private long get(int offset, int size) {
        return switch (size) {
            case 1 -> bytes[offset] & 0xFF;
            case 2 -> LittleEndian.get16(bytes, offset);
            case 4 -> LittleEndian.get32(bytes, offset) & 0xFFFF_FFFFL;
            case 8 -> LittleEndian.get64(bytes, offset);
            default -> readBytes(offset, size);
        };
    }

    private void writePart(int linear, long entry, int size, long value) {
        int page = memory.offset((entry & Tlb.FRAME) >>> 12);
        if (page < 0) {
            writeDevice(entry & Tlb.FRAME | linear & 0xFFF, size, value);
            return;
        }
        if (memory.readOnly(page)) {
            return;
        }
        int offset = page | linear & 0xFFF;
        traces.beforeWrite(offset, size);
        // After the listeners, who may have lifted their traces.
        fill(linear >>> 12, page, entry);
        set(offset, size, value);
    }

    private void set(int offset, int size, long value) {
        switch (size) {
            case 1 -> bytes[offset] = (byte) value;
            case 2 -> LittleEndian.set16(bytes, offset, (int) value);
            case 4 -> LittleEndian.set32(bytes, offset, (int) value);
            case 8 -> LittleEndian.set64(bytes, offset, value);
            default -> writeBytes(offset, size, value);
        }
    }

    private long readBytes(int offset, int size) {
        long value = 0;
        for (int i = 0; i < size; i++) {
            value |= (bytes[offset + i] & 0xFFL) << 8 * i;
        }
        return value;
    }

    private void writeBytes(int offset, int size, long value) {
        for (int i = 0; i < size; i++) {
            bytes[offset + i] = (byte) (value >>> 8 * i);
        }
    }

    /** A device is asked for 1, 2 or 4 bytes at once; other sizes come from page crossings and 64-bit accesses. */
    private long readDevice(long physical, int size) {
        cpu.deviceAccess = true;
        long value = 0;
        for (int done = 0; done < size; ) {
            int part = partSize(size - done);
            value |= (memory.readDevice(physical + done, part) & 0xFFFF_FFFFL) << 8 * done;
            done += part;
        }
        return value;
    }

    private void writeDevice(long physical, int size, long value) {
        cpu.deviceAccess = true;
        for (int done = 0; done < size; ) {
            int part = partSize(size - done);
            memory.writeDevice(physical + done, part, (int) (value >>> 8 * done));
            done += part;
        }
    }

    private static int partSize(int left) {
        return left >= 4 ? 4 : left >= 2 ? 2 : 1;
    }
}
