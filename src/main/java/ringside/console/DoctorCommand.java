package ringside.console;

import java.util.List;
import java.util.Locale;
import ringside.debug.doctor.FaultStory;
import ringside.debug.doctor.Finding;
import ringside.debug.doctor.ModeDoctor;

/** The command that looks for the missing step of a mode switch. */
final class DoctorCommand {
    private DoctorCommand() {}

    static List<Command> all() {
        return List.of(Command.named("doctor")
                .in(Category.SYSTEM)
                .summary("Goes through the steps into protected mode and names what is missing or wrong.")
                .details(
                        "A20, GDT, CR0.PE, far jump, CS.D, data segments, IDT, paging; judged by the present state and the"
                                + " last faults, which are shown too.",
                        "A triple fault says the same by itself, before the reset.")
                .examples("doctor")
                .does(DoctorCommand::examine));
    }

    /** What is found: the steps, and the faults that led to the last one. */
    record Report(List<Finding> steps, List<String> faults) {}

    private static Result examine(Session session, Arguments arguments) {
        arguments.atMost(0);
        Report report = new Report(ModeDoctor.examine(session.debugger()), FaultStory.of(session.debugger()));
        return Result.of(report, text -> write(text, report));
    }

    private static void write(Text text, Report report) {
        Table table = new Table();
        for (Finding finding : report.steps()) {
            Text.Role role =
                    switch (finding.state()) {
                        case DONE -> Text.Role.DIM;
                        case OPEN -> Text.Role.PLAIN;
                        case WRONG -> Text.Role.ERROR;
                    };
            table.row(
                    Table.cell(role, "%s", finding.state().name().toLowerCase(Locale.ROOT)),
                    Table.cell(Text.Role.NAME, "%s", finding.step()),
                    Table.cell(finding.text()));
        }
        table.write(text);
        if (!report.faults().isEmpty()) {
            text.line("last faults:");
            report.faults().forEach(text::line);
        }
    }
}
