package ringside.cpu;

import ringside.base.LittleEndian;
import ringside.bus.PhysicalMemory;

/**
 * Walks the guest's page tables: 32-bit paging with 4 MiB pages, anywhere with PSE-36, and PAE paging with 2 MiB pages and NX. SDM Vol. 3A, 4.3
 * and 4.4. {@link #resolve} only looks; {@link #walk} is what the processor does, faults and accessed and dirty bits
 * included.
 */
final class PageTables {
    static final int READ = 0;
    static final int WRITE = 1;
    static final int FETCH = 2;

    /** Bits of an entry. */
    static final int PRESENT = 1;

    static final int WRITABLE = 1 << 1;
    static final int USER = 1 << 2;
    static final int ACCESSED = 1 << 5;
    static final int DIRTY = 1 << 6;
    static final int PAGE_SIZE = 1 << 7;
    static final int GLOBAL = 1 << 8;
    static final long NO_EXECUTE = 1L << 63;

    /** Bits of a page fault's error code. SDM Vol. 3A, 4.7. */
    static final int CODE_PRESENT = 1;

    static final int CODE_WRITE = 1 << 1;
    static final int CODE_USER = 1 << 2;
    static final int CODE_RESERVED = 1 << 3;
    static final int CODE_FETCH = 1 << 4;

    /** Physical addresses have 36 bits. */
    private static final long ADDRESS = 0xF_FFFF_F000L;

    /** Bits 62 to 36. */
    private static final long BEYOND_ADDRESS = 0x7FFF_FFF0_0000_0000L;

    private static final int CR0_WP = 1 << 16;
    private static final int CR4_PSE = 1 << 4;
    private static final int CR4_PAE = 1 << 5;
    private static final int CR4_PGE = 1 << 7;
    private static final int EFER_NXE = 1 << 11;

    private final Vcpu cpu;
    private final PhysicalMemory memory;
    private final long[] pointers;

    /** Number of levels looked at by the last {@link #resolve}. */
    int depth;

    /** Physical address and contents of the entry of each level, from the outermost. */
    final long[] address = new long[3];

    final long[] value = new long[3];

    /** What the last {@link #resolve} found: a {@link Tlb} entry, or 0 if there is no translation. */
    long entry;

    /** The debugger's watchpoints, null if there are none. */
    DataWatch watch;

    /** If there is no translation: {@link #CODE_PRESENT} and {@link #CODE_RESERVED} of the error code. */
    int failure;

    /** @param pointers the four PDPTE registers */
    PageTables(Vcpu cpu, PhysicalMemory memory, long[] pointers) {
        this.cpu = cpu;
        this.memory = memory;
        this.pointers = pointers;
    }

    boolean pae() {
        return (cpu.cr4 & CR4_PAE) != 0;
    }

    boolean noExecute() {
        return pae() && (cpu.msrs.efer & EFER_NXE) != 0;
    }

    /** Width of an offset in a large page. */
    int largeBits() {
        return pae() ? 21 : 22;
    }

    /**
     * Translates for an access; raises #PF, or sets accessed and dirty bits as needed.
     *
     * @return a {@link Tlb} entry
     */
    long walk(int linear, int access, boolean user) {
        resolve(linear, false);
        if (entry == 0) {
            FaultCause cause = failure == 0 ? FaultCause.PAGE_NOT_PRESENT : FaultCause.PAGE_RESERVED;
            throw cpu.fault.pf(linear, failure | code(access, user)).because(cause, linear);
        }
        FaultCause denial = denial(access, user);
        if (denial != null) {
            throw cpu.fault.pf(linear, CODE_PRESENT | code(access, user)).because(denial, linear);
        }
        int leaf = depth - 1;
        for (int level = pae() ? 1 : 0; level < leaf; level++) {
            set(level, ACCESSED);
        }
        set(leaf, access == WRITE ? ACCESSED | DIRTY : ACCESSED);
        return access == WRITE ? entry | Tlb.DIRTY : entry;
    }

    private int code(int access, boolean user) {
        return switch (access) {
                    case WRITE -> CODE_WRITE;
                    case FETCH -> noExecute() ? CODE_FETCH : 0;
                    default -> 0;
                }
                | (user ? CODE_USER : 0);
    }

    /** Returns why the translation found does not allow an access, or null if it does. */
    private FaultCause denial(int access, boolean user) {
        if (user && (entry & Tlb.USER) == 0) {
            return FaultCause.PAGE_USER;
        }
        boolean readOnly = (entry & Tlb.WRITABLE) == 0 && (user || (cpu.cr0 & CR0_WP) != 0);
        if (access == WRITE && readOnly) {
            return FaultCause.PAGE_WRITE;
        }
        return access == FETCH && (entry & Tlb.NX) != 0 ? FaultCause.PAGE_FETCH : null;
    }

    /** Sets bits in the entry of one level, if they are not all set: a locked read-modify-write. */
    private void set(int level, int bits) {
        int now = load32(address[level], false);
        if ((now & bits) != bits) {
            if (watch != null) {
                watch.walkWrites(address[level], now | bits);
            }
            memory.write32(address[level], now | bits);
        }
    }

