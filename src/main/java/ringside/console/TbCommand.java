package ringside.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import ringside.debug.FileFailure;
import ringside.debug.tb.BlockGraph;
import ringside.debug.tb.Link;
import ringside.debug.tb.TranslationView;
import ringside.debug.tb.UnitSummary;
import ringside.exec.dbt.TranslationBlock;
import ringside.machine.Machine;

/** {@code tb}: looks into the translator's code cache. */
final class TbCommand {
    private static final int SHOWN = 40;
    private static final List<String> VERBS =
            List.of("list", "show", "why", "links", "flush", "invalidate", "pin", "unpin", "graph");

    private TbCommand() {}

    static Command command() {
        return Command.named("tb")
                .in(Category.RUN)
                .summary("Looks into the code cache of the dynamic translator.")
                .syntax(
                        "tb list [--hot COUNT] [--page ADDRESS] [--at ADDRESS]",
                        "tb show [ADDRESS] [--bytecode]",
                        "tb why [ADDRESS]",
                        "tb links [ADDRESS]",
                        "tb graph [FILE.dot | FILE.svg]",
                        "tb flush | tb invalidate ADDRESS | tb pin ADDRESS | tb unpin ADDRESS")
                .details(
                        "show lists the guest's instructions and what each became: emitted as JVM code, called as the"
                                + " semantic method, stepped by the interpreter inside the unit, or left to it outside.",
                        "why says why code is not translated, not linked, or was invalidated, by whom and when.",
                        "A temporary breakpoint is tbreak.")
                .examples("tb list --hot 10", "tb show $pc", "tb why $pc", "tb links", "tb graph", "tb flush")
                .completes((session, words) -> words.size() <= 1
                        ? VERBS.stream()
                                .map(verb -> new Command.Proposal(verb, "code cache"))
                                .toList()
                        : Completions.address(session, words))
                .does(TbCommand::run);
    }

    private static Result run(Session session, Arguments arguments) {
        Machine machine = session.machine();
        String verb = arguments.isEmpty() ? "list" : arguments.word(0);
        TranslationView view = new TranslationView(session.debugger(), machine.translator());
        return switch (verb) {
            case "list" -> list(session, arguments, view);
            case "show" -> TbListing.show(session, arguments, view);
            case "why" -> why(session, arguments, view);
            case "links" -> links(session, arguments, view);
            case "graph" -> graph(session, arguments, view);
            case "flush" -> {
                int count = view.units().size();
                machine.translator().cache().flush();
                yield Result.message("flushed " + Quantity.of(count, "unit"));
            }
            case "invalidate", "pin", "unpin" -> change(session, arguments, view, verb);
            default ->
                throw arguments.error(
                        0,
                        "tb " + String.join(", ", VERBS) + "; not '" + verb + "' (a temporary breakpoint is tbreak "
                                + arguments.rest(0) + ")");
        };
    }

    private static Result list(Session session, Arguments arguments, TranslationView view) {
        Stream<UnitSummary> units = view.units().stream();
        int page = arguments.find("--page");
        if (page > 0) {
            int wanted = address(session, arguments, page + 1) >>> 12;
            units = units.filter(unit -> unit.address() >>> 12 == wanted);
        }
        int covers = arguments.find("--at");
        if (covers > 0) {
            units = view.at(address(session, arguments, covers + 1)).stream().map(view::summary);
        }
        int hot = arguments.find("--hot");
        if (hot > 0) {
            units = units.sorted(Comparator.comparingLong(UnitSummary::entries).reversed())
                    .limit(arguments.number(hot + 1, "the count", 1, 1_000_000));
        }
        List<UnitSummary> shown = units.toList();
        return Result.of(shown, text -> {
            Table table = new Table("id", "address", "blocks", "insns", "bytecode", "entries", "version", "");
            shown.stream()
                    .limit(hot > 0 ? shown.size() : SHOWN)
                    .forEach(unit -> table.row(
                            Table.cell("" + unit.id()),
                            Table.cell(Text.Role.ADDRESS, "l:%08x", unit.address()),
                            Table.cell("" + unit.blocks()),
                            Table.cell("" + unit.instructions()),
                            Table.cell("" + unit.bytecodes()),
                            Table.cell("" + unit.entries()),
                            Table.cell("" + unit.version()),
                            Table.cell(
                                    Text.Role.SYMBOL,
                                    "%s",
                                    unit.symbol()
                                            + (unit.ahead() ? " (static)" : "")
                                            + (unit.pinned() ? " (pinned)" : "")
                                            + (unit.slow() ? " (slow)" : ""))));
            if (table.isEmpty()) {
                text.line(
                        Text.Role.DIM, "no translated code; engine dbt translates what runs often (set dbt.threshold)");
            } else {
                table.write(text);
            }
            if (hot < 0 && shown.size() > SHOWN) {
                text.line(Text.Role.DIM, (shown.size() - SHOWN) + " more; --hot COUNT or --page ADDRESS narrow it");
            }
        });
    }

