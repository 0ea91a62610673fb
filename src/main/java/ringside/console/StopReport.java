package ringside.console;

import java.util.List;
import ringside.debug.Stop;

/**
 * The result of every command that runs the guest.
 *
 * @param context registers and code, or null if the user does not want them
 * @param displays what the user wants to see at each stop
 * @param vm the virtual machine that stopped, as its guest sees itself; null for the machine
 * @param view whose registers are shown, if a monitor is under the guest, else null
 */
record StopReport(Stop stop, Context context, List<Displays.Shown> displays, String vm, String view) {
    /** Makes the result of a run; remembers the stop for the session. */
    static Result of(Session session, Stop stop) {
        return of(session, stop, false);
    }

    /** Makes the result of a run or, with less around it, of a step. */
    static Result of(Session session, Stop stop, boolean step) {
        session.lastStop(stop);
        boolean silent = session.stopCommands().stopped();
        session.examine().code(null);
        session.examine().words(null);
        session.interpreter().hook("hook-stop");
        ContextLayout layout = session.context().layout(session.settings());
        boolean stepped = step && stop.kind() == Stop.Kind.STEP;
        Context context = layout.form() == ContextLayout.Form.OFF
                ? null
                : session.context().take(stepped ? layout.forStep() : layout);
        StopReport report = new StopReport(
                stop,
                context,
                session.displays().take(),
                session.subject().vm(),
                session.subject().view());
        return Result.of(report, text -> {
            if (!silent) {
                report.write(text, step);
                Displays.write(text, report.displays());
            }
        });
    }

    private void write(Text text, boolean step) {
        boolean plain = step && stop.kind() == Stop.Kind.STEP;
        if (!stop.reason().isEmpty()) {
            text.line(stop.isEnd() ? Text.Role.ERROR : Text.Role.HEADING, sentence(stop.reason()));
        }
        stop.notes().forEach(text::line);
        if (plain && context != null) {
            context.changes(text);
            CodeText.write(text, context.code(), context.next());
            return;
        }
        if (view != null) {
            text.add(Text.Role.NAME, view + " ");
        }
        text.add(Text.Role.ADDRESS, stop.location().toString());
        text.add(Text.Role.DIM, "   icount " + stop.icount()).end();
        if (context != null) {
            context.write(text);
        }
    }

    private static String sentence(String reason) {
        return Character.toUpperCase(reason.charAt(0)) + reason.substring(1);
    }
}
