package ringside.exec;

import ringside.bus.PhysicalMemory;
import ringside.exec.dbt.DynamicTranslator;
import ringside.exec.dbt.UnitSources;
import ringside.exec.interp.Interpreter;
import ringside.machine.Machine;

/** The engine that guest tests run on: the interpreter, or what {@link EveryEngine} has chosen. */
public enum EngineUnderTest {
    INTERPRETER {
        @Override
        public ExecutionEngine engine(PhysicalMemory memory, CodeBreakpoints breakpoints) {
            return new Interpreter(memory, breakpoints);
        }
    },
    /** Translates a block when it is entered for the second time. */
    DYNAMIC_TRANSLATOR {
        @Override
        public ExecutionEngine engine(PhysicalMemory memory, CodeBreakpoints breakpoints) {
            DynamicTranslator translator = new DynamicTranslator(memory, breakpoints);
            translator.settings().threshold = 2;
            return translator;
        }
    },
    /** Translates ahead of time what can be discovered, and again wherever that ends. */
    STATIC_TRANSLATOR {
        @Override
        public ExecutionEngine engine(PhysicalMemory memory, CodeBreakpoints breakpoints) {
            return AheadEngine.make(memory, breakpoints, UnitSources.STATIC);
        }
    },
    /** Translates ahead of time what can be discovered at the start, and dynamically what cannot. */
    BOTH_TRANSLATORS {
        @Override
        public ExecutionEngine engine(PhysicalMemory memory, CodeBreakpoints breakpoints) {
            return AheadEngine.make(memory, breakpoints, UnitSources.BOTH);
        }
    };

    /** Makes an engine for a memory. */
    @FunctionalInterface
    public interface Maker {
        ExecutionEngine make(PhysicalMemory memory, CodeBreakpoints breakpoints);
    }

    private static EngineUnderTest current = INTERPRETER;

    /** Lets a machine run on the kind under test. */
    public static Machine equip(Machine machine) {
        switch (current) {
            case INTERPRETER -> {}
            case DYNAMIC_TRANSLATOR -> {
                machine.translator().settings().threshold = 2;
                machine.use(machine.translator());
            }
            case STATIC_TRANSLATOR -> machine.use(ahead(machine, UnitSources.STATIC));
            case BOTH_TRANSLATORS -> machine.use(ahead(machine, UnitSources.BOTH));
        }
        return machine;
    }

    private static AheadEngine ahead(Machine machine, UnitSources sources) {
        return new AheadEngine(
                machine.translator(), machine.staticTranslations(), sources, machine.memory(), machine.breakpoints());
    }

    /** Makes an engine of this kind. */
    public abstract ExecutionEngine engine(PhysicalMemory memory, CodeBreakpoints breakpoints);

    static void choose(EngineUnderTest engine) {
        current = engine;
    }

    /** Makes an engine of the kind under test. */
    public static ExecutionEngine make(PhysicalMemory memory, CodeBreakpoints breakpoints) {
        return current.engine(memory, breakpoints);
    }
}
