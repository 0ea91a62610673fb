package ringside.console;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import ringside.debug.Debugger;
import ringside.debug.expr.Address;
import ringside.debug.profile.CacheModel;
import ringside.debug.profile.CacheShape;
import ringside.debug.profile.Profiler;
import ringside.debug.profile.Tally;

/** One profile as a table: the same lines as a structure and as text. */
final class ProfileTable {
    private static final int VALUES_SHOWN = 4;

    private final Debugger debugger;
    private final Map<String, Object> totals = new LinkedHashMap<>();
    private final List<Map<String, Object>> lines = new ArrayList<>();
    private final String heading;
    private final String[] columns;
    private int found;

    /** Makes the table of the first {@code most} lines. */
    ProfileTable(Debugger debugger, Profiler.Kind kind, int most) {
        this.debugger = debugger;
        Profiler profiler = debugger.profiler();
        switch (kind) {
            case BRANCHES -> {
                heading = "";
                columns = new String[] {"taken", "notTaken", "instruction"};
                fill(profiler.branches().branches(), most, profiler.branches().lost(), branch -> {
                    Map<String, Object> line = at(branch.place());
                    line.put("taken", branch.taken());
                    line.put("notTaken", branch.notTaken());
                    return instruction(line, branch.place());
                });
            }
            case TARGETS -> {
                heading = "";
                columns = new String[] {"count", "targets", "instruction"};
                fill(profiler.targets().branches(), most, profiler.targets().lost(), branch -> {
                    Map<String, Object> line = at(branch.place());
                    line.put("count", branch.count());
                    line.put("targets", tally(branch.targets(), true));
                    line.put("others", branch.others());
                    return instruction(line, branch.place());
                });
            }
            case BLOCKS -> {
                heading = "";
                columns = new String[] {"entries", "instructions", "instruction"};
                fill(profiler.blocks().blocks(), most, profiler.blocks().lost(), block -> {
                    Map<String, Object> line = at(block.place());
                    line.put("entries", block.entries());
                    line.put("instructions", block.instructions());
                    return instruction(line, block.place());
                });
            }
            case PAGES -> {
                heading = "";
                columns = new String[] {"reads", "writes", "blocks"};
                fill(profiler.pages().pages(), most, profiler.pages().lost(), page -> {
                    Map<String, Object> line = at(page.place());
                    line.put("reads", page.reads());
                    line.put("writes", page.writes());
                    line.put("blocks", page.blocks());
                    return line;
                });
            }
            case VALUES -> {
                heading = "";
                columns = new String[] {"access", "count", "values", "instruction"};
                fill(profiler.values().sites(), most, profiler.values().lost(), site -> {
                    Map<String, Object> line = at(site.place());
                    line.put("access", site.write() ? "write" : "read");
                    line.put("count", site.count());
                    line.put("values", tally(site.values(), false));
                    line.put("others", site.others());
                    return instruction(line, site.place());
                });
            }
            default -> {
                CacheModel cache = profiler.cache();
                heading = cacheHeading(cache);
                columns = new String[] {"misses", "lookups", "instruction"};
                fill(cache.sites(), most, cache.lost(), site -> {
                    Map<String, Object> line = at(site.place());
                    line.put("misses", site.misses());
                    line.put("lookups", site.lookups());
                    return instruction(line, site.place());
                });
            }
        }
    }

    private String cacheHeading(CacheModel cache) {
        totals.put("modelled", true);
        totals.put("bytes", cache.shape().bytes());
        totals.put("line", cache.shape().line());
        totals.put("ways", cache.shape().ways());
        totals.put("lookups", cache.lookups());
        totals.put("misses", cache.misses());
        totals.put("writtenBack", cache.writtenBack());
        return String.format(
                "%s: %d look-ups, %d misses (%.1f %%), %d lines written back",
                shape(cache),
                cache.lookups(),
                cache.misses(),
                cache.lookups() == 0 ? 0 : 100.0 * cache.misses() / cache.lookups(),
                cache.writtenBack());
    }

