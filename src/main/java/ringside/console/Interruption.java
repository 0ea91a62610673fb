package ringside.console;

import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jline.utils.Signals;

/** A signal that ends the process: the first one lets it finish its reports, the second ends it at once. */
final class Interruption implements AutoCloseable {
    /** The signals, with the code with which a shell says that a process died of it. */
    private static final Map<String, Integer> CODES = Map.of("INT", 130, "TERM", 143);

    private final Map<String, Object> previous = new TreeMap<>();
    private volatile int code;

    private Interruption() {}

    /** Calls {@code stop}, on some thread, with what happened. */
    static Interruption await(Consumer<String> stop) {
        Interruption interruption = new Interruption();
        CODES.keySet()
                .forEach(signal -> interruption.previous.put(
                        signal, Signals.register(signal, () -> interruption.received(signal, stop))));
        return interruption;
    }

    private void received(String signal, Consumer<String> stop) {
        if (code != 0) {
            Runtime.getRuntime().halt(code);
        }
        code = CODES.get(signal);
        stop.accept(signal.equals("INT") ? "stopped by Ctrl-C" : "stopped by SIGTERM");
    }

    /** Returns the exit code of the process if there was a signal. */
    OptionalInt code() {
        return code == 0 ? OptionalInt.empty() : OptionalInt.of(code);
    }

    @Override
    public void close() {
        previous.forEach(Signals::unregister);
    }
}
