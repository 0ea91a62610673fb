package ringside.console;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import ringside.debug.Stop;

/** Keeps what would have been shown. */
final class RecordingFrontend implements Frontend {
    final List<Execution> shown = new ArrayList<>();

    @Override
    public void show(Execution execution) {
        shown.add(execution);
    }

    @Override
    public Stop serialTerminal(Supplier<Stop> run) {
        return run.get();
    }

    @Override
    public List<String> history() {
        return List.of("first", "second");
    }
}
