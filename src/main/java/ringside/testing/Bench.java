package ringside.testing;

import java.util.Map;
import ringside.debug.Debugger;
import ringside.script.Grants;
import ringside.script.ScriptHost;

/** Makes the machines that tests run on. */
public interface Bench {
    /** A machine, and the console's commands on it. */
    interface Session {
        /** Returns the debugger of the machine. */
        Debugger debugger();

        /** Ends what a test has made beside the machine. */
        default void begin() {}

        /** Carries out a console command for a script. */
        ScriptHost.Reply command(String line);
    }

    /**
     * Builds a machine whose guest stands at its first instruction.
     *
     * @param options what a script says about it (see {@code boot}); empty for the one of the command line
     * @param grants which files scripts may use
     * @throws ringside.debug.DebugException if there can be no such machine
     */
    Session build(Map<String, String> options, Grants grants);
}
