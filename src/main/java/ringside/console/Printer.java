package ringside.console;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;

/** Writes executions as text, with colours if the terminal has them, or as one line of JSON each. */
final class Printer {
    private static final Gson GSON = new GsonBuilder()
            .disableHtmlEscaping()
            .serializeSpecialFloatingPointValues()
            .create();

    private final PrintWriter out;
    private final PrintWriter errors;
    private final Terminal terminal;
    private final boolean json;
    private Pager pager;
    private boolean coloured = true;
    private boolean midLine;

    /**
     * Makes a printer.
     *
     * @param terminal what colours are for, or null for plain text
     */
    Printer(PrintWriter out, PrintWriter errors, Terminal terminal, boolean json) {
        this.out = out;
        this.errors = errors;
        this.terminal = terminal;
        this.json = json;
    }

    /** Returns a printer for results that nobody reads. */
    static Printer nowhere() {
        PrintWriter nothing = new PrintWriter(Writer.nullWriter());
        return new Printer(nothing, nothing, null, false);
    }

    /** Sets who shows what is longer than the screen, or null to let it scroll. */
    void pager(Pager newPager) {
        pager = newPager;
    }

    /** Switches colours on or off; without a terminal there are none. */
    void coloured(boolean on) {
        coloured = on;
    }

    /** Returns a structure as JSON. */
    static String json(Object data) {
        return GSON.toJson(data);
    }

    /** Writes what came of a command. */
    void print(Execution execution) {
        if (json) {
            printJson(execution);
        } else if (execution.error() != null) {
            printError(execution);
        } else {
            Text text = new Text();
            execution.result().view().accept(text);
            print(text);
        }
        out.flush();
        errors.flush();
    }

    private void print(Text text) {
        List<AttributedString> lines = text.lines();
        if (pager != null && !text.isUnended() && pager.isNeeded(lines.size())) {
            pager.show(lines);
            return;
        }
        for (int i = 0; i < lines.size(); i++) {
            midLine = text.isUnended() && i == lines.size() - 1;
            out.print(rendered(lines.get(i)) + (midLine ? "" : System.lineSeparator()));
        }
    }

    private void printJson(Execution execution) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("command", execution.command());
        line.put("ok", !execution.isFailure());
        if (execution.error() != null) {
            line.put("error", execution.error());
            if (execution.position() >= 0) {
                line.put("column", execution.position());
            }
        } else {
            line.put("data", execution.result().data());
        }
        out.println(GSON.toJson(line));
    }

    /** Writes the line with a caret under the error if there is a place to point at, then the message. */
    private void printError(Execution execution) {
        freshLine();
        int position = execution.position();
        String line = execution.line();
        if (position >= 0 && position <= line.length() && line.length() < 200 && !line.contains("\n")) {
            errors.println("  " + line);
            errors.println("  " + line.substring(0, position).replaceAll("[^\t]", " ") + "^");
        }
        for (String message : execution.error().split("\n")) {
            AttributedString styled =
                    new Text().line(Text.Role.ERROR, message).lines().get(0);
            errors.println(rendered(styled));
        }
    }

    /** Ends a line that is still open. */
    void freshLine() {
        if (midLine) {
            out.println();
            out.flush();
            midLine = false;
        }
    }

    private String rendered(AttributedString line) {
        return terminal == null || !coloured ? line.toString().stripTrailing() : line.toAnsi(terminal);
    }
}
