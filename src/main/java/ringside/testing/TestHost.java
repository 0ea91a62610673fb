package ringside.testing;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import ringside.debug.Debugger;
import ringside.debug.HistoryLine;
import ringside.debug.MachineTarget;
import ringside.debug.RunControl;
import ringside.debug.Stop;
import ringside.script.Grants;
import ringside.script.ScriptHost;
import ringside.script.ScriptTests;
import ringside.testing.TestResult.Failure;

/** The surroundings of the tests of one file: its machine, made when first asked for. */
final class TestHost implements ScriptHost {
    private static final int HISTORY = 20;
    private static final int SERIAL_LINES = 10;

    private final Bench bench;
    private final Consumer<String> print;
    private final Map<String, String> parameters;
    private final Grants grants = new Grants();
    private volatile Bench.Session session;
    private long budget = Long.MAX_VALUE;
    /** Instructions of the present part that retired on machines that are gone. */
    private long spentBefore;

    TestHost(Bench bench, Map<String, String> parameters, Consumer<String> print) {
        this.bench = bench;
        this.parameters = parameters;
        this.print = print;
    }

    Bench.Session session() {
        if (session == null) {
            boot(Map.of());
        }
        return session;
    }

    /** Goes on with a machine from before. */
    void use(Bench.Session used) {
        session = used;
    }

    @Override
    public Debugger debugger() {
        return session().debugger();
    }

    @Override
    public Reply command(String line) {
        return session().command(line);
    }

    @Override
    public void print(String line) {
        print.accept(line);
    }

    /** The new machine goes on with what is left of the instructions. */
    @Override
    public void boot(Map<String, String> options) {
        spentBefore = spent();
        boolean interrupted = session != null && control().isInterrupted();
        use(bench.build(options, grants));
        control().budget(budget - spentBefore);
        if (interrupted) {
            control().interrupt();
        }
    }

    @Override
    public String parameter(String name) {
        return parameters.get(name);
    }

    @Override
    public Grants grants() {
        return grants;
    }

    private RunControl control() {
        return session.debugger().control();
    }

    /** Allows so many instructions from now on. */
    void budget(long instructions) {
        budget = instructions;
        spentBefore = 0;
        if (session != null) {
            control().budget(instructions);
        }
    }

    /** Returns how many instructions have retired since {@link #budget}. */
    long spent() {
        return spentBefore + (session == null ? 0 : control().spent());
    }

    /** Whether a run was ended by the limit of instructions. */
    boolean isExhausted() {
        return session != null && control().isExhausted();
    }

    /** Ends the present run; safe from any thread. */
    void interrupt(String why) {
        Bench.Session present = session;
        if (present != null) {
            present.debugger().control().interrupt(why);
        }
    }

    void forgetInterrupt() {
        if (session != null) {
            control().forgetInterrupt();
        }
    }

    /** Whether the guest had died when the last run ended. */
    boolean hasDied() {
        Stop last = session == null ? null : control().last();
        return last != null && last.kind() == Stop.Kind.DIED;
    }

    /** Where the guest stands, and if it has died, of what. */
    private String where() {
        Stop last = control().last();
        String here = debugger().location().toString();
        return last == null || last.notes().isEmpty() ? here : here + "\n" + String.join("\n", last.notes());
    }

    /** Describes the machine as it is after a failure. */
    Failure failure(ScriptTests.Result result) {
        if (session == null) {
            return new Failure(result.expected(), result.actual(), result.places(), "", List.of(), List.of());
        }
        List<String> serial = ((MachineTarget) debugger().target())
                .serial(0)
                .text()
                .lines()
                .map(String::stripTrailing)
                .toList();
        return new Failure(
                result.expected(),
                result.actual(),
                result.places(),
                where(),
                debugger().history(HISTORY).stream().map(HistoryLine::toString).toList(),
                List.copyOf(serial.subList(Math.max(0, serial.size() - SERIAL_LINES), serial.size())));
    }
}
