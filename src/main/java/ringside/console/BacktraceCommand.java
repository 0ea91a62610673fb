package ringside.console;

import java.util.List;
import ringside.debug.Backtrace;
import ringside.debug.Frame;

/** {@code backtrace}. */
final class BacktraceCommand {
    private static final int FRAMES = 50;

    private BacktraceCommand() {}

    static List<Command> all() {
        return List.of(Command.named("backtrace", "bt", "where", "k")
                .in(Category.DATA)
                .summary("Shows who called the present code, and how each frame is known.")
                .syntax("backtrace [COUNT]")
                .details(
                        "A frame is known by the registers, by the instruction that stands there (stack top), by the chain of"
                                + " frame pointers, by an interrupt frame, or only by the heuristic: the first word on the"
                                + " stack that stands behind a call.")
                .examples("backtrace", "bt 5")
                .does(BacktraceCommand::backtrace));
    }

    private static Result backtrace(Session session, Arguments arguments) {
        arguments.atMost(1);
        int count = arguments.isEmpty() ? FRAMES : arguments.number(0, "the count", 1, 200);
        session.debugger().linux().findIfNeeded();
        Backtrace trace = session.debugger().backtrace(count);
        return Result.of(trace, text -> {
            Table table = new Table();
            for (Frame frame : trace.frames()) {
                table.row(
                        Table.cell("#" + frame.index()),
                        Table.cell(Text.Role.ADDRESS, "%s", frame.place().segmented()),
                        Table.cell(Text.Role.SYMBOL, "%s", frame.place().symbol()),
                        Table.cell(
                                frame.source() == Frame.Source.HEURISTIC ? Text.Role.WARNING : Text.Role.NAME,
                                "%s",
                                frame.source().words()),
                        Table.cell(Text.Role.DIM, "%s", frame.detail()));
            }
            table.write(text);
            text.line(Text.Role.DIM, trace.end());
        });
    }
}
