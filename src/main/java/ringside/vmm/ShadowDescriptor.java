package ringside.vmm;

import ringside.cpu.Descriptors;

/**
 * What stands in the shadow table for a guest's descriptor: segments of ring 0 become those of ring 1, limits end below the
 * monitor, and what must not be used without the monitor is not present.
 */
final class ShadowDescriptor {
    /** Stands for a descriptor that may only be used by the monitor. */
    static final long HIDDEN = 0;

    private static final long ACCESSED = 1L << 40;
    private static final long PRESENT = 1L << 47;
    private static final int DPL_SHIFT = 45;
    private static final long GRANULAR = 1L << 55;
    private static final int BIG_LIMIT = 0xF_FFFF;

    private ShadowDescriptor() {}

    /**
     * Returns the shadow of a guest's descriptor.
     *
     * @param truncate whether its limit ends below the monitor, as it must
     * @return {@link #HIDDEN} also for one whose accessed bit is clear: the guest must see it set when it is loaded
     */
    static long of(long guest, boolean truncate) {
        int access = Descriptors.access(guest);
        if (!Descriptors.isSegment(access) || !Descriptors.present(access) || (guest & ACCESSED) == 0) {
            return HIDDEN;
        }
        int level = Descriptors.dpl(access);
        if (level == 1 || level == 2 || Descriptors.expandsDown(access) && Descriptors.isData(access)) {
            return HIDDEN;
        }
        long rewritten = level == 0 ? guest | 1L << DPL_SHIFT : guest;
        return truncate ? truncated(rewritten) : rewritten;
    }

    /** Returns the descriptor with a limit that does not reach the monitor, or {@link #HIDDEN} if there is none. */
    private static long truncated(long descriptor) {
        long base = Descriptors.base(descriptor) & 0xFFFF_FFFFL;
        long room = (MonitorMemory.BASE & 0xFFFF_FFFFL) - base;
        if (room <= 0) {
            return HIDDEN;
        }
        long limit = Math.min(Descriptors.limit(descriptor) & 0xFFFF_FFFFL, room - 1);
        return withLimit(descriptor, limit);
    }

    private static long withLimit(long descriptor, long limit) {
        long raw = limit;
        long result = descriptor & ~(GRANULAR | 0xFFFFL | 0xFL << 48);
        if (limit > BIG_LIMIT) {
            long pages = limit + 1 >>> 12;
            if (pages == 0) {
                return HIDDEN;
            }
            raw = pages - 1;
            result |= GRANULAR;
        } else if ((descriptor & GRANULAR) != 0 && (limit & 0xFFF) == 0xFFF) {
            raw = limit >>> 12;
            result |= GRANULAR;
        }
        return result | raw & 0xFFFF | (raw & 0xF_0000) << 32;
    }

    /** Puts a descriptor together from what a segment register caches. */
    static long ofCache(int base, int limit, int access) {
        boolean granular = (access & 1 << 23) != 0;
        long raw = granular ? limit >>> 12 : limit;
        return raw & 0xFFFF
                | (raw & 0xF_0000) << 32
                | (base & 0xFF_FFFFL) << 16
                | (base & 0xFF00_0000L) << 32
                | (access & 0x00F0_FF00L) << 32
                | ACCESSED
                | PRESENT;
    }
}
