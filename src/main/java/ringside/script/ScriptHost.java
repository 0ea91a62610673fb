package ringside.script;

import java.util.Map;
import ringside.debug.Debugger;

/** What surrounds scripts: the machine that they drive, and how far they may reach beyond it. */
public interface ScriptHost {
    /**
     * What a command answered.
     *
     * @param text what the user would see
     * @param json its structured result, or null if it has none
     * @param error why it failed, in one line, or null
     */
    record Reply(String text, String json, String error) {}

    /** Returns the debugger of the present machine. */
    Debugger debugger();

    /** Runs one console command for a script. */
    Reply command(String line);

    /** Takes each line that a script prints. */
    void print(String line);

    /**
     * Replaces the machine by one with another guest.
     *
     * @param options names and values as in the function {@code boot} of the interface; what is repeated is in lines
     * @throws ringside.debug.DebugException if that is not possible
     */
    void boot(Map<String, String> options);

    /** Returns what the user has set a parameter of scripts to, or null. */
    String parameter(String name);

    /** Returns the files that scripts may read. */
    Grants grants();
}
