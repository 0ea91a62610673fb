package ringside.vmm;

import ringside.cpu.PageWalk;

/** Looks into the guest's page tables without any effect. */
final class PageWalks {
    private PageWalks() {}

    /** Returns the frame that the guest's tables, not its TLB, give for a linear address; -1 for none. */
    static int frame(GuestState guest, int linear) {
        long physical = PageWalk.explain(guest.cpu, linear).translation().physical();
        return physical < 0 ? -1 : (int) (physical >>> 12);
    }
}
