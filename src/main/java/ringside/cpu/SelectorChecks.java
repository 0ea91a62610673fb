package ringside.cpu;

/**
 * Looks at descriptors for a program that asks about a selector: LAR, LSL, VERR and VERW never fault for what they find.
 * SDM Vol. 2; Vol. 3A, 5.10.
 */
public final class SelectorChecks {
    /** Answer of {@link #rights} and {@link #limit} for a selector the program may not see. */
    public static final long INVISIBLE = -1;

    /** System descriptor types whose rights LAR shows: TSS, LDT, call and task gates. */
    private static final int LAR_TYPES = 1 << 1 | 1 << 2 | 1 << 3 | 1 << 4 | 1 << 5 | 1 << 9 | 1 << 11 | 1 << 12;

    /** System descriptor types that have a limit: TSS and LDT. */
    private static final int LSL_TYPES = 1 << 1 | 1 << 2 | 1 << 3 | 1 << 9 | 1 << 11;

    private SelectorChecks() {}

    /** Returns bits 8 to 23 of the descriptor's upper doubleword, or {@link #INVISIBLE}. */
    public static long rights(Vcpu cpu, int selector) {
        long descriptor = visible(cpu, selector, LAR_TYPES);
        return descriptor == 0 ? INVISIBLE : descriptor >>> 32 & 0x00FF_FF00;
    }

    /** Returns the limit in bytes, or {@link #INVISIBLE}. */
    public static long limit(Vcpu cpu, int selector) {
        long descriptor = visible(cpu, selector, LSL_TYPES);
        return descriptor == 0 ? INVISIBLE : Descriptors.limit(descriptor) & 0xFFFF_FFFFL;
    }

    /** Whether the segment can be read at this privilege. */
    public static boolean readable(Vcpu cpu, int selector) {
        long descriptor = visible(cpu, selector, 0);
        return descriptor != 0 && Descriptors.isReadable(Descriptors.access(descriptor));
    }

    /** Whether the segment can be written at this privilege. */
    public static boolean writable(Vcpu cpu, int selector) {
        long descriptor = visible(cpu, selector, 0);
        return descriptor != 0 && Descriptors.isWritableData(Descriptors.access(descriptor));
    }

    /** Returns the descriptor, or 0 if the type is not among those asked for or the privilege does not suffice. */
    private static long visible(Vcpu cpu, int selector, int systemTypes) {
        if (Descriptors.isNull(selector) || !Descriptors.inTable(cpu, selector)) {
            return 0;
        }
        long descriptor = Descriptors.read(cpu, selector);
        int access = Descriptors.access(descriptor);
        if (!Descriptors.isSegment(access) && (systemTypes >>> Descriptors.type(access) & 1) == 0) {
            return 0;
        }
        boolean open = Descriptors.isConforming(access) || Descriptors.dpl(access) >= Math.max(cpu.cpl, selector & 3);
        return open ? descriptor : 0;
    }
}
