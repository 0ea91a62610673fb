package ringside.cpu;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import ringside.bus.PhysicalMemory;
import ringside.isa.SegmentRegister;

/**
 * Segmentation and paging: every access of the guest to memory. SDM Vol. 3A, chapters 3 to 5.
 *
 * <p>An access is fast if its segment is flat and its page is in a map: then it is one look-up. Everything else goes to the
 * {@link SlowPath}. All methods may raise a {@link GuestFault}, unless they say otherwise; nothing has changed then, except
 * accessed bits and the TLB. Values are zero-extended. Confined to the machine thread.
 */
public final class Mmu {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int USER_LEVEL = 3;
    private static final int CR0_WP = 1 << 16;
    private static final int CR0_AM = 1 << 18;
    private static final int CR0_PG = 1 << 31;

    private static final int CR4_DE = 1 << 3;

    /** CR4 bits whose change flushes the TLB: PSE, PAE, PGE. */
    private static final int CR4_PAGING = 1 << 4 | 1 << 5 | 1 << 7;

    /** In force while alignment is checked: every data access takes the slow path. */
    private static final int[] NO_PAGES = LinearMaps.empty();

    /** Memory and the maps of both privilege classes. */
    public final GuestMemory guest;

    /** The map for reads in force: that of the current privilege class. */
    public int[] readMap;

    /** The map for writes in force. */
    public int[] writeMap;

    /** The map for fetches in force. */
    public int[] fetchMap;

    /** The translations that the processor holds. */
    public final Tlb tlb;

    final PageTables tables;

    private final Vcpu cpu;
    private final PhysicalMemory memory;
    /** Memory, {@link GuestMemory#bytes} once more: one look-up less for engines. */
    public final byte[] bytes;

    private final LinearMaps maps;
    private final SegmentShapes shapes;
    private final DataBreakpoints breakpoints;
    private final SlowPath slow;
    private int pagingControls;
    private boolean noExecute;
    private boolean protectedMode;

    Mmu(Vcpu cpu, PhysicalMemory memory) {
        this.cpu = cpu;
        this.memory = memory;
        bytes = memory.bytes;
        maps = new LinearMaps(bytes);
        guest = maps.memory;
        tlb = new Tlb(maps);
        tables = new PageTables(cpu, memory, tlb.pointers);
        shapes = new SegmentShapes(cpu);
        breakpoints = new DataBreakpoints(cpu);
        slow = new SlowPath(cpu, memory, maps, tlb, tables, shapes, breakpoints);
        memory.traces().attach(maps);
        memory.onLayoutChange(maps::dropAll);
        cplChanged();
    }

    /** Ends the use of memory that others go on using. */
    public void detach() {
        memory.traces().detach(maps);
    }

    // --- What the rest of the CPU tells ---------------------------------------------------------------------------

    /** Tells that CPL, EFLAGS.AC or CR0.AM changed: other maps may be in force. Raises nothing. */
    public void cplChanged() {
        boolean user = cpu.cpl == USER_LEVEL;
        slow.alignmentChecked = user && (cpu.cr0 & CR0_AM) != 0 && (cpu.systemFlags & Eflags.AC) != 0;
        fetchMap = user ? guest.fetchUser() : guest.fetchSuper();
        if (slow.alignmentChecked) {
            readMap = NO_PAGES;
            writeMap = NO_PAGES;
        } else {
            readMap = user ? guest.readUser() : guest.readSuper();
            writeMap = user ? guest.writeUser() : guest.writeSuper();
        }
        if (cpu.observer != null) {
            cpu.observer.modeMayHaveChanged();
        }
    }

    /**
     * Tells that CR0, CR4, EFER or CPL changed. Flushes the whole TLB if PG, PSE, PAE or PGE did. Raises nothing. SDM Vol.
     * 3A, 4.10.4.1.
     */
    public void modeChanged() {
        int controls = cpu.cr0 & CR0_PG | cpu.cr4 & CR4_PAGING;
        if (controls != pagingControls) {
            tlb.flush(false);
        }
        deriveMode(controls);
    }

