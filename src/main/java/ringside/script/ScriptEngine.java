package ringside.script;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.IOAccess;
import ringside.debug.DebugException;
import ringside.debug.Debugger;
import ringside.debug.expr.ExpressionException;

/**
 * JavaScript for one session: a REPL's lines and whole files share its globals. Made when first needed, because the
 * language takes half a second to start. Confined to the machine thread, except {@link #interrupt}.
 */
public final class ScriptEngine implements AutoCloseable {
    private static final String LANGUAGE = "js";
    private static final String PRELUDE = "prelude.js";
    private static final Duration INTERRUPT_PATIENCE = Duration.ofSeconds(10);

    private final Debugger debugger;
    private final Engine engine;
    private final Context context;
    private final Value prelude;

    /**
     * Starts the language.
     *
     * @param print takes each line that a script prints
     */
    public ScriptEngine(Debugger debugger, CommandRunner commands, Consumer<String> print) {
        this.debugger = debugger;
        engine = Engine.newBuilder(LANGUAGE)
                .option("engine.WarnInterpreterOnly", "false")
                .build();
        context = Context.newBuilder(LANGUAGE)
                .engine(engine)
                .allowHostAccess(HostAccess.NONE)
                .allowIO(IOAccess.newBuilder().fileSystem(new ScriptFiles()).build())
                .allowExperimentalOptions(true)
                .option("js.ecmascript-version", "2024")
                .option("js.console", "false")
                .option("js.print", "false")
                .option("js.load", "false")
                .option("js.polyglot-builtin", "false")
                .option("js.graal-builtin", "false")
                .build();
        Value install = context.eval(source(resource(PRELUDE), PRELUDE, false));
        prelude = install.execute(new HostFunctions(debugger, commands, print).object());
    }

    /**
     * Evaluates what a user typed and returns how the REPL shows the result, the empty string for {@code undefined}.
     * Top-level {@code let} and {@code const} may be repeated.
     *
     * @throws ScriptException if it fails
     */
    public String evaluate(String text) {
        String rewritten = ReplSource.redeclarable(text);
        return guarded(() -> prelude.getMember("show")
                .execute(context.eval(source(rewritten, "<input>", false)))
                .asString());
    }

    /** Whether {@code text} is the beginning of something that goes on in the next line. */
    public boolean isIncomplete(String text) {
        if (ReplSource.isOpen(text)) {
            return true;
        }
        try {
            context.parse(source(ReplSource.redeclarable(text), "<input>", false));
            return false;
        } catch (PolyglotException wrong) {
            return wrong.isIncompleteSource();
        }
    }

    /**
     * Runs a file as a module: its declarations are its own, it may import {@code ringside} and its neighbours, and it may
     * run again.
     *
     * @throws ScriptException if it cannot be read, fails, or a test in it failed
     */
    public void run(Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException | RuntimeException unreadable) {
            throw new ScriptException(file + ": cannot be read as text");
        }
        guarded(() -> {
            prelude.getMember("beginFile").execute(file.toString());
            // Found by its path, so that imports are relative to it.
            Source source = Source.newBuilder(
                            LANGUAGE, file.toAbsolutePath().normalize().toFile())
                    .content(text)
                    .mimeType("application/javascript+module")
                    .cached(false)
                    .buildLiteral();
            context.eval(source);
            return prelude.getMember("endFile").execute().asString();
        });
    }

    /** Ends what the script does, a run of the machine included; safe from any thread. The engine stays usable. */
    public void interrupt() {
        if (!debugger.control().isInterrupted()) {
            debugger.interrupt();
        }
        try {
            context.interrupt(INTERRUPT_PATIENCE);
        } catch (TimeoutException stubborn) {
            throw new ScriptException("the script does not react to the interrupt");
        }
    }

    /** Returns names that {@code prefix}, such as {@code cpu.e}, can be completed to, whole. */
    public List<String> complete(String prefix) {
        Value names = prelude.getMember("complete").execute(prefix);
        List<String> result = new ArrayList<>();
        for (long i = 0; i < names.getArraySize(); i++) {
            result.add(names.getArrayElement(i).asString());
        }
        return result;
    }

    @Override
    public void close() {
        context.close(true);
        engine.close();
    }

    private interface Script {
        String run();
    }

    private String guarded(Script script) {
        try {
            String failure = script.run();
            context.resetLimits();
            return failure;
        } catch (PolyglotException thrown) {
            String description = describe(thrown);
            debugger.control().forgetInterrupt();
            throw new ScriptException(description);
        }
    }

    /** One line, then the places in scripts that led there. */
    private String describe(PolyglotException thrown) {
        if (thrown.isInterrupted() || thrown.isCancelled() || debugger.control().isInterrupted()) {
            return "the script was interrupted";
        }
        StringBuilder text = new StringBuilder(message(thrown));
        for (PolyglotException.StackFrame frame : thrown.getPolyglotStackTrace()) {
            boolean located = frame.isGuestFrame() && frame.getSourceLocation() != null;
            if (located && !PRELUDE.equals(frame.getSourceLocation().getSource().getName())) {
                text.append("\n  at ")
                        .append(frame.getSourceLocation().getSource().getName())
                        .append(':')
                        .append(frame.getSourceLocation().getStartLine());
            }
        }
        return text.toString();
    }

    private static String message(PolyglotException thrown) {
        if (thrown.isHostException()) {
            Throwable host = thrown.asHostException();
            boolean ours = host instanceof DebugException || host instanceof ExpressionException;
            return ours ? host.getMessage() : "internal error: " + host;
        }
        String message = thrown.getMessage();
        String line = String.valueOf(message).split("\n", 2)[0];
        return line.startsWith("Error: ") ? line.substring("Error: ".length()) : line;
    }

    private static Source source(String text, String name, boolean module) {
        return Source.newBuilder(LANGUAGE, text, name)
                .mimeType(module ? "application/javascript+module" : "application/javascript")
                .buildLiteral();
    }

    static String resource(String name) {
        try (InputStream in = ScriptEngine.class.getResourceAsStream("/ringside/script/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException | NullPointerException missing) {
            throw new IllegalStateException("resource " + name + " is missing", missing);
        }
    }
}
