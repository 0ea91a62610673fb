package ringside.debug.linux;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * The symbols that the kernel exports to modules, variables among them, which kallsyms lists only in kernels with
 * {@code CONFIG_KALLSYMS_ALL}. An entry is a value and a pointer to the name, as addresses or (from 4.19 on) as distances
 * from the field itself; from 5.4 on a third field follows for the namespace. One entry that is known from kallsyms shows
 * which of the forms it is, its neighbours are the rest of the table. A name may be the tail of a longer one: linkers merge
 * strings.
 */
final class ExportTable {
    /** Functions that kernels of all versions export; one of them suffices. */
    private static final List<String> ANCHORS =
            List.of("kfree", "__kmalloc", "schedule", "add_timer", "vfree", "memcpy", "_printk", "printk");

    private static final int[] SIZES = {12, 8};
    private static final int LONGEST_NAME = 512;
    private static final int NEIGHBOURS = 3;

    private final Ram ram;
    private final KernelMap map;
    private final boolean relative;
    private final int size;

    private ExportTable(Ram ram, KernelMap map, boolean relative, int size) {
        this.ram = ram;
        this.map = map;
        this.relative = relative;
        this.size = size;
    }

    /** Returns what the kernel exports; empty if no table is recognised. */
    static Collection<KernelSymbol> read(Ram ram, KernelMap map, Map<String, Long> known) {
        for (String anchor : ANCHORS) {
            Long address = known.get(anchor);
            if (address != null) {
                List<KernelSymbol> found = around(ram, map, anchor, address);
                if (!found.isEmpty()) {
                    return found;
                }
            }
        }
        return List.of();
    }

    private static List<KernelSymbol> around(Ram ram, KernelMap map, String name, long address) {
        byte[] pattern = (name + "\0").getBytes(StandardCharsets.ISO_8859_1);
        for (int text = ram.find(pattern, map.start(), map.end());
                text >= 0;
                text = ram.find(pattern, text + 1, map.end())) {
            int nameLinear = (int) map.linear(text);
            for (int at = map.start() & ~3; at < map.end() - 12; at += 4) {
                boolean absolute = ram.i32(at) == (int) address && ram.i32(at + 4) == nameLinear;
                boolean relative = ram.i32(at) + (int) map.linear(at) == (int) address
                        && ram.i32(at + 4) + (int) map.linear(at + 4) == nameLinear;
                if (absolute || relative) {
                    for (int size : SIZES) {
                        List<KernelSymbol> found = new ExportTable(ram, map, relative, size).walk(at);
                        if (found.size() > NEIGHBOURS) {
                            return found;
                        }
                    }
                }
            }
        }
        return List.of();
    }

    private List<KernelSymbol> walk(int anchor) {
        int first = anchor;
        while (entry(first - size) != null) {
            first -= size;
        }
        List<KernelSymbol> found = new ArrayList<>();
        for (int at = first; entry(at) != null; at += size) {
            found.add(entry(at));
        }
        return found;
    }

    private KernelSymbol entry(int at) {
        if (at < map.start() || at + size > map.end()) {
            return null;
        }
        long value = pointer(at);
        int text = map.physical(pointer(at + 4));
        String name = text < 0 ? null : ram.identifier(text, LONGEST_NAME);
        return name == null ? null : new KernelSymbol(name, 'D', value);
    }

    private long pointer(int at) {
        return (relative ? ram.i32(at) + map.linear(at) : ram.i32(at)) & 0xFFFF_FFFFL;
    }
}
