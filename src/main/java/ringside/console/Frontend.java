package ringside.console;

import java.util.List;
import java.util.function.Supplier;
import ringside.debug.Stop;

/** What commands need of whoever shows their results: a terminal, a batch run, a test. */
interface Frontend {
    /** Shows a result that comes before the command has ended, such as each command of a sourced file. */
    void show(Execution execution);

    /**
     * Connects the keyboard to the guest's serial port and runs the guest until the escape key.
     *
     * @param run runs the guest and returns why it stopped
     */
    Stop serialTerminal(Supplier<Stop> run);

    /** Returns the lines entered so far, oldest first. */
    List<String> history();
}
