package ringside.console;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import ringside.exec.dbt.Arcs;
import ringside.exec.dbt.DynamicTranslator;
import ringside.exec.dbt.TranslationBlock;
import ringside.machine.Machine;

/** Shows and changes what executes the guest's code. */
final class EngineCommand {
    private EngineCommand() {}

    static Command command() {
        return Command.named("engine")
                .in(Category.RUN)
                .summary("Shows what executes the guest's code and how that is set, or changes it.")
                .syntax("engine", "engine NAME", "engine stats", "engine compare [COUNT]")
                .details(
                        "interpreter decodes and executes; dbt also translates what runs often; sbt runs what was translated"
                                + " ahead of time (sbt) and stops where nothing was; sbt+dbt does the rest as dbt does. The guest"
                                + " cannot tell which one it is, and they can be exchanged at any instruction.",
                        "stats shows how often control went between manager, interpreter, translator and code cache, and how"
                                + " many instructions ran in units; how many units stay as slow as interpretation, which tb why"
                                + " explains; the blocks known; and what the JVM holds after collecting garbage, in KiB. compare runs the next COUNT instructions, or 10 million,"
                                + " under each engine on machines of their own; this one stays where it is.")
                .examples("engine", "engine dbt", "engine stats", "engine compare 1000000")
                .completes((session, words) -> Stream.concat(Engines.names().stream(), Stream.of("stats", "compare"))
                        .map(name -> new Command.Proposal(name, "engine"))
                        .toList())
                .does(EngineCommand::run);
    }

    private static Result run(Session session, Arguments arguments) {
        arguments.atMost(2);
        Machine machine = session.machine();
        if (!arguments.isEmpty()) {
            String word = arguments.word(0);
            if (word.equals("compare")) {
                Engines.checkReal(machine, "engine compare");
                return EngineTable.compare(
                        machine, arguments, session.debugger().control()::isInterrupted);
            }
            arguments.atMost(1);
            if (word.equals("stats")) {
                return stats(machine);
            }
            Engines.use(machine, word);
        }
        return present(session, arguments.isEmpty());
    }

    /** Says which engine the machine has, and how engines are set if that was the question. */
    private static Result present(Session session, boolean withSettings) {
        String name = Engines.of(session.machine());
        List<ShowCommand.Shown> settings =
                withSettings ? ShowCommand.groups(session.settings(), "block", "dbt", "sbt") : List.of();
        return Result.of(Map.of("engine", name, "engines", Engines.names(), "settings", settings), text -> {
            text.line("engine " + name);
            ShowCommand.write(text, settings);
        });
    }

    private static Result stats(Machine machine) {
        DynamicTranslator translator = machine.translator();
        Arcs arcs = translator.arcs();
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("hits", arcs.hits());
        values.put("misses", arcs.misses());
        values.put("triggers", arcs.triggers());
        values.put("exits", arcs.exits());
        values.put("returns", arcs.returns());
        values.put("translated", translator.cache().retired());
        values.put("units", translator.cache().units().size());
        values.put("bytes", translator.cache().bytes());
        values.put("made", translator.made());
        values.put("invalidated", translator.cache().invalidated());
        values.put("evicted", translator.cache().evicted());
        values.put("errors", translator.errors());
        values.put("instructions", translator.instructions());
        values.put("static", translator.cache().retired(true));
        values.put("dynamic", translator.cache().retired(false));
        if (translator.lastError() != null) {
            values.put("lastError", translator.lastError());
        }
        values.put(
                "slow",
                translator.cache().units().stream()
                        .filter(TranslationBlock::slow)
                        .count());
        values.put("waiting", translator.waiting());
        values.put("blocks", translator.blocks().size());
        values.putAll(HostMemory.used());
        return Result.of(
                values,
                text -> values.forEach((name, value) -> text.line(
                        String.format("%-12s %s%s", name, value, share(name, value, translator.instructions())))));
    }

    /** Returns how much of all instructions ran in a kind of units, as an addition to their number. */
    private static String share(String name, Object value, long instructions) {
        boolean part = name.equals("static") || name.equals("dynamic");
        return part && instructions > 0
                ? String.format(" (%.1f %% of the instructions)", 100.0 * (long) value / instructions)
                : "";
    }
}
