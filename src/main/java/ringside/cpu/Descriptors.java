package ringside.cpu;

import ringside.isa.SegmentRegister;

/**
 * Reads segment and gate descriptors as raw 64-bit values and takes them apart. SDM Vol. 3A, 3.4.5, 5.8.3 and 6.11.
 *
 * <pre>
 *   63..56   55 54  53 52  51..48        47 46-45 44 43..40  39..32        31..16       15..0
 *   base     G  D/B -  AVL limit 19..16  P  DPL   S  type    base 23..16   base 15..0   limit 15..0   (segment)
 *   offset 31..16                        P  DPL   0  type    parameters    selector     offset 15..0  (gate)
 * </pre>
 *
 * <p><em>Access</em> below is the upper doubleword with only bits 8 to 15 and 20 to 23 left, as {@link
 * Vcpu#segmentAccess} keeps it.
 */
public final class Descriptors {
    /** Type of a system descriptor: available TSS of the 286. */
    public static final int TSS16 = 0x1;

    public static final int LDT = 0x2;
    public static final int TSS16_BUSY = 0x3;
    public static final int CALL_GATE16 = 0x4;
    public static final int TASK_GATE = 0x5;
    public static final int INTERRUPT_GATE16 = 0x6;
    public static final int TRAP_GATE16 = 0x7;
    public static final int TSS32 = 0x9;
    public static final int TSS32_BUSY = 0xB;
    public static final int CALL_GATE32 = 0xC;
    public static final int INTERRUPT_GATE32 = 0xE;
    public static final int TRAP_GATE32 = 0xF;

    /** P of an access value. */
    public static final int PRESENT = 0x8000;

    /** S of an access value: code or data, not a system descriptor. */
    static final int SEGMENT = 0x1000;

    /** D or B of an access value. */
    public static final int BIG = 1 << 22;

    /** Access of a present, accessed, writable data segment of DPL 0: what real mode and reset use. */
    static final int REAL_DATA = 0x9300;

    /** Access of every segment in virtual-8086 mode. */
    static final int V86_SEGMENT = 0xF300;

    /** Bit 2 of a selector: it points into the LDT. */
    static final int LOCAL = 4;

    private static final int ACCESS_MASK = 0x00F0_FF00;
    private static final int ACCESSED = 1;

    private Descriptors() {}

    /** Returns the access part of a descriptor. */
    public static int access(long descriptor) {
        return (int) (descriptor >>> 32) & ACCESS_MASK;
    }

    /** Returns the base of a segment descriptor. */
    public static int base(long descriptor) {
        return (int) (descriptor >>> 16) & 0x00FF_FFFF | (int) (descriptor >>> 32) & 0xFF00_0000;
    }

    /** Returns the limit of a segment descriptor in bytes, granularity applied. */
    public static int limit(long descriptor) {
        int limit = (int) descriptor & 0xFFFF | (int) (descriptor >>> 32) & 0x000F_0000;
        return (descriptor >>> 55 & 1) != 0 ? limit << 12 | 0xFFF : limit;
    }

    /** Returns the selector in a gate. */
    static int gateSelector(long gate) {
        return (int) (gate >>> 16) & 0xFFFF;
    }

    /** Returns the offset in a gate; 16 bits of it if the gate is one of the 286. */
    static int gateOffset(long gate) {
        int low = (int) gate & 0xFFFF;
        return type(access(gate)) >= 8 ? low | (int) (gate >>> 32) & 0xFFFF_0000 : low;
    }

    /** Returns the type field, 0 to 15. */
    public static int type(int access) {
        return access >>> 8 & 0xF;
    }

    /** Returns the descriptor privilege level. */
    public static int dpl(int access) {
        return access >>> 13 & 3;
    }

    /** Whether P is set. */
    public static boolean present(int access) {
        return (access & PRESENT) != 0;
    }

    /** Whether it is a code or data segment. */
    public static boolean isSegment(int access) {
        return (access & SEGMENT) != 0;
    }

    /** Whether it is a code segment. */
    public static boolean isCode(int access) {
        return (access & 0x1800) == 0x1800;
    }

    /** Whether it is a data segment. */
    public static boolean isData(int access) {
        return (access & 0x1800) == 0x1000;
    }

    /** Whether it is a conforming code segment. */
    public static boolean isConforming(int access) {
        return (access & 0x1C00) == 0x1C00;
    }

    /** Whether it is a data segment that can be written, so may be a stack. */
    public static boolean isWritableData(int access) {
        return (access & 0x1A00) == 0x1200;
    }

    /** Whether data can be read through it: any data segment, or a readable code segment. */
    public static boolean isReadable(int access) {
        return isData(access) || (access & 0x1A00) == 0x1A00;
    }

    /** Whether it is a data segment that expands down. */
    public static boolean expandsDown(int access) {
        return (access & 0x1C00) == 0x1400;
    }

    /** Whether the selector is one of the four null selectors. */
    static boolean isNull(int selector) {
        return (selector & 0xFFFC) == 0;
    }

    /** Returns the linear address of the descriptor, which {@link #inTable} has found to exist. */
    static int address(Vcpu cpu, int selector) {
        int table = (selector & LOCAL) != 0 ? cpu.segmentBase[SegmentRegister.LDTR] : cpu.gdtBase;
        return table + (selector & 0xFFF8);
    }

    /** Whether the descriptor's eight bytes lie within the limit of its table. */
    public static boolean inTable(Vcpu cpu, int selector) {
        int last = selector & 0xFFFF | 7;
        if ((selector & LOCAL) == 0) {
            return last <= cpu.gdtLimit;
        }
        return present(cpu.segmentAccess[SegmentRegister.LDTR])
                && Integer.compareUnsigned(last, cpu.segmentLimit[SegmentRegister.LDTR]) <= 0;
    }

    /** Reads a descriptor that {@link #inTable} has found to exist; may raise #PF. */
    public static long read(Vcpu cpu, int selector) {
        return readAt(cpu, address(cpu, selector));
    }

    /** Reads eight bytes of a descriptor table; may raise #PF. */
    static long readAt(Vcpu cpu, int linear) {
        int low = cpu.mmu.readSystem32(linear);
        return (long) cpu.mmu.readSystem32(linear + 4) << 32 | low & 0xFFFF_FFFFL;
    }

    /** Reads a descriptor, or raises {@code vector} (10 or 13) with the selector if it is beyond the table's limit. */
    static long fetch(Vcpu cpu, int selector, int vector) {
        if (!inTable(cpu, selector)) {
            throw cpu.fault.raise(vector, selector & 0xFFFC).because(FaultCause.TABLE_LIMIT, selector);
        }
        return read(cpu, selector);
    }

    /** Sets the accessed bit of a segment descriptor in memory if it is clear, and returns the descriptor with it. */
    static long markAccessed(Vcpu cpu, int selector, long descriptor) {
        long marked = descriptor | (long) ACCESSED << 40;
        if (marked != descriptor) {
            cpu.mmu.writeSystem8(address(cpu, selector) + 5, (int) (marked >>> 40) & 0xFF);
        }
        return marked;
    }

    /** Sets or clears the busy bit of a TSS descriptor in the GDT. */
    static void setBusy(Vcpu cpu, int selector, boolean busy) {
        int linear = address(cpu, selector) + 5;
        int rights = cpu.mmu.readSystem8(linear);
        cpu.mmu.writeSystem8(linear, busy ? rights | 2 : rights & ~2);
    }
}
