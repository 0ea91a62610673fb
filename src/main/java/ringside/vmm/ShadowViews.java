package ringside.vmm;

import java.util.ArrayList;
import java.util.List;
import ringside.cpu.Descriptors;
import ringside.cpu.PageWalk;
import ringside.cpu.Vcpu;
import ringside.isa.SegmentRegister;

/** The guest's structures and their shadows side by side. */
public final class ShadowViews {
    private final GuestState guest;
    private final MonitorMemory memory;
    private final ShadowDescriptorTables descriptors;
    private final ShadowPageTables pages;
    private final Traces traces;

    ShadowViews(
            GuestState guest,
            MonitorMemory memory,
            ShadowDescriptorTables descriptors,
            ShadowPageTables pages,
            Traces traces) {
        this.guest = guest;
        this.memory = memory;
        this.descriptors = descriptors;
        this.pages = pages;
        this.traces = traces;
    }

    /**
     * One entry of a descriptor table.
     *
     * @param index selector without RPL, or vector
     * @param guest the guest's entry
     * @param shadow what the machine uses
     * @param note how they differ, in words
     */
    public record Entry(int index, long guest, long shadow, String note) {}

    /**
     * The walks of one linear address.
     *
     * @param guest the guest's own walk
     * @param directory the shadow's directory entry
     * @param table the shadow's table entry, 0 if there is none
     * @param traced whether the page is write-protected because the guest keeps a table in it
     * @param note how they differ, in words
     */
    public record Walk(PageWalk guest, int directory, int table, boolean traced, String note) {}

    /**
     * Counts of the shadow page tables.
     *
     * @param spaces address spaces kept
     * @param tables tables kept
     * @param traced pages of the guest that are traced
     * @param mapped pages that the present shadow maps
     */
    public record PageStatistics(
            int spaces, int tables, int traced, int mapped, long fills, long zaps, long flushes, boolean caching) {}

    /** Returns the entries of the GDT that the guest has or the machine uses. */
    public List<Entry> gdt() {
        Vcpu cpu = guest.cpu;
        return table(cpu.gdtBase, cpu.protectedMode() ? cpu.gdtLimit : -1, false);
    }

    /** Returns the entries of the LDT. */
    public List<Entry> ldt() {
        Vcpu cpu = guest.cpu;
        boolean present = Descriptors.present(cpu.segmentAccess[SegmentRegister.LDTR])
                && (cpu.selector[SegmentRegister.LDTR] & 0xFFFC) != 0
                && cpu.protectedMode();
        return table(
                cpu.segmentBase[SegmentRegister.LDTR], present ? cpu.segmentLimit[SegmentRegister.LDTR] : -1, true);
    }

    private List<Entry> table(int base, int limit, boolean local) {
        List<Entry> entries = new ArrayList<>();
        for (int offset = 0; offset < 0x10000; offset += 8) {
            boolean inside = limit != -1 && Integer.compareUnsigned(offset + 7, limit) <= 0;
            long own = inside ? guest.peek64(base + offset) : 0;
            long shadow = descriptors.descriptor(offset | (local ? 4 : 0));
            if (own != 0 || shadow != 0) {
                entries.add(new Entry(offset | (local ? 4 : 0), own, shadow, note(inside, own, shadow)));
            }
        }
        return entries;
    }

    private static String note(boolean inside, long own, long shadow) {
        if (!inside) {
            return "the monitor's";
        }
        if (own == shadow) {
            return "the same";
        }
        if (shadow == ShadowDescriptor.HIDDEN) {
            return (own & 1L << 40) == 0 && Descriptors.isSegment(Descriptors.access(own))
                    ? "hidden until it is accessed"
                    : "hidden: only through the monitor";
        }
        List<String> words = new ArrayList<>();
        int before = Descriptors.dpl(Descriptors.access(own));
        int after = Descriptors.dpl(Descriptors.access(shadow));
        if (before != after) {
            words.add("DPL " + before + " -> " + after);
        }
        if (Descriptors.limit(own) != Descriptors.limit(shadow)) {
            words.add(String.format("limit %08x -> %08x", Descriptors.limit(own), Descriptors.limit(shadow)));
        }
        return String.join(", ", words);
    }

