package ringside.console;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import picocli.CommandLine;
import ringside.debug.Debugger;
import ringside.machine.ImageException;

/** Starts Ringside: reads the command line, builds the machine, and runs a batch or the console. */
public final class Main {
    static final int OK = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;

    private Main() {}

    /** Starts the program; ends the process with the exit code. */
    public static void main(String[] arguments) {
        // Truffle prints notices about a missing compiler unless it is told not to before its first class is loaded.
        System.setProperty("polyglot.engine.WarnInterpreterOnly", "false");
        System.setProperty("polyglotimpl.AttachLibraryFailureAction", "ignore");
        int code = run(arguments);
        System.out.flush();
        System.exit(code);
    }

    /** Runs the program and returns its exit code. */
    static int run(String[] arguments) {
        if (arguments.length > 0 && arguments[0].equals("test")) {
            return TestMain.run(List.of(arguments).subList(1, arguments.length));
        }
        Options options = new Options();
        CommandLine line = new CommandLine(options);
        try {
            line.parseArgs(QemuOptions.translate(List.of(arguments)).toArray(String[]::new));
        } catch (CommandLine.ParameterException | CommandError wrong) {
            System.err.println("ringside: " + wrong.getMessage());
            System.err.println("Try 'ringside --help'.");
            return USAGE;
        }
        if (line.isUsageHelpRequested()) {
            line.usage(System.out);
            return OK;
        }
        if (line.isVersionHelpRequested()) {
            line.printVersionHelp(System.out);
            return OK;
        }
        try {
            return start(options);
        } catch (CommandError | ImageException wrong) {
            System.err.println("ringside: " + wrong.getMessage());
            return USAGE;
        } catch (RuntimeException bug) {
            System.err.println("ringside: " + Interpreter.internal("start", bug));
            return FAILED;
        }
    }

    private static int start(Options options) {
        try (MachineThread machineThread = new MachineThread()) {
            Debugger debugger = machineThread.call(() -> Workshop.build(options));
            SerialLink serial = SerialLink.of(options, debugger);
            Terminal terminal = options.batch ? null : terminal();
            boolean interactive = terminal != null;
            Session session = new Session(debugger, new BatchFrontend(printer(options, serial)));
            options.grant(session.grants());
            if (interactive) {
                session.settings().set("idle", "pace");
                session.settings().set("serial-echo", "on");
            }
            serial.connect(session, machineThread, interactive);
            try (Watchdog watchdog = new Watchdog(options.timeout, session)) {
                boolean failed = interactive
                        ? console(options, session, machineThread, terminal, serial)
                        : batch(options, session, machineThread, serial);
                if (options.diskWrite) {
                    machineThread.call(() -> Workshop.writeDisks(debugger)).forEach(System.err::println);
                }
                return ExitCode.of(options, session, watchdog.expired(), failed, interactive);
            } finally {
                serial.close();
                close(terminal);
            }
        }
    }

    /** Returns the terminal the user sits at, or null if standard input or output is none. */
    private static Terminal terminal() {
        try {
            return TerminalBuilder.builder()
                    .system(true)
                    .dumb(false)
                    .nativeSignals(true)
                    .build();
        } catch (IOException | IllegalStateException none) {
            return null;
        }
    }

    private static void close(Terminal terminal) {
        try {
            if (terminal != null) {
                terminal.close();
            }
        } catch (IOException gone) {
            // The terminal went away before us; there is nobody left to tell.
            return;
        }
    }

    private static Printer printer(Options options, SerialLink serial) {
        // With COM1 on standard output, results must not mix with it.
        PrintStream results = serial.ownsStandardOutput() ? System.err : System.out;
        PrintWriter out = new PrintWriter(results, false, StandardCharsets.UTF_8);
        PrintWriter errors = new PrintWriter(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        return new Printer(out, errors, null, options.json);
    }

    private static boolean console(
            Options options, Session session, MachineThread machineThread, Terminal terminal, SerialLink serial) {
        Path history = Path.of(System.getProperty("user.home", "."), ".ringside", "history");
        Console console = new Console(session, machineThread, terminal, options.json, history);
        List<String> lines = lines(options);
        if (lines.isEmpty() && !serial.ownsStandardOutput()) {
            console.greet(options);
        }
        if (serial.ownsStandardOutput()) {
            lines.add("serial");
        }
        boolean failed = execute(session, machineThread, lines);
        return session.exitCode() == null ? failed | console.run() : failed;
    }

    private static boolean batch(Options options, Session session, MachineThread machineThread, SerialLink serial) {
        List<String> lines = lines(options);
        boolean piped = !options.batch && !serial.ownsStandardOutput();
        if (lines.isEmpty() && !piped) {
            lines.add("continue");
        }
        boolean failed = execute(session, machineThread, lines);
        return piped && session.exitCode() == null ? failed | pipe(session, machineThread) : failed;
    }

    private static List<String> lines(Options options) {
        List<String> lines = new ArrayList<>();
        options.scripts.forEach(script -> lines.add(script.line()));
        return lines;
    }

    /** Carries out lines, those of a block together. */
    private static boolean execute(Session session, MachineThread machineThread, Iterable<String> lines) {
        boolean failed = false;
        String text = "";
        for (String line : lines) {
            String soFar = text.isEmpty() ? line : text + "\n" + line;
            boolean open = machineThread.call(() -> session.isIncomplete(soFar));
            text = open ? soFar : "";
            failed |= !open && fails(session, machineThread, soFar);
            if (session.exitCode() != null || session.isTimedOut()) {
                return failed;
            }
        }
        return text.isEmpty() ? failed : fails(session, machineThread, text) | failed;
    }

    private static boolean fails(Session session, MachineThread machineThread, String text) {
        return machineThread.call(() -> session.execute(text)).stream().anyMatch(Execution::isFailure);
    }

    /** Carries out the lines of standard input, the last one with or without a newline. */
    private static boolean pipe(Session session, MachineThread machineThread) {
        try (BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            return execute(session, machineThread, input.lines()::iterator);
        } catch (IOException | UncheckedIOException broken) {
            System.err.println("ringside: standard input cannot be read: " + broken.getMessage());
            return true;
        }
    }
}
