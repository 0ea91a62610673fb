package ringside.console;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import ringside.debug.DebugException;
import ringside.debug.expr.ExpressionException;

/** Expressions that are shown at each stop. */
final class Displays {
    /**
     * What is shown.
     *
     * @param format as behind {@code x/} or {@code print/}, may be empty
     * @param examines whether memory at the address is shown instead of the value
     */
    record Entry(int number, String format, String expression, boolean examines, boolean enabled) {
        String written() {
            return "display" + (format.isEmpty() ? "" : "/" + format) + " " + expression;
        }
    }

    /** A display and what it shows now. */
    record Shown(int number, String expression, List<String> lines) {}

    private final Session session;
    private final TreeMap<Integer, Entry> entries = new TreeMap<>();
    private int last;

    Displays(Session session) {
        this.session = session;
    }

    /** Adds an expression and returns its entry. */
    Entry add(String format, String expression, boolean examines) {
        last++;
        Entry entry = new Entry(last, format, expression, examines, true);
        entries.put(last, entry);
        return entry;
    }

    List<Entry> all() {
        return List.copyOf(entries.values());
    }

    Entry get(int number) {
        Entry entry = entries.get(number);
        if (entry == null) {
            throw new CommandError("there is no display " + number);
        }
        return entry;
    }

    void delete(int number) {
        get(number);
        entries.remove(number);
    }

    void enable(int number, boolean on) {
        Entry entry = get(number);
        entries.put(number, new Entry(number, entry.format(), entry.expression(), entry.examines(), on));
    }

    /** Evaluates all that are enabled; what cannot be shown says why. */
    List<Shown> take() {
        List<Shown> shown = new ArrayList<>();
        for (Entry entry : entries.values()) {
            if (entry.enabled()) {
                shown.add(take(entry));
            }
        }
        return shown;
    }

    /** Evaluates one. */
    Shown take(Entry entry) {
        List<String> lines;
        try {
            lines = entry.examines()
                    ? examined(entry)
                    : List.of(DataCommands.value(session, entry.format(), entry.expression()));
        } catch (CommandError | ExpressionException | DebugException failed) {
            lines = List.of(failed.getMessage());
        }
        return new Shown(entry.number(), entry.expression(), lines);
    }

    private List<String> examined(Entry entry) {
        ExamineFormat format = ExamineFormat.parse(entry.format(), ExamineFormat.DEFAULT);
        Text text = new Text();
        ExamineCommands.once(session, session.debugger().address(entry.expression()), format)
                .accept(text);
        return text.toString().lines().toList();
    }

    /** Writes what {@link #take} found, each as {@code 1: $eax = 5}. */
    static void write(Text text, List<Shown> shown) {
        for (Shown one : shown) {
            text.add(Text.Role.DIM, one.number() + ": ").add(one.expression());
            if (one.lines().size() == 1
                    && !one.lines().get(0).startsWith(" ")
                    && !one.lines().get(0).startsWith("=>")) {
                text.add(" = " + one.lines().get(0)).end();
            } else {
                text.end();
                one.lines().forEach(text::line);
            }
        }
    }
}