    private void deriveMode(int controls) {
        if (protectedMode != cpu.protectedMode()) {
            protectedMode = cpu.protectedMode();
            loadSegments();
        }
        boolean writeProtect = (cpu.cr0 & CR0_WP) != 0;
        if (controls != pagingControls || writeProtect != slow.writeProtect || noExecute != tables.noExecute()) {
            maps.dropAll();
        }
        pagingControls = controls;
        noExecute = tables.noExecute();
        slow.paging = (controls & CR0_PG) != 0;
        slow.writeProtect = writeProtect;
        cplChanged();
    }

    private void loadSegments() {
        for (int segment = 0; segment < cpu.segmentBase.length; segment++) {
            segmentLoaded(segment);
        }
    }

    /** Tells that a segment's cached base, limit or access rights changed. Raises nothing. */
    public void segmentLoaded(int segment) {
        if (shapes.loaded(segment)) {
            maps.closeAbove(shapes.commonLimit >>> 12);
        }
        if (segment == SegmentRegister.CS && cpu.observer != null) {
            cpu.observer.modeMayHaveChanged();
        }
    }

    /**
     * Returns the segments that need no check: bit i, segment i is flat for reads; bit 8 + i, for writes. Flat is: base 0,
     * expand-up, present, the right type, and a limit that no page in a map exceeds.
     */
    public int segmentShapes() {
        return shapes.flat;
    }

    /** Tells that DR0 to DR3 or DR7 changed. Raises nothing. */
    public void debugRegistersChanged() {
        if (breakpoints.changed()) {
            maps.dropAll();
        }
    }

    /** Returns who watches data accesses, or null. */
    public DataWatch watch() {
        return slow.watch;
    }

    /** Sets who watches data accesses, null for nobody, or tells that it names other pages than before. Raises nothing. */
    public void watch(DataWatch watch) {
        slow.watch = watch;
        tables.watch = watch;
        maps.dropAll();
    }

    /**
     * Returns the bits B0 to B3 of DR6 for an access to {@code size} I/O ports from {@code port} on; 0 if CR4.DE is clear.
     * Raises nothing.
     */
    public int ioBreakpoint(int port, int size) {
        return (cpu.cr4 & CR4_DE) != 0 ? breakpoints.io(port, size) : 0;
    }

    /** Empties the TLB, except global pages if {@code keepGlobal}. Raises nothing. */
    public void flushTlb(boolean keepGlobal) {
        tlb.flush(keepGlobal);
    }

    /** Drops the translation of the page at a linear address, large or small. Raises nothing. */
    public void invalidatePage(int linear) {
        tlb.invalidate(linear >>> 12, tables.largeBits());
    }

    /**
     * Loads the four PDPTE registers of PAE paging as MOV CR3, MOV CR0 and MOV CR4 do before they change anything; #GP(0)
     * if a present one has reserved bits set. SDM Vol. 3A, 4.4.1.
     */
    public void loadPageDirectoryPointers(int cr3) {
        long[] loaded = tables.loadPointers(cr3);
        if (loaded == null) {
            throw cpu.fault.gp(0).because(FaultCause.PAGE_POINTERS, cr3);
        }
        System.arraycopy(loaded, 0, tlb.pointers, 0, 4);
    }

    /** Whether CR0.PG is in force. */
    public boolean paging() {
        return slow.paging;
    }

    // --- Addresses ------------------------------------------------------------------------------------------------

    /** Checks an access of {@code size} bytes against the segment and returns its linear address. */
    public int linear(int segment, int offset, int size, boolean write) {
        return shapes.linear(segment, offset, size, write);
    }

    /** Whether an access is plainly within a segment that may be used so. Raises nothing. */
    public boolean reaches(int segment, int offset, int size, boolean write) {
        return shapes.reaches(segment, offset, offset + size - 1, write);
    }

    /** Raises what an access would raise, without data; sets accessed and dirty bits as it would. */
    public void probe(int linear, int size, boolean write, boolean user) {
        slow.probe(linear, size, write, user);
    }

    /** Returns the offset in {@link GuestMemory#bytes} of the code byte at {@code linear}, -1 if there is no memory. */
    public int fetchOffset(int linear) {
        int page = fetchMap[linear >>> 12];
        return page >= 0 ? page | linear & 0xFFF : slow.fetch(linear, cpu.cpl == USER_LEVEL);
    }