    private static Result why(Session session, Arguments arguments, TranslationView view) {
        arguments.atMost(2);
        List<String> sentences = view.why(placeOrNext(session, arguments));
        return Result.of(sentences, text -> sentences.forEach(text::line));
    }

    private static Result links(Session session, Arguments arguments, TranslationView view) {
        arguments.atMost(2);
        List<Link> all = view.links();
        List<Link> links = all;
        if (arguments.count() > 1) {
            int wanted = address(session, arguments, 1);
            links = all.stream()
                    .filter(link -> link.from() == wanted || link.to() == wanted)
                    .toList();
        }
        List<Link> shown = links;
        return Result.of(shown, text -> {
            Table table = new Table("from", "way", "to", "entries", "");
            shown.stream()
                    .limit(SHOWN)
                    .forEach(link -> table.row(
                            name(session, link.from()),
                            Table.cell(link.way()),
                            name(session, link.to()),
                            Table.cell("" + link.runs()),
                            Table.cell(Text.Role.DIM, link.inside() ? "inside a unit" : "")));
            table.write(text);
            if (shown.size() > SHOWN) {
                text.line(Text.Role.DIM, (shown.size() - SHOWN) + " more");
            }
        });
    }

    private static Table.Cell name(Session session, int address) {
        String symbol = session.debugger().symbols().describe(address);
        return Table.cell(
                Text.Role.ADDRESS,
                "%s",
                String.format("l:%08x %s", address, symbol).strip());
    }

    private static Result graph(Session session, Arguments arguments, TranslationView view) {
        arguments.atMost(2);
        BlockGraph graph = new BlockGraph(view.links(), session.debugger().symbols());
        if (arguments.count() < 2) {
            String dot = graph.dot();
            return Result.of(Map.of("dot", dot), text -> dot.lines().forEach(text::line));
        }
        boolean drawing = arguments.word(1).endsWith(".svg");
        if (!drawing && !arguments.word(1).endsWith(".dot")) {
            throw arguments.error(1, "the file's name must end in .dot or .svg");
        }
        Path file = arguments.output(1, "the file");
        try {
            Files.writeString(file, drawing ? graph.svg() : graph.dot());
        } catch (IOException failed) {
            throw arguments.error(1, FileFailure.writing(file, failed));
        }
        return Result.message("wrote " + file);
    }

    private static Result change(Session session, Arguments arguments, TranslationView view, String verb) {
        arguments.atMost(2);
        int address = address(session, arguments, 1);
        List<TranslationBlock> units = TbListing.unitsAt(arguments, view, address);
        for (TranslationBlock unit : units) {
            if (verb.equals("invalidate")) {
                session.machine().translator().cache().invalidate(unit);
            } else {
                session.machine().translator().cache().pin(unit, verb.equals("pin"));
            }
        }
        String done = verb.equals("invalidate") ? "invalidated" : verb + "ned";
        return Result.message(
                String.format("%s %s at l:%08x", done, units.size() == 1 ? "the unit" : "units", address));
    }

    /** Returns the address that a verb is about: that of the next instruction, unless there is one. */
    static int placeOrNext(Session session, Arguments arguments) {
        return arguments.count() < 2 || arguments.word(1).startsWith("--")
                ? (int) session.debugger().code().pc().value()
                : address(session, arguments, 1);
    }

    static int address(Session session, Arguments arguments, int index) {
        arguments.required(index, "an address");
        return (int) arguments
                .expression(index, arguments.word(index), session.debugger()::address)
                .value();
    }
}
