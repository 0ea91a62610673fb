package ringside.cpu;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a linear address is translated, level by level, for somebody who wants to understand it. Making one has no side effect.
 *
 * @param linear the address
 * @param levels the entries that the walk meets, outermost first; empty while paging is off
 * @param translation what the tables say now
 * @param cached what the TLB says, or null if it has no entry; the CPU believes it rather than the tables
 */
public record PageWalk(int linear, List<Level> levels, Translation translation, Translation cached) {
    /**
     * One entry of a paging structure.
     *
     * @param name {@code PDPTE}, {@code PDE} or {@code PTE}
     * @param address physical address of the entry; of a PDPTE, where it was loaded from
     * @param value contents, 32 or 64 bits
     * @param bytes size of the entry: 4 or 8
     * @param flags the bits that are set, by their names in the manual, in order
     */
    public record Level(String name, long address, long value, int bytes, String flags) {}

    /**
     * Where an address leads and with which rights.
     *
     * @param physical the physical address, or -1 if there is none
     * @param user whether CPL 3 may access it
     * @param writable whether writes are allowed, to the supervisor only with CR0.WP
     * @param executable whether code may be fetched
     * @param dirty whether a write needs no walk to set D
     * @param global whether it survives a load of CR3
     * @param large whether it is part of a page of 2 or 4 MiB
     * @param problem why there is none, or an empty text
     */
    public record Translation(
            long physical,
            boolean user,
            boolean writable,
            boolean executable,
            boolean dirty,
            boolean global,
            boolean large,
            String problem) {

        /** Rights as a short text: {@code urwx}, with a dash for what is missing. */
        public String rights() {
            return (user ? "u" : "-") + "r" + (writable ? "w" : "-") + (executable ? "x" : "-");
        }
    }

    /** Explains the translation of {@code linear} as {@code cpu} would do it now. */
    public static PageWalk explain(Vcpu cpu, int linear) {
        PageTables tables = cpu.mmu.tables;
        if (!cpu.mmu.paging()) {
            long physical = linear & 0xFFFF_FFFFL;
            return new PageWalk(
                    linear, List.of(), new Translation(physical, true, true, true, true, false, false, ""), null);
        }
        tables.resolve(linear, true);
        List<Level> levels = new ArrayList<>();
        for (int i = 0; i < tables.depth; i++) {
            int fromLeaf = (tables.pae() ? 2 : 1) - i;
            boolean leaf = fromLeaf == 0 || i == tables.depth - 1 && (tables.entry & Tlb.LARGE) != 0;
            String name = List.of("PTE", "PDE", "PDPTE").get(fromLeaf);
            int bytes = tables.pae() ? 8 : 4;
            levels.add(
                    new Level(name, tables.address[i], tables.value[i], bytes, flags(tables.value[i], fromLeaf, leaf)));
        }
        String problem = "";
        if (tables.entry == 0) {
            String where = levels.get(levels.size() - 1).name();
            problem = where + (tables.failure == 0 ? " is not present" : " has reserved bits set");
        }
        long entry = cpu.mmu.tlb.lookup(linear >>> 12);
        return new PageWalk(
                linear,
                List.copyOf(levels),
                translation(linear, tables.entry, problem),
                entry == 0 ? null : translation(linear, entry, ""));
    }

    private static Translation translation(int linear, long entry, String problem) {
        long physical = entry == 0 ? -1 : entry & Tlb.FRAME | linear & 0xFFF;
        boolean executable = entry != 0 && (entry & Tlb.NX) == 0;
        return new Translation(
                physical,
                (entry & Tlb.USER) != 0,
                (entry & Tlb.WRITABLE) != 0,
                executable,
                (entry & Tlb.DIRTY) != 0,
                (entry & Tlb.GLOBAL) != 0,
                (entry & Tlb.LARGE) != 0,
                problem);
    }

    private static String flags(long value, int fromLeaf, boolean leaf) {
        Stream<String> names = fromLeaf == 2
                ? Stream.of(name(value, 0, "P"))
                : Stream.of(
                        name(value, 0, "P"),
                        name(value, 1, "W"),
                        name(value, 2, "U"),
                        name(value, 3, "PWT"),
                        name(value, 4, "PCD"),
                        name(value, 5, "A"),
                        leaf ? name(value, 6, "D") : "",
                        fromLeaf == 1 ? name(value, 7, "PS") : name(value, 7, "PAT"),
                        leaf ? name(value, 8, "G") : "",
                        name(value, 63, "NX"));
        return names.filter(name -> !name.isEmpty()).collect(Collectors.joining(" "));
    }

    private static String name(long value, int bit, String name) {
        return (value >>> bit & 1) != 0 ? name : "";
    }
}