    /**
     * Finds the translation of a linear address and leaves it in {@link #entry}; changes nothing of the guest.
     *
     * @param peek whether even devices that hold page tables must not notice
     */
    void resolve(int linear, boolean peek) {
        entry = 0;
        failure = 0;
        depth = 0;
        if (pae()) {
            resolvePae(linear, peek);
        } else {
            resolve32(linear, peek);
        }
    }

    private void resolve32(int linear, boolean peek) {
        long directory = load(cpu.cr3 & 0xFFFF_F000L | linear >>> 20 & 0xFFC, 4, peek);
        if ((directory & PRESENT) == 0) {
            return;
        }
        if ((directory & PAGE_SIZE) != 0 && (cpu.cr4 & CR4_PSE) != 0) {
            // Bits 16 to 13 are bits 35 to 32 of the address, without PSE-36 reserved like those above. SDM Vol. 3A,
            // table 4-4.
            boolean beyond = cpu.model.has(CpuFeature.PSE36);
            if ((directory & (beyond ? 0x3E_0000 : 0x3F_E000)) != 0) {
                failure = CODE_PRESENT | CODE_RESERVED;
                return;
            }
            long physical = (directory & 0x1_E000) << 19 | directory & 0xFFC0_0000L;
            found(directory, directory, physical | linear & 0x3F_F000, Tlb.LARGE);
            return;
        }
        long table = load(directory & 0xFFFF_F000L | linear >>> 10 & 0xFFC, 4, peek);
        if ((table & PRESENT) != 0) {
            found(directory & table, table, table & 0xFFFF_F000L, 0);
        }
    }

    private void resolvePae(int linear, boolean peek) {
        long pointer = pointers[linear >>> 30];
        address[0] = cpu.cr3 & 0xFFFF_FFE0L | linear >>> 27 & 0x18;
        value[0] = pointer;
        depth = 1;
        if ((pointer & PRESENT) == 0) {
            return;
        }
        long directory = load(pointer & ADDRESS | linear >>> 18 & 0xFF8, 8, peek);
        if (!usable(directory, (directory & PAGE_SIZE) != 0 ? 0x1F_E000 : 0)) {
            return;
        }
        if ((directory & PAGE_SIZE) != 0) {
            found(directory, directory, directory & ADDRESS & -0x20_0000 | linear & 0x1F_F000, Tlb.LARGE);
            executable(directory);
            return;
        }
        long table = load(directory & ADDRESS | linear >>> 9 & 0xFF8, 8, peek);
        if (usable(table, 0)) {
            found(directory & table, table, table & ADDRESS, 0);
            executable(directory | table);
        }
    }

    private boolean usable(long value, long reserved) {
        if ((value & PRESENT) == 0) {
            return false;
        }
        if ((value & (reserved | BEYOND_ADDRESS | (noExecute() ? 0 : NO_EXECUTE))) != 0) {
            failure = CODE_PRESENT | CODE_RESERVED;
            return false;
        }
        return true;
    }

    private void found(long rights, long leaf, long physical, long large) {
        entry = Tlb.VALID
                | physical
                | large
                | ((rights & USER) != 0 ? Tlb.USER : 0)
                | ((rights & WRITABLE) != 0 ? Tlb.WRITABLE : 0)
                | ((leaf & DIRTY) != 0 ? Tlb.DIRTY : 0)
                | ((leaf & GLOBAL) != 0 && (cpu.cr4 & CR4_PGE) != 0 ? Tlb.GLOBAL : 0);
    }

    private void executable(long entries) {
        if ((entries & NO_EXECUTE) != 0) {
            entry |= Tlb.NX;
        }
    }

    private long load(long at, int size, boolean peek) {
        long loaded = load32(at, peek) & 0xFFFF_FFFFL;
        if (size == 8) {
            loaded |= (long) load32(at + 4, peek) << 32;
        }
        address[depth] = at;
        value[depth] = loaded;
        depth++;
        return loaded;
    }

    /** Reads 32 aligned bits as a walk does. */
    int load32(long at, boolean peek) {
        int offset = memory.offsetOf(at);
        if (offset >= 0) {
            return LittleEndian.get32(memory.bytes, offset);
        }
        if (peek) {
            return memory.peek8(at)
                    | memory.peek8(at + 1) << 8
                    | memory.peek8(at + 2) << 16
                    | memory.peek8(at + 3) << 24;
        }
        return memory.readDevice(at, 4);
    }

    /** Returns the PDPTE registers for a value of CR3, or null if one of them has reserved bits set. SDM Vol. 3A, 4.4.1. */
    long[] loadPointers(int cr3) {
        long[] loaded = new long[4];
        for (int i = 0; i < 4; i++) {
            long at = cr3 & 0xFFFF_FFE0L | i * 8;
            loaded[i] = load32(at, false) & 0xFFFF_FFFFL | (long) load32(at + 4, false) << 32;
            if ((loaded[i] & PRESENT) != 0 && (loaded[i] & (BEYOND_ADDRESS | NO_EXECUTE | 0x1E6)) != 0) {
                return null;
            }
        }
        return loaded;
    }
}
