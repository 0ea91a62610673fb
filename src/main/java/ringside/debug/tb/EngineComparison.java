package ringside.debug.tb;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import ringside.exec.dbt.Arcs;
import ringside.exec.dbt.DynamicTranslator;
import ringside.exec.dbt.UnitSources;
import ringside.exec.sbt.StaticTranslation;
import ringside.machine.Machine;
import ringside.machine.Snapshot;
import ringside.machine.Stop;
import ringside.time.HostClock;

/**
 * The same stretch of a guest under each engine, each on a machine of its own that begins in the state of the given one, which
 * stays as it is.
 */
public final class EngineComparison {
    /**
     * What one engine did.
     *
     * @param engine its name
     * @param instructions how many it retired
     * @param seconds processor time of the thread that ran the guest; compilers of the JVM run beside it
     * @param entries how often control came to the emulation manager
     * @param exits how often it came there from the code cache
     * @param units units that are there at the end
     * @param inStatic instructions retired in units made ahead of time
     * @param inDynamic instructions retired in units made of hot code
     * @param hash of the whole state at the end
     * @param stop why it ended; empty if all instructions were retired
     */
    public record Run(
            String engine,
            long instructions,
            double seconds,
            long entries,
            long exits,
            int units,
            long inStatic,
            long inDynamic,
            String hash,
            String stop) {}

    /** Instructions between two looks at whether all this is still wanted. */
    private static final long SLICE = 10_000_000;

    private final Machine model;
    private final Snapshot start;
    private BooleanSupplier cancelled;

    /** Compares from the present state of a machine on. */
    public EngineComparison(Machine model) {
        this.model = model;
        start = model.state().snapshot();
    }

    /**
     * Runs {@code count} instructions under the interpreter, and under each translator that has something to run. Throws {@link
     * CancellationException} soon after {@code stop} says so.
     */
    public List<Run> run(long count, BooleanSupplier stop) {
        cancelled = stop;
        List<Run> runs = new ArrayList<>();
        runs.add(interpreted(count));
        boolean ahead = !model.staticTranslations().loaded().isEmpty();
        for (UnitSources sources : UnitSources.values()) {
            if (ahead || sources == UnitSources.DYNAMIC) {
                runs.add(translated(count, sources));
            }
        }
        return runs;
    }

    private Machine another() {
        Machine machine = new Machine(model.config());
        machine.boot(model.image());
        machine.state().restore(start);
        return machine;
    }

    private Run interpreted(long count) {
        Machine machine = another();
        long nanos = HostClock.threadNanos();
        String stop = run(machine, count);
        return result(machine, "interpreter", HostClock.threadNanos() - nanos, stop, 0, 0, 0, 0, 0);
    }

    private Run translated(long count, UnitSources sources) {
        Machine machine = another();
        List<StaticTranslation> loaded = model.staticTranslations().loaded();
        for (int i = loaded.size() - 1; i >= 0; i--) {
            machine.staticTranslations().add(loaded.get(i));
        }
        DynamicTranslator translator = machine.translator();
        translator.settings().takeOver(model.translator().settings());
        translator.sources(sources);
        machine.use(translator);
        long nanos = HostClock.threadNanos();
        String stop = run(machine, count);
        nanos = HostClock.threadNanos() - nanos;
        Arcs arcs = translator.arcs();
        return result(
                machine,
                sources.title(),
                nanos,
                stop,
                arcs.hits() + arcs.misses(),
                arcs.exits(),
                translator.cache().units().size(),
                translator.cache().retired(true),
                translator.cache().retired(false));
    }

    private Run result(
            Machine machine,
            String engine,
            long nanos,
            String stop,
            long entries,
            long exits,
            int units,
            long inStatic,
            long inDynamic) {
        return new Run(
                engine,
                machine.cpu().icount - start.icount(),
                nanos / 1e9,
                entries,
                exits,
                units,
                inStatic,
                inDynamic,
                machine.state().hash().toString(),
                stop);
    }

    private String run(Machine machine, long count) {
        long until = start.icount() + count;
        while (machine.cpu().icount < until) {
            if (cancelled.getAsBoolean()) {
                throw new CancellationException("interrupted");
            }
            Stop stop = machine.run(Math.min(until, machine.cpu().icount + SLICE));
            if (stop.kind() != Stop.Kind.LIMIT && stop.kind() != Stop.Kind.BREAKPOINT) {
                return stop.detail();
            }
        }
        return "";
    }
}
