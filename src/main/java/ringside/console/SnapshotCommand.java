package ringside.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import ringside.base.StateFormatException;
import ringside.cpu.Register;
import ringside.cpu.Registers;
import ringside.debug.FileFailure;
import ringside.debug.Suggestions;
import ringside.machine.Snapshot;
import ringside.machine.SnapshotFile;

/** Snapshots of the whole machine, in memory by name and in files. */
final class SnapshotCommand {
    private static final int PAGES_SHOWN = 16;

    /** Registers that count; they are told in decimal, as everywhere. */
    private static final Set<String> COUNTERS = Set.of("icount", "time", "tsc");

    private SnapshotCommand() {}

    /**
     * A snapshot with a name.
     *
     * @param snapshot of the machine or VM that was selected
     * @param registers what its CPU's registers were, for comparing
     * @param vms the rest
     */
    record Named(Snapshot snapshot, Map<String, Long> registers, String place, VirtualSubjects.Kept vms) {}

    static List<Command> all() {
        return List.of(Command.named("snapshot", "snap")
                .in(Category.STATE)
                .summary("Keeps the state of the whole machine, and brings it back.")
                .syntax(
                        "snapshot save NAME [FILE]",
                        "snapshot load NAME",
                        "snapshot load FILE",
                        "snapshot list",
                        "snapshot diff NAME [NAME]",
                        "snapshot delete NAME")
                .details(
                        "VMs are kept and brought back too; a file takes the machine or VM that is selected, alone.",
                        "Without a second name, diff compares with the machine as it is now.",
                        "A file can be loaded by another Ringside with the same RAM, CPU and devices.")
                .examples(
                        "snapshot save a",
                        "snapshot load a",
                        "snapshot diff a",
                        "snapshot save b /tmp/b.snap",
                        "snapshot list")
                .completes(SnapshotCommand::complete)
                .does(SnapshotCommand::execute));
    }

    private static List<Command.Proposal> complete(Session session, List<String> words) {
        if (words.size() <= 1) {
            return Completions.words(
                            "save",
                            "keep the present state",
                            "load",
                            "bring a state back",
                            "list",
                            "what is kept",
                            "diff",
                            "what changed",
                            "delete",
                            "forget a state")
                    .complete(session, words);
        }
        return session.snapshots().keySet().stream()
                .map(name -> new Command.Proposal(name, "snapshot"))
                .toList();
    }

    /** Carries out one of the verbs, which is the first argument. */
    static Result execute(Session session, Arguments arguments) {
        String verb = arguments.isEmpty() ? "list" : arguments.word(0);
        return switch (verb) {
            case "save" -> save(session, arguments);
            case "load", "restore" -> load(session, arguments);
            case "list" -> list(session);
            case "diff" -> diff(session, arguments);
            case "delete", "del" -> delete(session, arguments);
            default -> throw arguments.error(0, "snapshot save, load, list, diff or delete; not '" + verb + "'");
        };
    }

    private static Named now(Session session, String place) {
        Map<String, Long> registers = new LinkedHashMap<>();
        for (Register register : Registers.all()) {
            if (register.group() != Register.Group.PARTIAL && register.group() != Register.Group.FLAGS) {
                registers.put(register.name(), register.read(session.debugger().cpu()));
            }
        }
        return new Named(
                session.machine().state().snapshot(),
                registers,
                place,
                session.vms().snapshot());
    }

    /** One line of the list. */
    record Kept(String name, long icount, long time, String place) {}

    private static Result save(Session session, Arguments arguments) {
        String name = arguments.required(1, "a name");
        arguments.atMost(3);
        if (name.contains("/")) {
            throw arguments.error(1, "'" + name + "' is no name; a file is named after one: snapshot save NAME FILE");
        }
        String file = arguments.word(2);
        Named named = now(session, file.isEmpty() ? "memory" : file);
        if (!file.isEmpty()) {
            try {
                SnapshotFile.write(named.snapshot(), arguments.output(2, "a file"));
            } catch (IOException unwritable) {
                throw arguments.error(2, FileFailure.writing(file, unwritable));
            }
        }
        session.snapshots().put(name, named);
        Kept kept = kept(name, named);
        return Result.of(
                kept,
                text -> text.line("snapshot '" + name + "' kept at icount " + kept.icount()
                        + (file.isEmpty() ? "" : ", in " + file)));
    }

