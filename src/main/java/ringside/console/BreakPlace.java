package ringside.console;

import ringside.debug.Debugger;
import ringside.debug.expr.Address;
import ringside.debug.expr.ExpressionException;

/** The place of a breakpoint, which may be a name that means something only when the guest's kernel is there. */
final class BreakPlace {
    /** What lists show for the address of such a breakpoint. */
    static final String PENDING = "pending";

    /** The name of the setting that says whether such breakpoints are set. */
    static final String SETTING = "breakpoint-pending";

    private BreakPlace() {}

    /** Returns the address that {@code written} means, or null if it may mean one later; else the mistake is thrown. */
    static Address of(Session session, Arguments arguments, String written) {
        Debugger debugger = session.debugger();
        try {
            return debugger.address(written);
        } catch (ExpressionException unknown) {
            boolean named = written.matches("\\*?\\s*[A-Za-z_][A-Za-z0-9_.]*(\\s*\\+\\s*[0-9a-zA-Z]+)?");
            boolean parsed = named && !debugger.parse(written.replace("*", "")).isAssignment();
            boolean wanted =
                    switch (session.settings().get(SETTING)) {
                        case "on" -> true;
                        case "off" -> false;
                        default -> debugger.linux().mayCome();
                    };
            if (!parsed || !wanted) {
                int place = unknown.position() < 0 ? -1 : arguments.position(0) + unknown.position();
                throw new CommandError(unknown.getMessage(), place);
            }
            return null;
        }
    }

    /** Says what a breakpoint without a place waits for. */
    static String explain(int number, String written) {
        return "breakpoint " + number + " is pending: there is no '" + written
                + "' yet; it is looked for when the guest"
                + " turns paging on (a Linux kernel brings its symbols), and when symbols are read";
    }
}