    /** Names a modelled cache. */
    static String shape(CacheModel cache) {
        CacheShape shape = cache.shape();
        String size = shape.bytes() % 1024 == 0 ? shape.bytes() / 1024 + "K" : Integer.toString(shape.bytes());
        return "modelled data cache, " + size + ", lines of " + shape.line() + " bytes, " + shape.ways() + " ways";
    }

    private <T> void fill(List<T> entries, int most, long lost, Function<T, Map<String, Object>> line) {
        found = entries.size();
        totals.put("found", found);
        totals.put("lost", lost);
        entries.stream().limit(most).map(line).forEach(lines::add);
    }

    private Map<String, Object> at(long place) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("address", place);
        line.put("symbol", place < 0 ? "(delivery of interrupts and exceptions)" : symbol(place));
        return line;
    }

    private String symbol(long place) {
        return debugger.symbols().describe((int) place);
    }

    private Map<String, Object> instruction(Map<String, Object> line, long place) {
        if (place >= 0) {
            String text = debugger.code()
                    .disassemble(Address.linear((int) place), 1)
                    .get(0)
                    .text();
            line.put("instruction", text.replaceAll(" +", " "));
        }
        return line;
    }

    private List<Map<String, Object>> tally(List<Tally.Entry> entries, boolean places) {
        return entries.stream()
                .map(entry -> {
                    Map<String, Object> value = new LinkedHashMap<>();
                    value.put("value", places || entry.value() >>> 53 == 0 ? entry.value() : hex(entry.value()));
                    if (places) {
                        value.put("symbol", symbol(entry.value()));
                    }
                    value.put("count", entry.count());
                    return value;
                })
                .toList();
    }

    private static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }

    /** Returns what is true of the whole table. */
    Map<String, Object> totals() {
        return totals;
    }

    List<Map<String, Object>> lines() {
        return lines;
    }

    /** Writes the first {@code shown} lines. */
    void write(Text text, int shown) {
        if (!heading.isEmpty()) {
            text.line(heading);
        }
        if (lines.isEmpty()) {
            text.line(Text.Role.DIM, "nothing has been counted");
            return;
        }
        String[] headers = new String[columns.length + 2];
        headers[0] = "address";
        for (int i = 0; i < columns.length; i++) {
            headers[i + 1] = columns[i].equals("notTaken") ? "not taken" : columns[i];
        }
        headers[headers.length - 1] = "";
        Table table = new Table(headers);
        lines.stream().limit(shown).forEach(line -> table.row(cells(line)));
        table.write(text);
        if (found > shown) {
            text.line(Text.Role.DIM, found - shown + " more; show LINES shows more");
        }
        if ((long) totals.get("lost") > 0) {
            text.line(Text.Role.WARNING, totals.get("lost") + " counts found no room in the table");
        }
    }

    private Table.Cell[] cells(Map<String, Object> line) {
        Table.Cell[] cells = new Table.Cell[columns.length + 2];
        long place = (long) line.get("address");
        cells[0] = Table.cell(Text.Role.ADDRESS, place < 0 ? "-" : String.format("l:%08x", place));
        for (int i = 0; i < columns.length; i++) {
            cells[i + 1] = Table.cell(text(line, line.get(columns[i])));
        }
        cells[cells.length - 1] = Table.cell(Text.Role.SYMBOL, "%s", line.get("symbol"));
        return cells;
    }

    private static String text(Map<String, Object> line, Object value) {
        if (!(value instanceof List<?> list)) {
            return value == null ? "" : value.toString();
        }
        StringBuilder text = new StringBuilder();
        for (Object entry : list.subList(0, Math.min(list.size(), VALUES_SHOWN))) {
            Map<?, ?> tally = (Map<?, ?>) entry;
            String name = tally.containsKey("symbol") ? tally.get("symbol").toString() : "";
            Object number = tally.get("value");
            String shown = number instanceof Long exact ? hex(exact) : number.toString();
            text.append(name.isEmpty() ? shown : name)
                    .append(" x")
                    .append(tally.get("count"))
                    .append("  ");
        }
        boolean more = list.size() > VALUES_SHOWN || (long) line.get("others") > 0;
        return text.toString().strip() + (more ? "  ..." : "");
    }
}
