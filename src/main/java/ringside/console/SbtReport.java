package ringside.console;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import ringside.debug.Symbols;
import ringside.exec.CodeMode;
import ringside.exec.sbt.CodeSpace.Range;
import ringside.exec.sbt.ControlFlow;
import ringside.exec.sbt.StaticTranslation;

/**
 * What came of a translation ahead of time.
 *
 * @param file where it was written, or null if it was loaded at once
 * @param bytes bytes that were looked at
 * @param discovered how many of them were found to be code
 * @param undiscovered where no code was found, ascending
 */
record SbtReport(
        Symbols symbols,
        Path file,
        String mode,
        int units,
        int blocks,
        long bytes,
        long discovered,
        List<Range> undiscovered,
        List<ControlFlow.IndirectBranch> indirect,
        List<ControlFlow.JumpTable> tables) {
    private static final int SHOWN = 8;

    static SbtReport of(Session session, ControlFlow flow, StaticTranslation made, Path file) {
        return new SbtReport(
                session.debugger().symbols(),
                file,
                mode(flow.mode()),
                made.units(),
                made.blocks(),
                flow.bytes(),
                flow.discoveredBytes(),
                flow.undiscovered(),
                flow.indirectBranches(),
                flow.jumpTables());
    }

    static String mode(CodeMode mode) {
        return (mode.code32() ? "32-bit" : "16-bit") + (mode.user() ? " user" : "") + " code, cs base "
                + String.format("%08x", mode.base());
    }

    static String text(Range range) {
        return String.format("l:%08x..%08x", range.start(), (range.start() & 0xFFFF_FFFFL) + range.length() - 1);
    }

    private double coverage() {
        return 100.0 * discovered / bytes;
    }

    /** Returns how much was translated, in words. */
    static String size(int units, int blocks) {
        return Quantity.of(units, "unit") + " with " + Quantity.of(blocks, "block");
    }

    Result result(boolean all) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("file", file == null ? null : file.toString());
        values.put("mode", mode);
        values.put("units", units);
        values.put("blocks", blocks);
        values.put("bytes", bytes);
        values.put("discovered", discovered);
        values.put("coverage", coverage());
        values.put("undiscovered", undiscovered);
        values.put("indirect", indirect);
        values.put("tables", tables);
        return Result.of(values, text -> write(text, all ? Integer.MAX_VALUE : SHOWN));
    }

    private void write(Text text, int most) {
        String where = file == null ? "loaded" : "in " + file;
        text.line(size(units, blocks) + ", " + mode + ", " + where);
        text.line(
                String.format("%d of %d bytes are code that was discovered (%.1f %%)", discovered, bytes, coverage()));
        if (!undiscovered.isEmpty()) {
            text.line(Text.Role.HEADING, "no code was discovered in " + Quantity.of(undiscovered.size(), "range"));
            undiscovered.stream()
                    .sorted(Comparator.comparingLong(Range::length).reversed())
                    .limit(most)
                    .sorted((a, b) -> Integer.compareUnsigned(a.start(), b.start()))
                    .forEach(range -> line(text, text(range), range.start(), Quantity.of(range.length(), "byte")));
            more(text, undiscovered.size(), most);
        }
        if (!indirect.isEmpty()) {
            text.line(
                    Text.Role.HEADING,
                    "unknown targets of " + indirect.size() + (indirect.size() == 1 ? " branch" : " branches"));
            indirect.stream()
                    .limit(most)
                    .forEach(branch -> line(text, String.format("l:%08x", branch.at()), branch.at(), branch.kind()));
            more(text, indirect.size(), most);
        }
        tables.stream()
                .limit(most)
                .forEach(table -> line(
                        text,
                        String.format("l:%08x", table.at()),
                        table.at(),
                        "jump through a table of " + table.targets()));
    }

    private void line(Text text, String place, int address, String what) {
        text.add(Text.Role.ADDRESS, "  " + place);
        text.add("  " + what);
        text.add(Text.Role.SYMBOL, "  " + symbols.describe(address)).end();
    }

    private static void more(Text text, int count, int most) {
        if (count > most) {
            text.line(Text.Role.DIM, "  " + (count - most) + " more; --all lists them");
        }
    }
}
