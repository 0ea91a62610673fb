package ringside.console;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import ringside.base.StateFormatException;
import ringside.debug.tb.EngineComparison;
import ringside.machine.Machine;

/** {@code engine compare}: the same instructions under each engine, side by side. */
final class EngineTable {
    private static final int DEFAULT_COUNT = 10_000_000;
    private static final int MOST = 2_000_000_000;

    private EngineTable() {}

    static Result compare(Machine machine, Arguments arguments, BooleanSupplier interrupted) {
        int count = arguments.count() > 1 ? arguments.number(1, "the count", 1, MOST) : DEFAULT_COUNT;
        List<EngineComparison.Run> runs;
        try {
            runs = new EngineComparison(machine).run(count, interrupted);
        } catch (CancellationException cancelled) {
            throw new CommandError(cancelled.getMessage());
        } catch (StateFormatException different) {
            throw new CommandError("no second machine like this one can be made: " + different.getMessage());
        }
        boolean equal = runs.stream()
                        .filter(run -> run.instructions() == runs.get(0).instructions())
                        .map(EngineComparison.Run::hash)
                        .distinct()
                        .count()
                == 1;
        return Result.of(runs, text -> {
            Table table = new Table(
                    "engine", "instructions", "seconds", "manager", "exits", "units", "static", "dynamic", "state");
            for (EngineComparison.Run run : runs) {
                table.row(
                        Table.cell(run.engine()),
                        Table.cell("" + run.instructions()),
                        Table.cell("%.2f".formatted(run.seconds())),
                        Table.cell("" + run.entries()),
                        Table.cell("" + run.exits()),
                        Table.cell("" + run.units()),
                        Table.cell("" + run.inStatic()),
                        Table.cell("" + run.inDynamic()),
                        Table.cell(run.hash()));
            }
            table.write(text);
            runs.stream()
                    .filter(run -> !run.stop().isEmpty())
                    .forEach(run -> text.line(run.engine() + ": " + run.stop()));
            if (machine.staticTranslations().loaded().isEmpty()) {
                text.line(Text.Role.DIM, "no static translation is loaded, so there is no sbt");
            }
            text.line(
                    equal ? Text.Role.PLAIN : Text.Role.ERROR,
                    equal ? "states after as many instructions are equal" : "states after as many instructions differ");
        });
    }
}
