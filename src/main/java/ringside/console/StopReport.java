package ringside.console;

import ringside.debug.Stop;

/**
 * The result of every command that runs the guest.
 *
 * @param context registers and code, or null if the user does not want them
 */
record StopReport(Stop stop, Context context) {
    /** Makes the result of a run; remembers the stop for the session. */
    static Result of(Session session, Stop stop) {
        return of(session, stop, false);
    }

    /** Makes the result of a run or, with less around it, of a step. */
    static Result of(Session session, Stop stop, boolean step) {
        session.lastStop(stop);
        boolean silent = session.stopCommands().stopped();
        session.examine().code(null);
        session.interpreter().hook("hook-stop");
        int lines = step && stop.kind() == Stop.Kind.STEP
                ? 1
                : Integer.parseInt(session.settings().get("context-lines"));
        Context context = session.settings().isOn("context") ? session.context().take(lines) : null;
        StopReport report = new StopReport(stop, context);
        return Result.of(report, text -> {
            if (!silent) {
                report.write(text, step);
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
            changes(text);
            CodeText.write(text, context.code());
            return;
        }
        text.add(Text.Role.ADDRESS, stop.location().toString());
        text.add(Text.Role.DIM, "   icount " + stop.icount()).end();
        if (context != null) {
            context.write(text);
        }
    }

    /** Writes what a step changed, in one line. */
    private void changes(Text text) {
        String gap = "   ";
        for (String name : context.changed()) {
            Long value = context.registers().get(name);
            if (name.equals("eip") || name.equals("eflags")) {
                continue;
            }
            text.add(gap).add(Text.Role.CHANGED, value == null ? flag(name) : name + String.format(" %08x", value));
            gap = "  ";
        }
        if (gap.length() == 2) {
            text.end();
        }
    }

    private String flag(String name) {
        return context.flags().contains(name) ? name.toUpperCase() : name + "=0";
    }

    private static String sentence(String reason) {
        return Character.toUpperCase(reason.charAt(0)) + reason.substring(1);
    }
}