    /**
     * Returns the physical address behind {@code linear} as the CPU would find it now, a stale TLB entry included, or -1.
     * Has no side effect at all.
     */
    public long translatePeek(int linear) {
        if (!slow.paging) {
            return linear & 0xFFFF_FFFFL;
        }
        long entry = tlb.lookup(linear >>> 12);
        if (entry == 0) {
            tables.resolve(linear, true);
            entry = tables.entry;
        }
        return entry == 0 ? -1 : entry & Tlb.FRAME | linear & 0xFFF;
    }

    /** Returns the byte at {@code linear}, 0 to 255, or -1 if it is not mapped. Has no side effect at all. */
    public int peekLinear8(int linear) {
        long physical = translatePeek(linear);
        return physical < 0 ? -1 : memory.peek8(physical);
    }

    /** Changes the byte at {@code linear} as a debugger does, whatever its rights; returns false if it is not mapped. */
    public boolean pokeLinear8(int linear, int value) {
        long physical = translatePeek(linear);
        if (physical >= 0) {
            memory.poke8(physical, value);
        }
        return physical >= 0;
    }

    /**
     * Derives everything that is derived after all registers of the CPU, debug and segment registers included, were
     * replaced. Flushes nothing: the TLB is state too, and whoever replaces the registers replaces it.
     */
    public void stateLoaded() {
        loadSegments();
        deriveMode(cpu.cr0 & CR0_PG | cpu.cr4 & CR4_PAGING);
        debugRegistersChanged();
    }

    // --- 8 bits
    // -------------------------------------------------------------------------------------------------------

    /** Reads 8 bits at a segmented address. */
    public int read8(int segment, int offset) {
        int linear = (shapes.flat >>> segment & 1) != 0 ? offset : shapes.linear(segment, offset, 1, false);
        int page = readMap[linear >>> 12];
        if (page >= 0) {
            return bytes[page | linear & 0xFFF] & 0xFF;
        }
        return (int) slow.read(shapes.linear(segment, offset, 1, false), 1, cpu.cpl == USER_LEVEL);
    }

    /** Writes 8 bits at a segmented address. */
    public void write8(int segment, int offset, int value) {
        int linear = (shapes.flat >>> segment + 8 & 1) != 0 ? offset : shapes.linear(segment, offset, 1, true);
        int page = writeMap[linear >>> 12];
        if (page >= 0) {
            bytes[page | linear & 0xFFF] = (byte) value;
        } else {
            slow.write(shapes.linear(segment, offset, 1, true), 1, value, cpu.cpl == USER_LEVEL);
        }
    }

    /** Reads 8 bits that will be written back: whatever the write could raise is raised now. */
    public int update8(int segment, int offset) {
        int linear = (shapes.flat >>> segment + 8 & 1) != 0 ? offset : shapes.linear(segment, offset, 1, true);
        int page = writeMap[linear >>> 12];
        if (page >= 0) {
            return bytes[page | linear & 0xFFF] & 0xFF;
        }
        return (int) slow.update(shapes.linear(segment, offset, 1, true), 1, cpu.cpl == USER_LEVEL);
    }

    /** Reads 8 bits at a linear address with the rights of the current privilege level. */
    public int readLinear8(int linear) {
        int page = readMap[linear >>> 12];
        if (page >= 0) {
            return bytes[page | linear & 0xFFF] & 0xFF;
        }
        return (int) slow.read(linear, 1, cpu.cpl == USER_LEVEL);
    }

    /** Writes 8 bits at a linear address with the rights of the current privilege level. */
    public void writeLinear8(int linear, int value) {
        int page = writeMap[linear >>> 12];
        if (page >= 0) {
            bytes[page | linear & 0xFFF] = (byte) value;
        } else {
            slow.write(linear, 1, value, cpu.cpl == USER_LEVEL);
        }
    }

