package ringside.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import ringside.debug.DebugException;
import ringside.debug.expr.ExpressionException;

/** Carries out command lines. Whatever goes wrong becomes one line of text; the session goes on. */
final class Interpreter {
    private static final Path LOG = Path.of(System.getProperty("java.io.tmpdir"), "ringside-errors.log");
    private static final int MAX_DEPTH = 50;

    private final Session session;
    private String repeatable = "";
    private int depth;

    Interpreter(Session session) {
        this.session = session;
    }

    /** Returns what an empty line does again, or the empty string. */
    String repeatable() {
        return repeatable;
    }

    /**
     * Carries out the statements of a line up to the first that fails, and has the frontend show each at once.
     *
     * @return all of them
     */
    List<Execution> execute(String line) {
        List<Execution> done = new ArrayList<>();
        if (depth >= MAX_DEPTH) {
            done.add(Execution.failed(line, "", "commands are nested too deeply", -1));
            return done;
        }
        depth++;
        try {
            for (Statement statement : parse(line, done)) {
                Execution execution = execute(line, statement);
                done.add(execution);
                session.frontend().show(execution);
                if (execution.isFailure() || session.exitCode() != null) {
                    break;
                }
            }
        } finally {
            depth--;
        }
        return done;
    }

    private List<Statement> parse(String line, List<Execution> done) {
        try {
            List<Statement> statements = new CommandLine(session.table()).parse(line);
            repeatable = statements.size() == 1 && statements.get(0).command().isRepeatable()
                    ? repeatText(statements.get(0))
                    : "";
            return statements;
        } catch (CommandError error) {
            Execution failure = Execution.failed(line, "", error.getMessage(), error.position());
            done.add(failure);
            session.frontend().show(failure);
            return List.of();
        }
    }

    /** An empty line after {@code x/8i start} goes on behind it; other commands are done again as they were. */
    private static String repeatText(Statement statement) {
        boolean continues = statement.command().style() == Command.Style.FORMAT;
        int word = statement.text().split("[\\s]", 2)[0].length();
        return continues ? statement.text().substring(0, word) : statement.text();
    }

    private Execution execute(String line, Statement statement) {
        String name = statement.command().name();
        try {
            return Execution.done(line, name, statement.command().execute(session, statement.arguments()));
        } catch (CommandError error) {
            return Execution.failed(line, name, error.getMessage(), error.position());
        } catch (DebugException | ExpressionException error) {
            return Execution.failed(line, name, error.getMessage(), -1);
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError bug) {
            return Execution.failed(line, name, internal(statement.text(), bug), -1);
        }
    }

    /** Writes the stack trace of a mistake of ours to a log file and returns the line for the user. */
    static String internal(String what, Throwable bug) {
        StringBuilder trace = new StringBuilder(what).append('\n').append(bug).append('\n');
        for (StackTraceElement element : bug.getStackTrace()) {
            trace.append("    at ").append(element).append('\n');
        }
        String where = "";
        try {
            Files.writeString(LOG, trace, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            where = "; details are in " + LOG;
        } catch (IOException unwritable) {
            where = "";
        }
        return "internal error in '" + what + "': " + bug.getClass().getSimpleName() + " - please report" + where;
    }
}