    private static Kept kept(String name, Named named) {
        return new Kept(name, named.snapshot().icount(), named.snapshot().time(), named.place());
    }

    private static Result load(Session session, Arguments arguments) {
        String name = arguments.required(1, "a name or file");
        arguments.atMost(2);
        session.debugger().control().refuseInHandler("load a snapshot");
        Named named = session.snapshots().get(name);
        Snapshot snapshot = named != null ? named.snapshot() : read(session, arguments, name);
        try {
            if (named != null) {
                session.vms().restore(named.vms(), snapshot);
            } else {
                session.machine().state().restore(snapshot);
            }
        } catch (StateFormatException unfit) {
            throw arguments.error(1, unfit.getMessage());
        }
        return StopReport.of(session, session.debugger().control().here());
    }

    private static Snapshot read(Session session, Arguments arguments, String name) {
        Path file = arguments.path(1, "a file");
        if (!Files.isRegularFile(file)) {
            throw arguments.error(
                    1,
                    "there is neither a snapshot nor a file '" + name + "'"
                            + Suggestions.clause(name, session.snapshots().keySet()));
        }
        try {
            return SnapshotFile.read(file);
        } catch (IOException unreadable) {
            throw arguments.error(1, FileFailure.reading(name, unreadable));
        } catch (StateFormatException unfit) {
            throw arguments.error(1, "cannot use '" + name + "': " + unfit.getMessage());
        }
    }

    private static Result list(Session session) {
        List<Kept> kept = new ArrayList<>();
        session.snapshots().forEach((name, named) -> kept.add(kept(name, named)));
        return Result.of(kept, text -> {
            Table table = new Table("name", "icount", "time", "kept in");
            kept.forEach(
                    one -> table.row(one.name(), Long.toString(one.icount()), Long.toString(one.time()), one.place()));
            if (table.isEmpty()) {
                text.line("no snapshots");
            } else {
                table.write(text);
            }
        });
    }

    /** What differs between two states. */
    record Difference(Map<String, String> registers, List<String> parts, List<Integer> pages) {}

    private static Result diff(Session session, Arguments arguments) {
        arguments.atMost(3);
        Named first = find(session, arguments, 1);
        Named second = arguments.count() > 2 ? find(session, arguments, 2) : now(session, "");
        Map<String, String> registers = new LinkedHashMap<>();
        first.registers().forEach((name, before) -> {
            long after = second.registers().get(name);
            if (after != before) {
                String change = COUNTERS.contains(name) ? "%d -> %d" : "%08x -> %08x";
                registers.put(name, String.format(change, before, after));
            }
        });
        Difference difference = new Difference(
                registers,
                first.snapshot().partsThatDiffer(second.snapshot()),
                first.snapshot().pagesThatDiffer(second.snapshot()));
        return Result.of(difference, text -> write(text, difference));
    }

    private static void write(Text text, Difference difference) {
        Table table = new Table();
        difference
                .registers()
                .forEach((name, change) -> table.row(Table.cell(Text.Role.NAME, "%s", name), Table.cell(change)));
        table.write(text);
        text.line(
                "parts that differ: " + (difference.parts().isEmpty() ? "none" : String.join(" ", difference.parts())));
        StringBuilder pages = new StringBuilder();
        difference.pages().stream()
                .limit(PAGES_SHOWN)
                .forEach(page -> pages.append(String.format(" p:%08x", page * 4096L)));
        int more = difference.pages().size() - PAGES_SHOWN;
        text.line(Quantity.of(difference.pages().size(), "page")
                + (difference.pages().size() == 1 ? " differs" : " differ")
                + (pages.isEmpty() ? "" : ":")
                + pages
                + (more > 0 ? " and " + more + " more" : ""));
    }

    private static Named find(Session session, Arguments arguments, int index) {
        String name = arguments.required(index, "a name");
        Named named = session.snapshots().get(name);
        if (named == null) {
            throw arguments.error(
                    index,
                    "there is no snapshot '" + name + "'"
                            + Suggestions.clause(name, session.snapshots().keySet()));
        }
        return named;
    }

    private static Result delete(Session session, Arguments arguments) {
        arguments.atMost(2);
        find(session, arguments, 1);
        session.snapshots().remove(arguments.word(1));
        return Result.message("snapshot '" + arguments.word(1) + "' is forgotten");
    }
}
