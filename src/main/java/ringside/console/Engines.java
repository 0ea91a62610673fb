package ringside.console;

import java.util.List;
import ringside.exec.CodeBreakpoints;
import ringside.exec.ExecutionEngine;
import ringside.exec.interp.Interpreter;
import ringside.machine.Machine;

/** The engines a machine can run on, by name. */
final class Engines {
    static final String DEFAULT = "interpreter";

    private Engines() {}

    /** Returns the names. */
    static List<String> names() {
        return List.of(DEFAULT);
    }

    /** Makes an engine; an unknown name throws. */
    static ExecutionEngine make(String name, Machine machine, CodeBreakpoints breakpoints) {
        if (!name.equals(DEFAULT)) {
            throw new CommandError("there is no engine '" + name + "'; there is " + String.join(", ", names()));
        }
        return new Interpreter(machine.memory(), breakpoints);
    }
}
