package ringside.cpu;

import ringside.bus.InterruptController;
import ringside.bus.PhysicalMemory;
import ringside.bus.PortSpace;
import ringside.isa.SegmentRegister;

/** A CPU with flat segments and 8 MiB of memory, its page tables within reach of a test. */
final class PagedCpu {
    static final int PRESENT = 1;
    static final int WRITABLE = 2;
    static final int USER = 4;
    static final int ACCESSED = 0x20;
    static final int DIRTY = 0x40;
    static final int LARGE = 0x80;
    static final int GLOBAL = 0x100;
    static final long NX = 1L << 63;

    static final int CR4_PSE = 1 << 4;
    static final int CR4_PAE = 1 << 5;
    static final int CR4_PGE = 1 << 7;
    static final int CR0_WP = 1 << 16;

    static final int DIRECTORY = 0x10_0000;
    static final int TABLE = 0x10_1000;
    static final int POINTERS = 0x10_2000;

    final PhysicalMemory memory = new PhysicalMemory(8 << 20);
    final Vcpu cpu;

    private static final class NoInterrupts implements InterruptController {
        @Override
        public boolean asserted() {
            return false;
        }

        @Override
        public int acknowledge() {
            return 0;
        }
    }

    PagedCpu() {
        this("ringside32");
    }

    PagedCpu(String model) {
        cpu = new Vcpu(new CpuModel(model), memory, new PortSpace(), new NoInterrupts());
        for (int segment = 0; segment < SegmentRegister.LDTR; segment++) {
            segment(segment, 0, -1, segment == SegmentRegister.CS ? 0xC09B : 0xC093);
        }
        cpu.cr0 = 1;
        cpu.mmu.modeChanged();
    }

    /** Loads a cache; {@code access} is type to P in bits 0 to 7, flags in bits 12 to 15, as VMX writes it. */
    void segment(int segment, int base, int limit, int access) {
        cpu.segmentBase[segment] = base;
        cpu.segmentLimit[segment] = limit;
        cpu.segmentAccess[segment] = access << 8;
        cpu.mmu.segmentLoaded(segment);
    }

    void level(int cpl) {
        cpu.cpl = cpl;
        cpu.mmu.cplChanged();
    }

    /** Turns on 32-bit paging with one page table, for the first 4 MiB, of identical supervisor pages. */
    PagedCpu paging(int cr0, int cr4) {
        memory.write32(DIRECTORY, TABLE | PRESENT | WRITABLE | USER);
        for (int page = 0; page < 1024; page++) {
            entry(page << 12, page << 12 | PRESENT | WRITABLE);
        }
        cpu.cr3 = DIRECTORY;
        cpu.cr4 = cr4;
        cpu.cr0 = 0x8000_0001 | cr0;
        cpu.mmu.modeChanged();
        return this;
    }

    /** Turns on PAE paging with one page table, for the first 2 MiB, of identical supervisor pages. */
    PagedCpu pae(int cr0, boolean nxe) {
        memory.write32(POINTERS, DIRECTORY | PRESENT);
        memory.write32(DIRECTORY, TABLE | PRESENT | WRITABLE | USER);
        for (int page = 0; page < 512; page++) {
            entryPae(page << 12, (long) page << 12 | PRESENT | WRITABLE);
        }
        cpu.cr3 = POINTERS;
        cpu.cr4 = CR4_PAE;
        cpu.msrs.efer = nxe ? 1 << 11 : 0;
        cpu.cr0 = 0x8000_0001 | cr0;
        cpu.mmu.loadPageDirectoryPointers(POINTERS);
        cpu.mmu.modeChanged();
        return this;
    }

    void entry(int linear, int value) {
        memory.write32(TABLE + (linear >>> 12) * 4, value);
    }

    int entry(int linear) {
        return memory.read32(TABLE + (linear >>> 12) * 4);
    }

    void entryPae(int linear, long value) {
        memory.write32(TABLE + (linear >>> 12) * 8, (int) value);
        memory.write32(TABLE + (linear >>> 12) * 8 + 4, (int) (value >>> 32));
    }

    /** Returns the error code of the page fault that {@code access} raises, or -1 if it raises nothing. */
    int faultOf(Runnable access) {
        try {
            access.run();
            return -1;
        } catch (GuestFault fault) {
            return fault.vector == 14 ? fault.errorCode : fault.vector << 16;
        }
    }
}
