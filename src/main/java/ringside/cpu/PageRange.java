package ringside.cpu;

import java.util.ArrayList;
import java.util.List;

/**
 * A run of linear pages that lead to consecutive physical pages with the same rights.
 *
 * @param first first linear address, zero-extended
 * @param last last linear address, zero-extended
 * @param start where {@code first} leads, rights included
 */
public record PageRange(long first, long last, PageWalk.Translation start) {
    private static final long END = 1L << 32;

    /**
     * Returns all ranges that the page tables map between two linear addresses, both included, as they are now, whatever
     * the TLB says. Dirty and accessed bits do not divide ranges. Has no side effect; empty while paging is off.
     */
    public static List<PageRange> between(Vcpu cpu, long first, long last) {
        List<PageRange> ranges = new ArrayList<>();
        if (!cpu.mmu.paging()) {
            return ranges;
        }
        PageTables tables = cpu.mmu.tables;
        long start = -1;
        long previous = 0;
        long at = first & -4096L;
        while (at <= last && at < END) {
            tables.resolve((int) at, true);
            // D belongs to the page, not to the range.
            long now = tables.entry & ~Tlb.DIRTY;
            long step = tables.entry == 0 ? gap(tables, at) : 4096;
            if (start >= 0 && now != previous + 4096) {
                ranges.add(new PageRange(
                        start, at - 1, PageWalk.explain(cpu, (int) start).translation()));
                start = -1;
            }
            if (now != 0 && start < 0) {
                start = at;
            }
            previous = now;
            at += step;
        }
        if (start >= 0) {
            ranges.add(new PageRange(
                    start, at - 1, PageWalk.explain(cpu, (int) start).translation()));
        }
        return ranges;
    }

    /** Returns how far the entry that is missing reaches from {@code at} on. */
    private static long gap(PageTables tables, long at) {
        int bits =
                switch ((tables.pae() ? 3 : 2) - tables.depth) {
                    case 0 -> 12;
                    case 1 -> tables.largeBits();
                    default -> 30;
                };
        return (1L << bits) - (at & (1L << bits) - 1);
    }
}