    /** Reads 8 bits at a linear address that will be written back. */
    public int updateLinear8(int linear) {
        int page = writeMap[linear >>> 12];
        if (page >= 0) {
            return bytes[page | linear & 0xFFF] & 0xFF;
        }
        return (int) slow.update(linear, 1, cpu.cpl == USER_LEVEL);
    }

    /** Reads 8 bits at a linear address as an implicit access of the system (descriptor tables, TSS). */
    public int readSystem8(int linear) {
        int page = guest.readSuper()[linear >>> 12];
        if (page >= 0) {
            return bytes[page | linear & 0xFFF] & 0xFF;
        }
        return (int) slow.read(linear, 1, false);
    }

    /** Writes 8 bits at a linear address as an implicit access of the system (descriptor tables, TSS). */
    public void writeSystem8(int linear, int value) {
        int page = guest.writeSuper()[linear >>> 12];
        if (page >= 0) {
            bytes[page | linear & 0xFFF] = (byte) value;
        } else {
            slow.write(linear, 1, value, false);
        }
    }

    // --- 16 bits
    // ------------------------------------------------------------------------------------------------------

    /** Reads 16 bits at a segmented address. */
    public int read16(int segment, int offset) {
        int linear = (shapes.flat >>> segment & 1) != 0 ? offset : shapes.linear(segment, offset, 2, false);
        int page = readMap[linear >>> 12];
        if ((page | 4094 - (linear & 0xFFF)) >= 0) {
            return (short) SHORT.get(bytes, page | linear & 0xFFF) & 0xFFFF;
        }
        return (int) slow.read(shapes.linear(segment, offset, 2, false), 2, cpu.cpl == USER_LEVEL);
    }

    /** Writes 16 bits at a segmented address. */
    public void write16(int segment, int offset, int value) {
        int linear = (shapes.flat >>> segment + 8 & 1) != 0 ? offset : shapes.linear(segment, offset, 2, true);
        int page = writeMap[linear >>> 12];
        if ((page | 4094 - (linear & 0xFFF)) >= 0) {
            SHORT.set(bytes, page | linear & 0xFFF, (short) value);
        } else {
            slow.write(shapes.linear(segment, offset, 2, true), 2, value, cpu.cpl == USER_LEVEL);
        }
    }

    /** Reads 16 bits that will be written back: whatever the write could raise is raised now. */
    public int update16(int segment, int offset) {
        int linear = (shapes.flat >>> segment + 8 & 1) != 0 ? offset : shapes.linear(segment, offset, 2, true);
        int page = writeMap[linear >>> 12];
        if ((page | 4094 - (linear & 0xFFF)) >= 0) {
            return (short) SHORT.get(bytes, page | linear & 0xFFF) & 0xFFFF;
        }
        return (int) slow.update(shapes.linear(segment, offset, 2, true), 2, cpu.cpl == USER_LEVEL);
    }

    /** Reads 16 bits at a linear address with the rights of the current privilege level. */
    public int readLinear16(int linear) {
        int page = readMap[linear >>> 12];
        if ((page | 4094 - (linear & 0xFFF)) >= 0) {
            return (short) SHORT.get(bytes, page | linear & 0xFFF) & 0xFFFF;
        }
        return (int) slow.read(linear, 2, cpu.cpl == USER_LEVEL);
    }

    /** Writes 16 bits at a linear address with the rights of the current privilege level. */
    public void writeLinear16(int linear, int value) {
        int page = writeMap[linear >>> 12];
        if ((page | 4094 - (linear & 0xFFF)) >= 0) {
            SHORT.set(bytes, page | linear & 0xFFF, (short) value);
        } else {
            slow.write(linear, 2, value, cpu.cpl == USER_LEVEL);
        }
    }

    /** Reads 16 bits at a linear address that will be written back. */
    public int updateLinear16(int linear) {
        int page = writeMap[linear >>> 12];
        if ((page | 4094 - (linear & 0xFFF)) >= 0) {
            return (short) SHORT.get(bytes, page | linear & 0xFFF) & 0xFFFF;
        }
        return (int) slow.update(linear, 2, cpu.cpl == USER_LEVEL);
    }

