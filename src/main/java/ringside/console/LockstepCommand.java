package ringside.console;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import ringside.base.StateFormatException;
import ringside.machine.Lockstep;
import ringside.machine.Machine;

/** Runs the interpreter beside the engine and stops where they part. */
final class LockstepCommand {
    private LockstepCommand() {}

    static Command command() {
        return Command.named("lockstep")
                .in(Category.RUN)
                .summary("Runs the interpreter beside the engine and stops where they part.")
                .syntax("lockstep", "lockstep on", "lockstep off")
                .details(
                        "A second machine in the same state runs on the interpreter and gets the same input. Registers are"
                                + " compared after every slice of a run, memory and devices after some. lockstep alone tells how"
                                + " much was compared; after a difference it goes back and finds the first instruction behind"
                                + " which the two machines differ.")
                .examples("lockstep on", "lockstep", "lockstep off")
                .completes((session, words) -> Stream.of("on", "off")
                        .map(word -> new Command.Proposal(word, ""))
                        .toList())
                .does(LockstepCommand::run);
    }

    private static Result run(Session session, Arguments arguments) {
        arguments.atMost(1);
        Machine machine = session.machine();
        String word = arguments.isEmpty() ? "" : arguments.word(0);
        switch (word) {
            case "on" -> {
                if (!(machine.engine() instanceof Lockstep)) {
                    begin(machine);
                }
            }
            case "off" -> {
                if (machine.engine() instanceof Lockstep lockstep) {
                    Result last = report(lockstep, false);
                    lockstep.close();
                    return last;
                }
            }
            case "" -> {}
            default -> throw new CommandError("lockstep is on or off, not '" + word + "'");
        }
        return machine.engine() instanceof Lockstep lockstep
                ? report(lockstep, true)
                : Result.of(Map.of("lockstep", false), text -> text.line("lockstep off"));
    }

    private static void begin(Machine machine) {
        Engines.checkReal(machine, "lockstep");
        try {
            new Lockstep(machine);
        } catch (StateFormatException different) {
            throw new CommandError("no second machine like this one can be made: " + different.getMessage());
        }
    }

    private static Result report(Lockstep lockstep, boolean on) {
        Lockstep.Divergence divergence = lockstep.find();
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("lockstep", on);
        long compared = lockstep.compared();
        values.put("compared", compared);
        if (divergence == null) {
            return Result.of(
                    values,
                    text -> text.line(String.format(
                            "lockstep %s, %d instructions compared, all equal", on ? "on" : "off", compared)));
        }
        values.put("icount", divergence.icount());
        values.put("exact", divergence.exact());
        values.put("parts", divergence.parts());
        values.put("interpreter", divergence.expected());
        values.put("engine", divergence.actual());
        return Result.of(values, text -> {
            text.line((divergence.exact()
                            ? "the engines part behind the instruction at icount "
                            : "the engines part in the slice from icount ")
                    + divergence.icount() + ": " + String.join(", ", divergence.parts()));
            text.line("interpreter  " + divergence.expected());
            text.line("engine       " + divergence.actual());
        });
    }
}
