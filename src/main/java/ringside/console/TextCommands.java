package ringside.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import ringside.debug.expr.Value;

/** echo and printf. */
final class TextCommands {
    private TextCommands() {}

    static List<Command> all() {
        return List.of(
                Command.named("echo")
                        .in(Category.CONSOLE)
                        .summary("Prints text and ends the line.")
                        .syntax("echo TEXT")
                        .details(
                                "\\n, \\t and \\\\ are what they are in C; 'printf' prints values and leaves lines open.")
                        .examples("echo hello", "echo \"two  blanks\"")
                        .does(TextCommands::echo),
                Command.named("printf")
                        .in(Category.CONSOLE)
                        .summary("Prints values in a format as C's printf does.")
                        .syntax("printf \"FORMAT\", EXPRESSION, ...")
                        .details(
                                "Conversions: %d %i %u %x %X %o %c %s %p %%, with flags and width; %s takes the address of"
                                        + " a string.",
                                "The line ends with \\n only.")
                        .examples("printf \"eax is %08x\\n\", $eax", "printf \"%s\\n\", 0x500")
                        .completes(Completions::address)
                        .does(TextCommands::printf));
    }

    private static Result echo(Session session, Arguments arguments) {
        StringBuilder words = new StringBuilder();
        for (Arguments.Word word : arguments.words()) {
            words.append(words.isEmpty() ? "" : " ")
                    .append(word.quoted() ? word.text() : CommandLine.unquote('"' + word.text() + '"'));
        }
        String all = words.toString();
        return Result.of(Map.of("text", all), text -> text.line(all.endsWith("\n") ? all.stripTrailing() : all));
    }

    private static Result printf(Session session, Arguments arguments) {
        String format = arguments.required(0, "the format");
        if (!arguments.words().get(0).quoted()) {
            throw arguments.error(0, "the format stands in double quotes");
        }
        PrintFormat parsed = PrintFormat.parse(format);
        List<String> expressions = expressions(arguments.rest(1));
        if (expressions.size() != parsed.conversions()) {
            throw arguments.error(
                    1,
                    "the format takes " + Quantity.of(parsed.conversions(), "value") + ", not " + expressions.size());
        }
        List<Value> values = new ArrayList<>();
        for (String expression : expressions) {
            values.add(session.debugger().evaluate(expression));
        }
        String shown = parsed.format(values, place -> ExamineCommands.text(session, place));
        return Result.of(Map.of("text", shown), text -> {
            text.line(shown.endsWith("\n") ? shown.substring(0, shown.length() - 1) : shown);
            if (!shown.endsWith("\n")) {
                text.unended();
            }
        });
    }

    /** Splits at commas outside of brackets; a leading comma is the one behind the format. */
    private static List<String> expressions(String text) {
        List<String> expressions = new ArrayList<>();
        int depth = 0;
        int start = text.startsWith(",") ? 1 : 0;
        for (int i = start; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : ',';
            depth += "([{".indexOf(c) >= 0 ? 1 : ")]}".indexOf(c) >= 0 ? -1 : 0;
            boolean comma = c == ',' && !(i > 0 && i + 1 < text.length() && text.startsWith("','", i - 1));
            if (comma && (depth <= 0 || i == text.length())) {
                String expression = text.substring(start, i).strip();
                if (!expression.isEmpty() || i < text.length()) {
                    expressions.add(expression);
                }
                start = i + 1;
            }
        }
        return expressions;
    }
}
