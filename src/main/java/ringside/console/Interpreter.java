package ringside.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import ringside.debug.DebugException;
import ringside.debug.expr.ExpressionException;

/** Carries out command lines. Whatever goes wrong becomes one line of text; the session goes on. */
final class Interpreter {
    private static final Path LOG = Path.of(System.getProperty("java.io.tmpdir"), "ringside-errors.log");
    private static final int MAX_DEPTH = 50;

    private final Session session;
    private String repeatable = "";
    private int depth;
    private int loops;
    private Jump jump = Jump.NONE;
    private boolean inHook;

    /** How the present round of a loop is left. */
    enum Jump {
        NONE,
        CONTINUE,
        BREAK
    }

    Interpreter(Session session) {
        this.session = session;
    }

    /** Returns what an empty line does again, or the empty string. */
    String repeatable() {
        return repeatable;
    }

    /**
     * Carries out a line, or several with the blocks that belong to them, up to the first failure, and has the frontend show
     * each result at once.
     *
     * @return all of them
     */
    List<Execution> execute(String text) {
        return execute(text.lines().toList());
    }

    /** Carries out lines as {@link #execute(String)} does. */
    List<Execution> execute(List<String> lines) {
        List<Execution> done = new ArrayList<>();
        for (Piece piece : pieces(lines, done)) {
            done.addAll(execute(piece));
            if (isOver(done)) {
                break;
            }
        }
        return done;
    }

    /** Carries out one line with its block, up to the first failure. */
    List<Execution> execute(Piece piece) {
        List<Execution> done = new ArrayList<>();
        depth++;
        try {
            if (depth > MAX_DEPTH) {
                fail(piece.line(), new CommandError("commands are nested too deeply"), done);
            } else {
                execute(piece, done);
            }
        } finally {
            depth--;
        }
        return done;
    }

    /** Carries out the lines of a block and returns whether all went well. */
    boolean run(List<String> lines) {
        return execute(lines).stream().noneMatch(Execution::isFailure);
    }

    /** Whether more lines have to follow before {@code text} can be carried out. */
    boolean isIncomplete(String text) {
        return Pieces.isOpen(session, text.lines().toList());
    }

    /** Leaves the present round of the innermost {@code while}. */
    void jump(Jump newJump) {
        if (loops == 0) {
            throw new CommandError("this belongs between 'while' and its 'end'");
        }
        jump = newJump;
    }

    /**
     * Carries out a block while a condition holds.
     *
     * @return whether all went well
     */
    boolean loop(BooleanSupplier condition, List<String> block) {
        loops++;
        try {
            while (condition.getAsBoolean()) {
                boolean fine = run(block);
                Jump taken = jump;
                jump = Jump.NONE;
                if (!fine || session.debugger().control().isInterrupted()) {
                    return false;
                }
                if (taken == Jump.BREAK || session.exitCode() != null) {
                    return true;
                }
            }
            return true;
        } finally {
            loops--;
        }
    }

    /** Carries out the user's command {@code hook-NAME}, if there is one and no hook runs already. */
    void hook(String name) {
        Command hook = session.table().exact(name);
        if (hook != null && !inHook) {
            inHook = true;
            try {
                execute(new Piece(name, 1, List.of()));
            } finally {
                inHook = false;
            }
        }
    }

    private boolean isOver(List<Execution> done) {
        return !done.isEmpty() && done.get(done.size() - 1).isFailure()
                || session.exitCode() != null
                || jump != Jump.NONE
                || session.debugger().control().isInterrupted();
    }

    private List<Piece> pieces(List<String> lines, List<Execution> done) {
        try {
            return Pieces.of(session, lines);
        } catch (CommandError error) {
            fail(lines.get(0), error, done);
            return List.of();
        }
    }

    private void fail(String line, CommandError error, List<Execution> done) {
        Execution failure = Execution.failed(line, "", error.getMessage(), error.position());
        done.add(failure);
        session.frontend().show(failure);
    }

    private void execute(Piece piece, List<Execution> done) {
        List<Statement> statements = parse(piece, done);
        for (int i = 0; i < statements.size(); i++) {
            Statement statement = statements.get(i);
            boolean last = i == statements.size() - 1;
            Execution execution = execute(piece.line(), last ? statement.with(piece.block()) : statement);
            done.add(execution);
            session.frontend().show(execution);
            session.stopCommands().carryOut(done);
            if (isOver(done)) {
                break;
            }
        }
    }

    private List<Statement> parse(Piece piece, List<Execution> done) {
        List<Statement> statements = List.of();
        try {
            statements = new CommandLine(session.table()).parse(piece.line());
        } catch (CommandError error) {
            fail(piece.line(), error, done);
        }
        if (depth == 1) {
            repeatable = statements.size() == 1 && statements.get(0).command().isRepeatable()
                    ? repeatText(statements.get(0))
                    : "";
        }
        return statements;
    }

    /** An empty line after {@code x/8i start} goes on behind it; other commands are done again as they were. */
    private static String repeatText(Statement statement) {
        if (statement.command().style() != Command.Style.FORMAT) {
            return statement.text();
        }
        String format = statement.arguments().format();
        int word = statement.text().split("[\\s/]", 2)[0].length();
        return statement.text().substring(0, word) + (format.isEmpty() ? "" : "/" + format);
    }

    private Execution execute(String line, Statement statement) {
        String name = statement.command().name();
        try {
            hook("hook-" + name);
            Arguments arguments = statement.arguments().with(session.files());
            Result result = statement.command().execute(session, arguments);
            hook("hookpost-" + name);
            return Execution.done(line, name, result);
        } catch (CommandError error) {
            return Execution.failed(line, name, error.getMessage(), error.position());
        } catch (DebugException | ExpressionException error) {
            return Execution.failed(line, name, error.getMessage(), -1);
        } catch (OutOfMemoryError tooMuch) {
            return Execution.failed(line, name, outOfMemory(statement.text()), -1);
        } catch (RuntimeException | StackOverflowError bug) {
            return Execution.failed(line, name, internal(statement.text(), bug), -1);
        }
    }

    private static String outOfMemory(String what) {
        return "no memory left for '%s' in this Java heap of %d MiB; kill VMs, delete snapshots, or start with RINGSIDE_JAVA_OPTS=-Xmx..."
                .formatted(what, Runtime.getRuntime().maxMemory() >> 20);
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
