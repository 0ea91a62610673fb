package ringside.console;

import java.util.List;
import java.util.function.Supplier;
import ringside.debug.Stop;

/** Shows results on plain streams; nobody is there to answer. */
final class BatchFrontend implements Frontend {
    private final Printer printer;

    BatchFrontend(Printer printer) {
        this.printer = printer;
    }

    @Override
    public void show(Execution execution) {
        printer.print(execution);
    }

    @Override
    public Stop serialTerminal(Supplier<Stop> run) {
        throw new CommandError("the serial terminal needs a terminal; use 'serial send', or start with --serial stdio");
    }

    @Override
    public List<String> history() {
        return List.of();
    }
}
