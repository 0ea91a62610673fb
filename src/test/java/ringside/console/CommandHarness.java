package ringside.console;

import java.util.ArrayList;
import java.util.List;
import ringside.debug.Debugger;
import ringside.debug.MachineTarget;
import ringside.machine.GuestImage;
import ringside.machine.Machine;
import ringside.time.Timer;

/** A session for tests that throw anything at it: every line ends after a bounded number of instructions. */
public final class CommandHarness {
    /**
     * What a line came to.
     *
     * @param text everything it showed
     * @param errors messages of statements that failed
     */
    public record Answer(String text, List<String> errors) {}

    private final Machine machine;
    private final Session session;
    private final Timer limit;
    private final long budget;

    /** Starts {@code guest} on {@code machine}; no line lets it run for more than {@code budget} instructions. */
    public CommandHarness(Machine machine, GuestImage guest, long budget) {
        this.machine = machine;
        this.budget = budget;
        machine.boot(guest);
        Debugger debugger = new Debugger(new MachineTarget(machine));
        guest.symbols().forEach(symbol -> debugger.symbols().add(symbol.name(), symbol.address()));
        session = new Session(debugger, new RecordingFrontend());
        // A mutated line may name any file.
        session.files(FileAccess.of(session.grants()));
        limit = machine.events().timer("limit of the test", due -> session.interrupt());
    }

    /** Returns every example of the help, except of commands that write files, take seconds or need not end. */
    public List<String> examples() {
        List<String> examples = new ArrayList<>();
        for (Command command : session.table().all()) {
            if (!List.of(
                            "append",
                            "dump",
                            "memsave",
                            "pmemsave",
                            "record",
                            "savevm",
                            "setpmem",
                            "snapshot",
                            "source",
                            "theorem",
                            "while")
                    .contains(command.name())) {
                command.examples().stream()
                        .filter(example -> !example.contains(" save "))
                        .forEach(examples::add);
            }
        }
        return examples;
    }

    /** Carries out a line and renders what it shows, as text and as JSON. */
    public Answer run(String line) {
        // The time bounds a guest that idles, the count one that a line starts more than once or resets.
        limit.set(machine.cpu().time() + budget);
        session.debugger().control().budget(budget);
        StringBuilder text = new StringBuilder();
        List<String> errors = new ArrayList<>();
        for (Execution execution : session.execute(line)) {
            if (execution.error() != null) {
                errors.add(execution.error());
            } else {
                Text view = new Text();
                execution.result().view().accept(view);
                text.append(view);
                Printer.json(execution.result().data());
            }
        }
        session.quit(null);
        ((RecordingFrontend) session.frontend()).shown.clear();
        return new Answer(text.toString(), errors);
    }

    /** Interrupts what runs, as Ctrl-C does; safe from any thread. */
    public void interrupt() {
        session.interrupt();
    }
}
