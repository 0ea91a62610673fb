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
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.IOAccess;
import ringside.debug.DebugException;
import ringside.debug.expr.ExpressionException;

/**
 * JavaScript for one session or one file of tests: a REPL's lines and whole files share its globals. Confined to the
 * machine thread, except {@link #interrupt}.
 */
public final class ScriptEngine implements AutoCloseable {
    private static final String LANGUAGE = JavaScript.LANGUAGE;
    private static final List<String> LIBRARY =
            List.of("base.js", "machine.js", "assert.js", "talk.js", "code.js", "tests.js", "prelude.js");

    /** What the library uses of the global object, where scripts may put something else in its place. */
    private static final String BUILT_IN = "Array, ArrayBuffer, BigInt, Date, Error, JSON, Map, Math, Number, Object,"
            + " Promise, Proxy, RangeError, Reflect, RegExp, Set, String, Symbol, TypeError, Uint8Array, WeakMap";

    /** The language writes whole objects into some of its own messages. */
    private static final int LONGEST_MESSAGE = 250;

    private static final Duration INTERRUPT_PATIENCE = Duration.ofSeconds(10);

    private final ScriptHost host;
    private final Context context;
    private final Value library;

    ScriptEngine(Engine engine, ScriptHost host) {
        this.host = host;
        context = Context.newBuilder(LANGUAGE)
                .engine(engine)
                .allowHostAccess(HostAccess.NONE)
                .allowIO(IOAccess.newBuilder()
                        .fileSystem(new ScriptFiles(host.grants()))
                        .build())
                .allowExperimentalOptions(true)
                .option("js.ecmascript-version", "2024")
                .option("js.console", "false")
                .option("js.print", "false")
                .option("js.load", "false")
                .option("js.polyglot-builtin", "false")
                .option("js.graal-builtin", "false")
                .build();
        context.eval(source(resource("builtins.js"), "builtins.js"));
        library = context.eval(source("({})", "prelude.js"));
        Object functions = new HostFunctions(host).object();
        for (String part : LIBRARY) {
            String closed = "((" + BUILT_IN + ") => " + resource(part) + ")(" + BUILT_IN + ")";
            context.eval(source(closed, part)).execute(functions, library);
        }
    }

    /**
     * Evaluates what a user typed and returns how the REPL shows the result, the empty string for {@code undefined}.
     * Top-level {@code let} and {@code const} may be repeated.
     *
     * @throws ScriptException if it fails
     */
    public String evaluate(String text) {
        String rewritten = ReplSource.redeclarable(text);
        return guarded(() -> library.getMember("answer")
                .execute(context.eval(source(rewritten, "<input>")))
                .asString());
    }

    /** Whether {@code text} is the beginning of something that goes on in the next line. */
    public boolean isIncomplete(String text) {
        if (ReplSource.isOpen(text)) {
            return true;
        }
        try {
            context.parse(source(ReplSource.redeclarable(text), "<input>"));
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
        Source source = module(file);
        guarded(() -> {
            library.getMember("beginFile").execute();
            context.eval(source);
            return library.getMember("endFile").execute().asString();
        });
    }

    /**
     * Runs a file and keeps the tests and hooks that it declares, for {@link ScriptTests} to run.
     *
     * @throws ScriptException if it cannot be read, or fails
     */
    public ScriptTests collect(Path file) {
        Source source = module(file);
        library.getMember("collect").execute();
        guarded(() -> {
            context.eval(source);
            return "";
        });
        return new ScriptTests(this, library);
    }

    private Source module(Path file) {
        try {
            host.grants().script(file);
            // Found by its path, so that imports are relative to it.
            return Source.newBuilder(LANGUAGE, file.toAbsolutePath().normalize().toFile())
                    .content(Files.readString(file))
                    .mimeType("application/javascript+module")
                    .cached(false)
                    .buildLiteral();
        } catch (IOException | RuntimeException unreadable) {
            throw new ScriptException(file + ": cannot be read as text");
        }
    }

    /** Ends what the script does, a run of the machine included; safe from any thread. The engine stays usable. */
    public void interrupt() {
        if (!host.debugger().control().isInterrupted()) {
            host.debugger().interrupt();
        }
        try {
            context.interrupt(INTERRUPT_PATIENCE);
        } catch (TimeoutException stubborn) {
            throw new ScriptException("the script does not react to the interrupt");
        }
    }

    /** Returns names that {@code prefix}, such as {@code cpu.e}, can be completed to, whole. */
    public List<String> complete(String prefix) {
        Value names = library.getMember("complete").execute(prefix);
        List<String> result = new ArrayList<>();
        for (long i = 0; i < names.getArraySize(); i++) {
            result.add(names.getArrayElement(i).asString());
        }
        return result;
    }

    /** Returns declarations of the module {@code ringside} for TypeScript. */
    public static String declarations() {
        return resource("ringside.d.ts");
    }

    /** Returns the names of everything that scripts get, members with a path such as {@code mem.u8}. */
    List<String> names() {
        Value names = library.getMember("names").execute();
        List<String> result = new ArrayList<>();
        for (long i = 0; i < names.getArraySize(); i++) {
            result.add(names.getArrayElement(i).asString());
        }
        return result;
    }

    @Override
    public void close() {
        context.close(true);
    }

    /** Something that scripts do. */
    interface Script {
        String run();
    }

    /** Lets a script do something; what it throws becomes a {@link ScriptException}. */
    String guarded(Script script) {
        try {
            String failure = script.run();
            context.resetLimits();
            return failure;
        } catch (PolyglotException thrown) {
            String description = describe(thrown);
            host.debugger().control().forgetInterrupt();
            throw new ScriptException(description);
        }
    }

    /** One line, then the places in scripts that led there. */
    private String describe(PolyglotException thrown) {
        if (thrown.isInterrupted()
                || thrown.isCancelled()
                || host.debugger().control().isInterrupted()) {
            return "the script was interrupted";
        }
        StringBuilder text = new StringBuilder(message(thrown));
        for (PolyglotException.StackFrame frame : thrown.getPolyglotStackTrace()) {
            boolean located = frame.isGuestFrame() && frame.getSourceLocation() != null;
            if (located
                    && !LIBRARY.contains(frame.getSourceLocation().getSource().getName())) {
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
        line = line.startsWith("TypeError: ") && line.length() > LONGEST_MESSAGE
                ? line.substring(0, LONGEST_MESSAGE) + "..."
                : line;
        return line.startsWith("Error: ") ? line.substring("Error: ".length()) : line;
    }

    private static Source source(String text, String name) {
        return Source.newBuilder(LANGUAGE, text, name)
                .mimeType("application/javascript")
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
