package ringside.console;

import java.util.ArrayList;
import java.util.List;
import ringside.debug.Breakpoint;
import ringside.debug.event.Trigger;
import ringside.debug.expr.Expression;

/**
 * The parts of a line that sets a stop point: what it waits for, {@code [if CONDITION] [do { COMMANDS }]}.
 *
 * @param end index of the first argument that is no longer part of what it waits for
 * @param condition index of the condition's first word, or -1
 * @param block index of the block of commands, or the number of arguments
 */
record StopPointLine(Arguments arguments, int end, int condition, int block) {
    private static final int WORD = 2;

    static StopPointLine of(Arguments arguments) {
        int count = arguments.count();
        int block = endsInBlock(arguments) ? count - 1 : count;
        int keyword = arguments.find("if");
        boolean conditional = keyword >= 0 && keyword < block;
        return new StopPointLine(arguments, conditional ? keyword : block, conditional ? keyword + 1 : -1, block);
    }

    /** Whether the last argument is a block in braces. */
    static boolean endsInBlock(Arguments arguments) {
        int count = arguments.count();
        return count > 0 && isBlock(arguments.words().get(count - 1));
    }

    private static boolean isBlock(Arguments.Word word) {
        return !word.quoted() && word.text().matches("(?s)do\\s*\\{.*\\}");
    }

    /** Returns the text of what it waits for. */
    String what() {
        return end == arguments.count() ? arguments.rest(0) : arguments.between(0, end);
    }

    /** Returns the lines of a block in braces, which may be nested. */
    static List<String> block(Arguments arguments, int index) {
        Arguments.Word word = arguments.words().get(index);
        if (!isBlock(word)) {
            throw arguments.error(index, "write the commands as do { COMMAND; COMMAND }");
        }
        String text = word.text().substring(WORD).strip();
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        int depth = 0;
        boolean quoted = false;
        for (int i = 1; i < text.length() - 1; i++) {
            char c = text.charAt(i);
            quoted ^= c == '"';
            depth += quoted ? 0 : c == '{' ? 1 : c == '}' ? -1 : 0;
            if (!quoted && depth == 0 && (c == ';' || c == '\n')) {
                lines.add(line.toString().strip());
                line.setLength(0);
            } else {
                line.append(c);
            }
        }
        lines.add(line.toString().strip());
        lines.removeIf(String::isEmpty);
        return lines;
    }

    /** Sets the stop point and shows it. */
    Result add(Session session, Trigger trigger, String written, boolean temporary) {
        Expression expression = condition < 0 ? null : condition(session, trigger);
        List<String> commands = block < arguments.count() ? block(arguments, block) : List.of();
        Breakpoint breakpoint = session.debugger().breakpoints().add(trigger, written, temporary, expression);
        session.debugger().breakpoints().commands(breakpoint.number(), commands);
        BreakpointCommands.View view = BreakpointCommands.View.of(session, breakpoint);
        return Result.of(view, text -> text.line(view.sentence()));
    }

    private Expression condition(Session session, Trigger trigger) {
        if (condition >= block) {
            throw arguments.error(condition, "the condition after 'if' is missing");
        }
        String text = block == arguments.count() ? arguments.rest(condition) : arguments.between(condition, block);
        return condition(session, arguments, condition, text, trigger);
    }

    /** Parses a condition and tries it once, so that unknown names are found now. */
    static Expression condition(Session session, Arguments arguments, int from, Trigger trigger) {
        return condition(session, arguments, from, arguments.rest(from), trigger);
    }

    private static Expression condition(
            Session session, Arguments arguments, int from, String written, Trigger trigger) {
        return arguments.expression(from, written, text -> {
            Expression expression = session.debugger().parse(text);
            if (expression.isAssignment()) {
                throw arguments.error(from, "a condition cannot assign; write == to compare");
            }
            session.debugger().breakpoints().tryCondition(trigger, expression);
            return expression;
        });
    }
}
