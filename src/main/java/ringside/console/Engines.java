package ringside.console;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import ringside.exec.ExecutionEngine;
import ringside.exec.dbt.UnitSources;
import ringside.machine.Lockstep;
import ringside.machine.Machine;
import ringside.vmm.VirtualEngine;

/** The engines a machine can run on, by name. */
final class Engines {
    /** What a machine runs on unless something else is asked for. */
    static final String DEFAULT = "interpreter";

    /** The dynamic translator, the other one that a VM can have. */
    static final String DYNAMIC = UnitSources.DYNAMIC.title();

    private static final String SHORT_DEFAULT = "interp";

    private Engines() {}

    /** Returns the names. */
    static List<String> names() {
        return Stream.concat(
                        Stream.of(DEFAULT), Arrays.stream(UnitSources.values()).map(UnitSources::title))
                .toList();
    }

    /** Fails unless there is an engine of that name. */
    static void check(String name) {
        if (!names().contains(name) && !name.equals(SHORT_DEFAULT)) {
            throw new CommandError("there is no engine '" + name + "'; there is " + String.join(", ", names()));
        }
    }

    /** Fails unless a VM can have that engine. */
    static void checkVirtual(String name) {
        check(name);
        if (!name.equals(DYNAMIC) && !name.equals(DEFAULT) && !name.equals(SHORT_DEFAULT)) {
            throw new CommandError("a VM runs under interpreter or dbt, not " + name);
        }
    }

    /** Lets a machine, which stands, go on under an engine. */
    static void use(Machine machine, String name) {
        check(name);
        if (machine.engine() instanceof Lockstep) {
            throw new CommandError("the engine is being compared; 'lockstep off' first");
        }
        if (machine.engine() instanceof VirtualEngine virtual) {
            checkVirtual(name);
            virtual.translate(name.equals(DYNAMIC));
            return;
        }
        for (UnitSources sources : UnitSources.values()) {
            if (sources.title().equals(name)) {
                machine.translator().sources(sources);
                machine.use(machine.translator());
                return;
            }
        }
        machine.use(machine.interpreter());
    }

    /** Fails if a machine is a VM, of which no second one can be made beside it. */
    static void checkReal(Machine machine, String what) {
        if (machine.engine() instanceof VirtualEngine) {
            throw new CommandError(
                    what + " needs a second machine, and there is none like a VM; 'vm select machine' first");
        }
    }

    /** Returns the name of the engine that a machine runs on. */
    static String of(Machine machine) {
        ExecutionEngine engine = machine.engine() instanceof Lockstep lockstep ? lockstep.engine() : machine.engine();
        if (engine instanceof VirtualEngine virtual) {
            return virtual.isTranslating() ? DYNAMIC : DEFAULT;
        }
        return engine == machine.interpreter()
                ? DEFAULT
                : machine.translator().sources().title();
    }
}
