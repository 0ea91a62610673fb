package ringside.exec;

import ringside.bus.PhysicalMemory;
import ringside.exec.dbt.DynamicTranslator;
import ringside.exec.interp.Interpreter;
import ringside.machine.Machine;

/** The engine that guest tests run on: the interpreter, or what {@link EveryEngine} has chosen. */
public enum EngineUnderTest {
    INTERPRETER {
        @Override
        ExecutionEngine engine(PhysicalMemory memory, CodeBreakpoints breakpoints) {
            return new Interpreter(memory, breakpoints);
        }
    },
    /** Translates a block when it is entered for the second time. */
    DYNAMIC_TRANSLATOR {
        @Override
        ExecutionEngine engine(PhysicalMemory memory, CodeBreakpoints breakpoints) {
            DynamicTranslator translator = new DynamicTranslator(memory, breakpoints);
            translator.settings().threshold = 2;
            return translator;
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
        if (current == DYNAMIC_TRANSLATOR) {
            machine.translator().settings().threshold = 2;
            machine.use(machine.translator());
        }
        return machine;
    }

    abstract ExecutionEngine engine(PhysicalMemory memory, CodeBreakpoints breakpoints);

    static void choose(EngineUnderTest engine) {
        current = engine;
    }

    /** Makes an engine of the kind under test. */
    public static ExecutionEngine make(PhysicalMemory memory, CodeBreakpoints breakpoints) {
        return current.engine(memory, breakpoints);
    }
}
