package ringside.console;

import java.util.List;
import ringside.debug.HistoryLine;

/** The command that shows what the CPU executed last. */
final class InstructionHistoryCommand {
    private static final int USUAL = 20;
    private static final int MOST = 100_000;

    private InstructionHistoryCommand() {}

    static List<Command> all() {
        return List.of(Command.named("history")
                .in(Category.DATA)
                .summary("Shows the instructions that were executed last; it is always kept.")
                .syntax(
                        "history [N]",
                        "history machine [N]  (what the machine did for it under a monitor)",
                        "history lines  (the lines that you entered)")
                .details(
                        "Instructions are shown as they were when they ran, whatever has become of their code since, with what"
                                + " was delivered between them.",
                        "Under a monitor they are the guest's own, wherever they ran: directly, from the translation cache, or"
                                + " carried out by the monitor ('emulated'). 'history machine' shows what the machine itself"
                                + " executed instead, with addresses in the cache and the exceptions that led to the monitor.",
                        "Some thousand blocks of code are kept; a snapshot that is loaded begins anew.")
                .examples("history", "history 100", "history lines")
                .completes(Completions.words(
                        "machine", "what the machine did under a monitor", "lines", "the lines that you entered"))
                .does(InstructionHistoryCommand::history));
    }

    private static Result history(Session session, Arguments arguments) {
        boolean machine = arguments.word(0).equals("machine");
        arguments.atMost(machine ? 2 : 1);
        if (arguments.word(0).equals("lines")) {
            List<String> lines = session.frontend().history();
            return Result.of(lines, text -> lines.forEach(text::line));
        }
        int at = machine ? 1 : 0;
        int count = arguments.count() <= at ? USUAL : arguments.number(at, "the count", 1, MOST);
        List<HistoryLine> lines = machine
                ? session.debugger().machineHistory(count)
                : session.debugger().history(count);
        return Result.of(lines, text -> {
            Table table = new Table("icount", "address", "place", "instruction", "");
            for (HistoryLine line : lines) {
                boolean event = line.text().isEmpty();
                table.row(
                        Table.cell(Text.Role.DIM, "%d", line.icount()),
                        Table.cell(Text.Role.ADDRESS, event ? "" : "l:%08x", line.linear()),
                        Table.cell(Text.Role.NAME, "%s", line.symbol()),
                        Table.cell(event ? "-- " + line.note() : line.text()),
                        Table.cell(event ? "" : line.note()));
            }
            table.write(text);
            if (lines.isEmpty()) {
                text.line("nothing has run yet");
            }
        });
    }
}
