package ringside.console;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import ringside.debug.tb.TranslationView;
import ringside.debug.tb.UnitListing;
import ringside.debug.tb.UnitListing.BlockListing;
import ringside.debug.tb.UnitListing.InstructionListing;
import ringside.exec.dbt.TranslationBlock;
import ringside.exec.emit.BytecodeListing;

/** {@code tb show}: one unit in full. */
final class TbListing {
    private TbListing() {}

    static Result show(Session session, Arguments arguments, TranslationView view) {
        arguments.atMost(3);
        int address = TbCommand.placeOrNext(session, arguments);
        boolean bytecode = arguments.has("--bytecode");
        if (arguments.count() == 3 && !arguments.word(2).equals("--bytecode")) {
            throw arguments.error(2, "only --bytecode can follow the address");
        }
        List<TranslationBlock> units = unitsAt(arguments, view, address);
        TranslationBlock unit = units.get(units.size() - 1);
        UnitListing listing = view.listing(unit);
        List<String> code = bytecode ? BytecodeListing.of(unit.classFile()) : List.of();
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("unit", listing);
        if (bytecode) {
            data.put("bytecode", code);
        }
        return Result.of(data, text -> {
            write(text, listing);
            code.forEach(text::line);
            if (units.size() > 1) {
                text.line(Text.Role.DIM, (units.size() - 1) + " more units cover this address (tb list --page)");
            }
        });
    }

    /** Returns the units that cover an address, at least one. */
    static List<TranslationBlock> unitsAt(Arguments arguments, TranslationView view, int address) {
        List<TranslationBlock> units = view.at(address);
        if (units.isEmpty()) {
            throw arguments.error(1, String.format("no unit covers l:%08x; tb why says why", address));
        }
        return units;
    }

    private static void write(Text text, UnitListing unit) {
        text.line(
                Text.Role.HEADING,
                String.format(
                        "unit %d at l:%08x %s, version %d, made at count %d%s",
                        unit.summary().id(),
                        unit.summary().address(),
                        unit.summary().symbol(),
                        unit.summary().version(),
                        unit.bornAt(),
                        unit.summary().pinned() ? ", pinned" : ""));
        text.line(String.format(
                "%d instructions in %d blocks, %d bytes of bytecode (class file %d), %d memory accesses, entered %d times",
                unit.summary().instructions(),
                unit.summary().blocks(),
                unit.summary().bytecodes(),
                unit.classBytes(),
                unit.accesses(),
                unit.summary().entries()));
        text.line(String.format(
                "host slots: %s; in the CPU's fields: %s; %d spills, %d reloads",
                names(unit.slots()), names(unit.fields()), unit.spills(), unit.reloads()));
        unit.places().stream()
                .skip(8)
                .forEach(place -> text.line(Text.Role.DIM, String.format("%-13s %s", place.register(), place.place())));
        if (!unit.entrances().isEmpty()) {
            text.line("linked from " + addresses(unit.entrances()));
        }
        for (BlockListing block : unit.blocks()) {
            write(text, block);
        }
    }

    private static void write(Text text, BlockListing block) {
        text.add(Text.Role.SYMBOL, "l:%08x %s", block.address(), block.symbol()).end();
        Table table = new Table();
        for (InstructionListing instruction : block.instructions()) {
            table.row(
                    Table.cell(Text.Role.ADDRESS, "  %08x", instruction.address()),
                    Table.cell(role(instruction.way()), "%s", instruction.way()),
                    Table.cell(Text.Role.CODE, "%s", instruction.text()));
        }
        table.write(text);
        text.line(Text.Role.DIM, "  ends because " + block.end());
        for (UnitListing.Exit exit : block.exits()) {
            text.line(Text.Role.DIM, String.format("  %s -> l:%08x %s", exit.way(), exit.address(), exit.how()));
        }
    }

    private static Text.Role role(String way) {
        return switch (way) {
            case "emitted" -> Text.Role.CHANGED;
            case "called" -> Text.Role.NAME;
            case "stepped" -> Text.Role.WARNING;
            default -> Text.Role.ERROR;
        };
    }

    private static String names(List<String> registers) {
        return registers.isEmpty() ? "none" : String.join(" ", registers);
    }

    private static String addresses(List<Integer> linear) {
        StringBuilder text = new StringBuilder();
        linear.stream().limit(8).forEach(address -> text.append(String.format("l:%08x ", address)));
        return text + (linear.size() > 8 ? "and " + (linear.size() - 8) + " more" : "");
    }
}
