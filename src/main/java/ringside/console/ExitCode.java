package ringside.console;

import ringside.debug.Stop;

/** What the process ends with. */
final class ExitCode {
    private static final int TIMEOUT = 3;
    private static final int GUEST_DIED = 4;

    private ExitCode() {}

    /** Decides from what happened; in an interactive session only the user's own wish counts. */
    static int of(Options options, Session session, boolean expired, boolean failed, boolean interactive) {
        Stop last = session.lastStop();
        if (expired) {
            return TIMEOUT;
        }
        if (session.exitCode() != null && session.exitCode() != 0 || interactive) {
            return session.exitCode() == null ? Main.OK : session.exitCode();
        }
        if (last != null && last.kind() == Stop.Kind.EXIT && options.passthrough) {
            return last.code() << 1 & 0xFF | 1;
        }
        if (failed) {
            return Main.FAILED;
        }
        if (last != null && last.kind() == Stop.Kind.DIED) {
            return GUEST_DIED;
        }
        boolean unexpected = last != null && last.kind() == Stop.Kind.EXIT && last.code() != options.expectExit;
        boolean unsupported = last != null && last.kind() == Stop.Kind.UNSUPPORTED;
        return unexpected || unsupported ? Main.FAILED : Main.OK;
    }
}