    /** Reads 16 bits at a linear address as an implicit access of the system (descriptor tables, TSS). */
    public int readSystem16(int linear) {
        int page = guest.readSuper()[linear >>> 12];
        if ((page | 4094 - (linear & 0xFFF)) >= 0) {
            return (short) SHORT.get(bytes, page | linear & 0xFFF) & 0xFFFF;
        }
        return (int) slow.read(linear, 2, false);
    }

    /** Writes 16 bits at a linear address as an implicit access of the system (descriptor tables, TSS). */
    public void writeSystem16(int linear, int value) {
        int page = guest.writeSuper()[linear >>> 12];
        if ((page | 4094 - (linear & 0xFFF)) >= 0) {
            SHORT.set(bytes, page | linear & 0xFFF, (short) value);
        } else {
            slow.write(linear, 2, value, false);
        }
    }

    // --- 32 bits
    // ------------------------------------------------------------------------------------------------------

    /** Reads 32 bits at a segmented address. */
    public int read32(int segment, int offset) {
        int linear = (shapes.flat >>> segment & 1) != 0 ? offset : shapes.linear(segment, offset, 4, false);
        int page = readMap[linear >>> 12];
        if ((page | 4092 - (linear & 0xFFF)) >= 0) {
            return (int) INT.get(bytes, page | linear & 0xFFF);
        }
        return (int) slow.read(shapes.linear(segment, offset, 4, false), 4, cpu.cpl == USER_LEVEL);
    }

    /** Writes 32 bits at a segmented address. */
    public void write32(int segment, int offset, int value) {
        int linear = (shapes.flat >>> segment + 8 & 1) != 0 ? offset : shapes.linear(segment, offset, 4, true);
        int page = writeMap[linear >>> 12];
        if ((page | 4092 - (linear & 0xFFF)) >= 0) {
            INT.set(bytes, page | linear & 0xFFF, value);
        } else {
            slow.write(shapes.linear(segment, offset, 4, true), 4, value, cpu.cpl == USER_LEVEL);
        }
    }

    /** Reads 32 bits that will be written back: whatever the write could raise is raised now. */
    public int update32(int segment, int offset) {
        int linear = (shapes.flat >>> segment + 8 & 1) != 0 ? offset : shapes.linear(segment, offset, 4, true);
        int page = writeMap[linear >>> 12];
        if ((page | 4092 - (linear & 0xFFF)) >= 0) {
            return (int) INT.get(bytes, page | linear & 0xFFF);
        }
        return (int) slow.update(shapes.linear(segment, offset, 4, true), 4, cpu.cpl == USER_LEVEL);
    }

    /** Reads 32 bits at a linear address with the rights of the current privilege level. */
    public int readLinear32(int linear) {
        int page = readMap[linear >>> 12];
        if ((page | 4092 - (linear & 0xFFF)) >= 0) {
            return (int) INT.get(bytes, page | linear & 0xFFF);
        }
        return (int) slow.read(linear, 4, cpu.cpl == USER_LEVEL);
    }

    /** Writes 32 bits at a linear address with the rights of the current privilege level. */
    public void writeLinear32(int linear, int value) {
        int page = writeMap[linear >>> 12];
        if ((page | 4092 - (linear & 0xFFF)) >= 0) {
            INT.set(bytes, page | linear & 0xFFF, value);
        } else {
            slow.write(linear, 4, value, cpu.cpl == USER_LEVEL);
        }
    }

    /** Reads 32 bits at a linear address that will be written back. */
    public int updateLinear32(int linear) {
        int page = writeMap[linear >>> 12];
        if ((page | 4092 - (linear & 0xFFF)) >= 0) {
            return (int) INT.get(bytes, page | linear & 0xFFF);
        }
        return (int) slow.update(linear, 4, cpu.cpl == USER_LEVEL);
    }

    /** Reads 32 bits at a linear address as an implicit access of the system (descriptor tables, TSS). */
    public int readSystem32(int linear) {
        int page = guest.readSuper()[linear >>> 12];
        if ((page | 4092 - (linear & 0xFFF)) >= 0) {
            return (int) INT.get(bytes, page | linear & 0xFFF);
        }
        return (int) slow.read(linear, 4, false);
    }

