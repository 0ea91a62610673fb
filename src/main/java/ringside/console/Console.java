package ringside.console;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jline.reader.EndOfFileException;
import org.jline.reader.History;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import ringside.debug.MachineMode;
import ringside.debug.MachineTarget;
import ringside.debug.Stop;

/**
 * The interactive console. Reads lines on the thread that calls {@link #run}; commands go to the machine thread, and while
 * one runs, Ctrl-C interrupts it.
 */
final class Console implements Frontend {
    /** Points to the past. */
    private static final char BACK = '\u25c4';

    private final Session session;
    private final MachineThread machineThread;
    private final Terminal terminal;
    private final Printer printer;
    private final Pager pager;
    private final LineReader reader;
    private final boolean dumb;
    private boolean failed;
    private boolean inSerialTerminal;
    private boolean midLine;

    Console(Session session, MachineThread machineThread, Terminal terminal, boolean json, Path historyFile) {
        this.session = session;
        this.machineThread = machineThread;
        this.terminal = terminal;
        this.dumb =
                Terminal.TYPE_DUMB.equals(terminal.getType()) || Terminal.TYPE_DUMB_COLOR.equals(terminal.getType());
        PrintWriter out = terminal.writer();
        this.printer = new Printer(out, out, dumb ? null : terminal, json);
        this.pager = new Pager(terminal);
        this.reader = reader(historyFile);
        terminal.handle(Terminal.Signal.INT, signal -> session.interrupt());
        session.frontend(this);
        if (session.debugger().target() instanceof MachineTarget target) {
            target.serial(0).listen(this::echo);
        }
    }

    /** Shows what COM1 sends while a command runs. */
    private void echo(int octet) {
        if (!inSerialTerminal && octet != '\r' && session.settings().isOn("serial-echo")) {
            terminal.writer().write(octet);
            midLine = octet != '\n';
            if (!midLine) {
                terminal.writer().flush();
            }
        }
    }

    private LineReader reader(Path historyFile) {
        LineReaderBuilder builder = LineReaderBuilder.builder()
                .terminal(terminal)
                .appName("ringside")
                .parser(new LineParser(text -> machineThread.call(() -> session.isIncomplete(text))))
                .highlighter(new LineHighlighter(session, this::isColoured))
                .completer((lineReader, line, candidates) -> machineThread.call(() -> {
                    new LineCompleter(session).complete(lineReader, line, candidates);
                    return null;
                }))
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .option(LineReader.Option.HISTORY_IGNORE_DUPS, true)
                .option(LineReader.Option.HISTORY_TIMESTAMPED, false)
                .option(LineReader.Option.AUTO_LIST, true)
                .option(LineReader.Option.AUTO_MENU, true)
                .option(LineReader.Option.BRACKETED_PASTE, !dumb)
                .variable(LineReader.LIST_MAX, 200)
                .variable(LineReader.HISTORY_SIZE, 5000)
                .variable(LineReader.SECONDARY_PROMPT_PATTERN, "... ");
        if (historyFile != null && writable(historyFile)) {
            builder.variable(LineReader.HISTORY_FILE, historyFile);
        }
        return builder.build();
    }

    private static boolean writable(Path file) {
        try {
            Files.createDirectories(file.getParent());
            return Files.isWritable(file.getParent());
        } catch (IOException refused) {
            return false;
        }
    }

    /** Says what the user has before him. */
    void greet(Options options) {
        String guest = options.image != null
                ? options.image.toString()
                : options.kernel != null ? options.kernel.toString() : "the embedded guest";
        terminal.writer()
                .println("Ringside on " + guest + ". 'help' lists commands, 'c' runs, Ctrl-C stops, 'q' ends.");
        execute("info line");
        WarmUp.begin(session, machineThread);
    }

    /**
     * Reads and carries out lines until the user leaves.
     *
     * @return whether any command failed
     */
    boolean run() {
        int cleared = 0;
        while (session.exitCode() == null) {
            String line;
            try {
                line = reader.readLine(prompt());
                cleared = 0;
            } catch (UserInterruptException clear) {
                cleared++;
                if (cleared == 2) {
                    terminal.writer().println("Ctrl-D or 'q' ends the session.");
                }
                continue;
            } catch (EndOfFileException end) {
                // A last line without a newline is only found in the exception.
                if (end.getPartialLine() != null && !end.getPartialLine().isBlank()) {
                    execute(end.getPartialLine());
                }
                break;
            }
            execute(line);
        }
        terminal.flush();
        return failed;
    }

    private void execute(String line) {
        String meant = line.isBlank() && !session.isScriptMode()
                ? session.interpreter().repeatable()
                : line;
        if (meant.isBlank()) {
            return;
        }
        machineThread.call(() -> {
            for (Execution execution : session.execute(meant)) {
                failed |= execution.isFailure();
            }
            return null;
        });
        printer.freshLine();
    }

    private String prompt() {
        if (session.isScriptMode()) {
            return "js> ";
        }
        String vm = session.subject().vm();
        String text = machineThread.call(() -> "(ringside "
                + (vm == null ? "" : vm + " ")
                + MachineMode.of(session.debugger().cpu()).label()
                + rewound(session.debugger().control().rewound())
                + ") ");
        if (!isColoured()) {
            return text;
        }
        return new AttributedStringBuilder()
                .styled(AttributedStyle.DEFAULT.bold(), text)
                .toAnsi(terminal);
    }

    /** Marks a machine that was taken back, by so many instructions. */
    private String rewound(long instructions) {
        if (instructions == 0) {
            return "";
        }
        Charset charset = terminal.encoding();
        boolean drawn = charset != null && charset.newEncoder().canEncode(BACK);
        return " " + (drawn ? BACK : "<") + "-" + instructions;
    }

    private boolean isColoured() {
        return !dumb && session.settings().isOn("color");
    }

    @Override
    public void show(Execution execution) {
        printer.coloured(isColoured());
        printer.pager(!dumb && session.settings().isOn("pager") ? pager : null);
        if (midLine) {
            terminal.writer().println();
            midLine = false;
        }
        printer.print(execution);
    }

    @Override
    public Stop serialTerminal(Supplier<Stop> run) {
        terminal.writer().println("Serial terminal on COM1; Ctrl-] comes back.");
        terminal.flush();
        inSerialTerminal = true;
        try {
            return new SerialTerminal(session, terminal).run(run);
        } finally {
            inSerialTerminal = false;
        }
    }

    @Override
    public List<String> history() {
        List<String> lines = new ArrayList<>();
        for (History.Entry entry : reader.getHistory()) {
            lines.add(entry.line());
        }
        return lines;
    }
}