    /** Returns the gates that the guest has. */
    public List<Entry> idt() {
        Vcpu cpu = guest.cpu;
        List<Entry> entries = new ArrayList<>();
        for (int vector = 0; vector < 256; vector++) {
            boolean inside = cpu.protectedMode() && vector * 8 + 7 <= cpu.idtLimit;
            long own = inside ? guest.peek64(cpu.idtBase + vector * 8) : 0;
            long shadow = memory.read64(MonitorMemory.IDT, vector * 8);
            if (own != 0) {
                int level = Descriptors.dpl(Descriptors.access(shadow));
                entries.add(new Entry(vector, own, shadow, "door " + vector + ", DPL " + level));
            }
        }
        return entries;
    }

    /** Returns the first doublewords of the TSS; index is the offset. */
    public List<Entry> tss() {
        Vcpu cpu = guest.cpu;
        List<Entry> entries = new ArrayList<>();
        String[] names = {"link", "ESP0", "SS0", "ESP1", "SS1", "ESP2", "SS2", "CR3"};
        for (int i = 0; i < names.length; i++) {
            long own = guest.peek64(cpu.segmentBase[SegmentRegister.TR] + 4 * i) & 0xFFFF_FFFFL;
            long shadow = memory.read(MonitorMemory.TSS, 4 * i) & 0xFFFF_FFFFL;
            entries.add(new Entry(4 * i, own, shadow, names[i]));
        }
        return entries;
    }

    /** Returns both walks of a linear address. */
    public Walk walk(int linear) {
        PageWalk own = PageWalk.explain(guest.cpu, linear);
        int directory = pages.directoryEntry(linear);
        int table = pages.tableEntry(linear);
        int frame = guest.frameOf(linear);
        boolean traced = frame >= 0 && traces.isTraced(frame);
        return new Walk(own, directory, table, traced, difference(own, linear, table, traced));
    }

    private String difference(PageWalk own, int linear, int entry, boolean traced) {
        if (Integer.compareUnsigned(linear, MonitorMemory.BASE) >= 0) {
            return "the monitor's region";
        }
        long physical = own.translation().physical();
        if ((entry & 1) == 0) {
            return physical < 0 ? "not mapped in either" : "not in the shadow: the next access is a hidden fault";
        }
        if (physical < 0) {
            return "stale: the guest maps nothing here";
        }
        if (guest.machineFrame((int) (physical >>> 12)) != entry >>> 12) {
            return String.format("stale: the shadow leads to %08x", entry & 0xFFFF_F000);
        }
        boolean writable = own.translation().writable();
        if (writable && (entry & 2) == 0) {
            return traced ? "read-only in the shadow: traced" : "read-only in the shadow until it is written (D)";
        }
        return !writable && (entry & 2) != 0 ? "writable in the shadow only" : "the same";
    }

    /** Returns the linear pages that the present shadow maps. */
    public List<Walk> mappings() {
        return pages.mapped().stream().map(this::walk).toList();
    }

    /** Returns the linear pages where the shadow says something that the guest's tables do not. */
    public List<Walk> desynchronized() {
        List<Walk> walks = new ArrayList<>();
        for (int linear : pages.mapped()) {
            Walk walk = walk(linear);
            if (walk.note().startsWith("stale") || walk.note().startsWith("writable")) {
                walks.add(walk);
            }
        }
        return walks;
    }

    /** Returns the counts of the shadow page tables. */
    public PageStatistics statistics() {
        return new PageStatistics(
                pages.spaceCount(),
                pages.tableCount(),
                traces.count(),
                pages.mapped().size(),
                pages.fills,
                pages.zaps,
                pages.flushes,
                pages.isCaching());
    }
}
