package ringside.vmm;

import ringside.cpu.PageWalk;
import ringside.cpu.Tlb;

/** Looks into the guest's page tables without any effect. */
final class PageWalks {
    private static final int ACCESSED = 1 << 5;

    private PageWalks() {}

    /**
     * Returns the frame whose code CPL 3 may execute at a linear address without a walk that marks anything: the TLB has it, or all
     * entries are accessed already; -1 for none.
     */
    static int userFrame(GuestState guest, int linear) {
        if (!guest.cpu.mmu.paging()) {
            return linear >>> 12;
        }
        long cached = guest.cpu.mmu.tlb.lookup(linear >>> 12);
        if (cached != 0) {
            return (cached & Tlb.USER) != 0 ? (int) ((cached & Tlb.FRAME) >>> 12) : -1;
        }
        PageWalk walk = PageWalk.explain(guest.cpu, linear);
        boolean marked = walk.levels().stream().allMatch(level -> (level.value() & ACCESSED) != 0);
        return marked && walk.translation().user() ? (int) (walk.translation().physical() >>> 12) : -1;
    }

    /** Returns the frame that the guest's tables, not its TLB, give for a linear address; -1 for none. */
    static int frame(GuestState guest, int linear) {
        long physical = PageWalk.explain(guest.cpu, linear).translation().physical();
        return physical < 0 ? -1 : (int) (physical >>> 12);
    }
}
