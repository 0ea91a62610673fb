package ringside.console;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import ringside.debug.DebugException;
import ringside.debug.Debugger;
import ringside.debug.Stop;
import ringside.script.Grants;
import ringside.script.JavaScript;
import ringside.script.ScriptEngine;
import ringside.script.ScriptException;
import ringside.script.ScriptHost;

/** JavaScript of a session; started when first used. Confined to the machine thread, except {@link #interrupt}. */
final class Scripts implements ScriptHost {
    private final Session session;
    private ScriptEngine engine;
    private volatile ScriptEngine running;

    Scripts(Session session) {
        this.session = session;
    }

    /** Evaluates a line and returns what the REPL shows, empty for nothing. */
    String evaluate(String text) {
        return guarded(() -> engine().evaluate(text));
    }

    /** Starts the language, so that the first line need not wait for it. */
    void start() {
        guarded(() -> "");
    }

    /** Runs a file. */
    void run(Path file) {
        guarded(() -> {
            engine().run(file);
            return "";
        });
    }

    /** Whether {@code text} goes on in the next line. */
    boolean isIncomplete(String text) {
        return engine().isIncomplete(text);
    }

    List<String> complete(String prefix) {
        return engine().complete(prefix);
    }

    /** Ends the script that runs now, if there is one; safe from any thread. */
    void interrupt() {
        ScriptEngine now = running;
        try {
            if (now != null) {
                now.interrupt();
            }
        } catch (ScriptException stubborn) {
            // It is inside of a host method, which polls the debugger's stop flag and ends by itself.
            return;
        }
    }

    private String guarded(Supplier<String> script) {
        ScriptEngine outer = running;
        running = engine();
        try {
            // Starting the engine takes a while, and nobody could be interrupted meanwhile.
            if (session.debugger().control().isInterrupted()) {
                throw new CommandError("interrupted");
            }
            return script.get();
        } catch (ScriptException failed) {
            throw new CommandError(failed.getMessage());
        } finally {
            running = outer;
        }
    }

    private ScriptEngine engine() {
        if (engine == null) {
            engine = new JavaScript().engine(this);
        }
        return engine;
    }

    @Override
    public Debugger debugger() {
        return session.debugger();
    }

    @Override
    public void print(String text) {
        Execution execution = Execution.done("", "print", Result.message(text));
        session.frontend().show(execution);
    }

    @Override
    public void boot(Map<String, String> options) {
        throw new DebugException("boot() is for 'ringside test'; here the command line chooses the guest");
    }

    @Override
    public String parameter(String name) {
        return null;
    }

    @Override
    public Grants grants() {
        return session.grants();
    }

    @Override
    public Reply command(String line) {
        return command(session, line);
    }

    /** Carries out a command whose results go to a script instead of the user. */
    static Reply command(Session session, String line) {
        Frontend user = session.frontend();
        FileAccess files = session.files();
        session.frontend(new Silent(user));
        session.files(FileAccess.of(session.grants()));
        try {
            StringBuilder text = new StringBuilder();
            String json = null;
            for (Execution execution : session.interpreter().execute(line)) {
                if (execution.error() != null) {
                    return new Reply("", null, execution.error());
                }
                Text view = new Text();
                execution.result().view().accept(view);
                text.append(view);
                json = Printer.json(execution.result().data());
            }
            return new Reply(text.toString().stripTrailing(), json, null);
        } finally {
            session.files(files);
            session.frontend(user);
        }
    }

    /** Shows nothing. */
    private record Silent(Frontend user) implements Frontend {
        @Override
        public void show(Execution execution) {
            // The script gets it.
        }

        @Override
        public Stop serialTerminal(Supplier<Stop> run) {
            return user.serialTerminal(run);
        }

        @Override
        public List<String> history() {
            return user.history();
        }
    }
}
