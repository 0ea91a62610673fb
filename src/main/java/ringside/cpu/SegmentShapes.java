package ringside.cpu;

import ringside.isa.SegmentRegister;

/**
 * Which segments may be used without any check, and the checks of the others. SDM Vol. 3A, 5.3 and 5.5.
 *
 * <p>A segment is <em>flat</em> if its base is 0, it expands up, is present, has the right type, and its limit reaches at
 * least to the common limit: that of SS, a multiple of 4 KiB less one. Pages above the common limit are absent from the
 * maps for reads and writes, so an access through a flat segment that finds its page in a map needs no check.
 */
final class SegmentShapes {
    private static final int PRESENT = 1 << 15;
    private static final int CODE_OR_DATA = 1 << 12;
    private static final int CODE = 1 << 11;
    private static final int EXPAND_DOWN = 1 << 10;

    /** Writable for data, readable for code. */
    private static final int WRITABLE = 1 << 9;

    private static final int BIG = 1 << 22;

    /** Position of the flat-for-writes bits in {@link #flat}. */
    private static final int WRITES = 8;

    private final Vcpu cpu;
    private final int[] base;
    private final int[] limit;
    private final int[] access;

    /** Per segment: bit 0, an expand-up segment that may be read; bit 1, one that may be written. */
    private final int[] rights = new int[SegmentRegister.COUNT];

    /** Bit i: segment i is flat for reads; bit 8 + i: for writes. */
    int flat;

    /** Last byte that flat segments reach. */
    int commonLimit = -1;

    SegmentShapes(Vcpu cpu) {
        this.cpu = cpu;
        base = cpu.segmentBase;
        limit = cpu.segmentLimit;
        access = cpu.segmentAccess;
    }

    /** Derives what is derived after a segment's cache changed. Returns whether {@link #commonLimit} changed. */
    boolean loaded(int segment) {
        rights[segment] = rights(access[segment]);
        boolean moved = segment == SegmentRegister.SS
                && base[segment] == 0
                && rights[segment] == 3
                && (limit[segment] & 0xFFF) == 0xFFF
                && limit[segment] != commonLimit;
        if (moved) {
            commonLimit = limit[segment];
            for (int i = 0; i < SegmentRegister.LDTR; i++) {
                shape(i);
            }
        } else {
            shape(segment);
        }
        return moved;
    }

    private void shape(int segment) {
        int bits = 1 << segment | 1 << segment + WRITES;
        flat &= ~bits;
        if (base[segment] == 0 && Integer.compareUnsigned(limit[segment], commonLimit) >= 0) {
            flat |= (rights[segment] & 1) << segment | rights[segment] >>> 1 << segment + WRITES;
        }
    }

    private int rights(int access) {
        if ((access & (PRESENT | CODE_OR_DATA)) != (PRESENT | CODE_OR_DATA)) {
            return 0;
        }
        if (!cpu.protectedMode()) {
            // Real mode looks at limits only; the type is what protected mode left.
            return (access & (CODE | EXPAND_DOWN)) == EXPAND_DOWN ? 0 : 3;
        }
        if ((access & CODE) != 0) {
            return (access & WRITABLE) != 0 ? 1 : 0;
        }
        if ((access & EXPAND_DOWN) != 0) {
            return 0;
        }
        return (access & WRITABLE) != 0 ? 3 : 1;
    }

    /** Checks an access and returns its linear address. */
    int linear(int segment, int offset, int size, boolean write) {
        int last = offset + size - 1;
        return reaches(segment, offset, last, write)
                ? base[segment] + offset
                : linearUncommon(segment, offset, last, write);
    }

    /** Whether all bytes of an access are within an expand-up segment with the right type. */
    boolean reaches(int segment, int offset, int last, boolean write) {
        return (rights[segment] & (write ? 2 : 1)) != 0
                && offset + Integer.MIN_VALUE <= last + Integer.MIN_VALUE
                && last + Integer.MIN_VALUE <= limit[segment] + Integer.MIN_VALUE;
    }

    private int linearUncommon(int segment, int offset, int last, boolean write) {
        boolean allowed = (rights[segment] & (write ? 2 : 1)) != 0;
        // At a limit of 4 GiB - 1 it is up to the processor whether an access may wrap: it may in a flat segment.
        if (allowed && base[segment] == 0 && limit[segment] == -1) {
            return offset;
        }
        if (!allowed && expandsDown(segment, write)) {
            int top = (access[segment] & BIG) != 0 ? -1 : 0xFFFF;
            if (Integer.compareUnsigned(offset, limit[segment]) > 0
                    && Integer.compareUnsigned(offset, last) <= 0
                    && Integer.compareUnsigned(last, top) <= 0) {
                return base[segment] + offset;
            }
        }
        FaultCause cause = (access[segment] & PRESENT) == 0
                ? FaultCause.SEGMENT_UNUSABLE
                : allowed || expandsDown(segment, write) ? FaultCause.SEGMENT_LIMIT : FaultCause.SEGMENT_TYPE;
        throw (segment == SegmentRegister.SS ? cpu.fault.ss(0) : cpu.fault.gp(0)).because(cause, offset);
    }

    private boolean expandsDown(int segment, boolean write) {
        int kind = access[segment] & (PRESENT | CODE_OR_DATA | CODE | EXPAND_DOWN);
        boolean writable = (access[segment] & WRITABLE) != 0 || !cpu.protectedMode();
        return kind == (PRESENT | CODE_OR_DATA | EXPAND_DOWN) && (!write || writable);
    }
}