    /** Writes 32 bits at a linear address as an implicit access of the system (descriptor tables, TSS). */
    public void writeSystem32(int linear, int value) {
        int page = guest.writeSuper()[linear >>> 12];
        if ((page | 4092 - (linear & 0xFFF)) >= 0) {
            INT.set(bytes, page | linear & 0xFFF, value);
        } else {
            slow.write(linear, 4, value, false);
        }
    }

    // --- 64 bits
    // ------------------------------------------------------------------------------------------------------

    /** Reads 64 bits at a segmented address. */
    public long read64(int segment, int offset) {
        int linear = (shapes.flat >>> segment & 1) != 0 ? offset : shapes.linear(segment, offset, 8, false);
        int page = readMap[linear >>> 12];
        if ((page | 4088 - (linear & 0xFFF)) >= 0) {
            return (long) LONG.get(bytes, page | linear & 0xFFF);
        }
        return slow.read(shapes.linear(segment, offset, 8, false), 8, cpu.cpl == USER_LEVEL);
    }

    /** Writes 64 bits at a segmented address. */
    public void write64(int segment, int offset, long value) {
        int linear = (shapes.flat >>> segment + 8 & 1) != 0 ? offset : shapes.linear(segment, offset, 8, true);
        int page = writeMap[linear >>> 12];
        if ((page | 4088 - (linear & 0xFFF)) >= 0) {
            LONG.set(bytes, page | linear & 0xFFF, value);
        } else {
            slow.write(shapes.linear(segment, offset, 8, true), 8, value, cpu.cpl == USER_LEVEL);
        }
    }

    /** Reads 64 bits that will be written back: whatever the write could raise is raised now. */
    public long update64(int segment, int offset) {
        int linear = (shapes.flat >>> segment + 8 & 1) != 0 ? offset : shapes.linear(segment, offset, 8, true);
        int page = writeMap[linear >>> 12];
        if ((page | 4088 - (linear & 0xFFF)) >= 0) {
            return (long) LONG.get(bytes, page | linear & 0xFFF);
        }
        return slow.update(shapes.linear(segment, offset, 8, true), 8, cpu.cpl == USER_LEVEL);
    }

    /** Reads 64 bits at a linear address with the rights of the current privilege level. */
    public long readLinear64(int linear) {
        int page = readMap[linear >>> 12];
        if ((page | 4088 - (linear & 0xFFF)) >= 0) {
            return (long) LONG.get(bytes, page | linear & 0xFFF);
        }
        return slow.read(linear, 8, cpu.cpl == USER_LEVEL);
    }

    /** Writes 64 bits at a linear address with the rights of the current privilege level. */
    public void writeLinear64(int linear, long value) {
        int page = writeMap[linear >>> 12];
        if ((page | 4088 - (linear & 0xFFF)) >= 0) {
            LONG.set(bytes, page | linear & 0xFFF, value);
        } else {
            slow.write(linear, 8, value, cpu.cpl == USER_LEVEL);
        }
    }

    /** Reads 64 bits at a linear address that will be written back. */
    public long updateLinear64(int linear) {
        int page = writeMap[linear >>> 12];
        if ((page | 4088 - (linear & 0xFFF)) >= 0) {
            return (long) LONG.get(bytes, page | linear & 0xFFF);
        }
        return slow.update(linear, 8, cpu.cpl == USER_LEVEL);
    }

    /** Reads 64 bits at a linear address as an implicit access of the system (descriptor tables, TSS). */
    public long readSystem64(int linear) {
        int page = guest.readSuper()[linear >>> 12];
        if ((page | 4088 - (linear & 0xFFF)) >= 0) {
            return (long) LONG.get(bytes, page | linear & 0xFFF);
        }
        return slow.read(linear, 8, false);
    }

    /** Writes 64 bits at a linear address as an implicit access of the system (descriptor tables, TSS). */
    public void writeSystem64(int linear, long value) {
        int page = guest.writeSuper()[linear >>> 12];
        if ((page | 4088 - (linear & 0xFFF)) >= 0) {
            LONG.set(bytes, page | linear & 0xFFF, value);
        } else {
            slow.write(linear, 8, value, false);
        }
    }
}
