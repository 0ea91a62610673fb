package ringside.console;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
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
            text.lines().forEach(this::line);
        }
        out.flush();
        errors.flush();
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
        int position = execution.position();
        String line = execution.line();
        if (position >= 0 && position <= line.length() && line.length() < 200 && !line.contains("\n")) {
            errors.println("  " + line);
            errors.println("  " + line.substring(0, position).replaceAll("[^\t]", " ") + "^");
        }
        AttributedString message =
                new Text().line(Text.Role.ERROR, execution.error()).lines().get(0);
        errors.println(terminal == null ? message.toString() : message.toAnsi(terminal));
    }

    /** Writes a line of text. */
    void line(AttributedString line) {
        out.println(terminal == null ? line.toString().stripTrailing() : line.toAnsi(terminal));
    }
}
