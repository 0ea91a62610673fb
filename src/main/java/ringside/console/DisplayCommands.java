package ringside.console;

import java.util.ArrayList;
import java.util.List;

/** display and undisplay. */
final class DisplayCommands {
    private DisplayCommands() {}

    static List<Command> all() {
        return List.of(
                Command.named("display")
                        .in(Category.DATA)
                        .summary("Shows an expression now and at each stop.")
                        .syntax("display[/FORMAT] EXPRESSION", "display")
                        .details(
                                "With a count, a size or one of the formats i and s it shows memory as x does,",
                                "else the value as print does. Alone it shows all there are.")
                        .examples("display/i $pc", "display $eax", "display/4xw ss:esp", "display")
                        .style(Command.Style.FORMAT)
                        .completes(Completions::address)
                        .does(DisplayCommands::display),
                Command.named("undisplay")
                        .in(Category.DATA)
                        .summary("Ends displays; without numbers all of them.")
                        .syntax("undisplay [NUMBER ...]")
                        .examples("undisplay", "undisplay 1")
                        .completes(DisplayCommands::numbers)
                        .does(DisplayCommands::undisplay));
    }

    static List<Topic> topics() {
        return List.of(Topic.of("display", "what is shown at each stop", (session, arguments) -> list(session)));
    }

    private static List<Command.Proposal> numbers(Session session, List<String> words) {
        return session.displays().all().stream()
                .map(entry -> new Command.Proposal(Integer.toString(entry.number()), entry.written()))
                .toList();
    }

    private static Result display(Session session, Arguments arguments) {
        if (arguments.isEmpty()) {
            return shown(session.displays().take());
        }
        String format = arguments.format();
        boolean examines = format.matches(".*[0-9isbhwg].*");
        String expression = arguments.rest(0);
        // A mistake is told now and not at each stop.
        arguments.expression(
                0, text -> session.debugger().evaluate(session.debugger().parse(text)));
        if (examines) {
            ExamineFormat.parse(format, ExamineFormat.DEFAULT);
        } else {
            DataCommands.value(session, format, expression);
        }
        Displays.Entry entry = session.displays().add(format, expression, examines);
        return shown(List.of(session.displays().take(entry)));
    }

    private static Result shown(List<Displays.Shown> shown) {
        return Result.of(shown, text -> Displays.write(text, shown));
    }

    private static Result undisplay(Session session, Arguments arguments) {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < arguments.count(); i++) {
            int number = arguments.number(i, "the display", 1, Integer.MAX_VALUE);
            session.displays().get(number);
            numbers.add(number);
        }
        if (arguments.isEmpty()) {
            session.displays().all().forEach(entry -> numbers.add(entry.number()));
        }
        numbers.stream().distinct().forEach(session.displays()::delete);
        return Result.message(numbers.isEmpty() ? "nothing is displayed" : "no longer displayed: " + numbers.size());
    }

    private static Result list(Session session) {
        List<Displays.Entry> entries = session.displays().all();
        return Result.of(entries, text -> {
            Table table = new Table("num", "on", "what");
            entries.forEach(entry ->
                    table.row(Integer.toString(entry.number()), entry.enabled() ? "yes" : "no", entry.written()));
            if (entries.isEmpty()) {
                text.line("nothing is displayed");
            } else {
                table.write(text);
            }
        });
    }
}
