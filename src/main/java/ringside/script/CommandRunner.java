package ringside.script;

/** Runs console commands for scripts. */
@FunctionalInterface
public interface CommandRunner {
    /**
     * What a command answered.
     *
     * @param text what the user would see
     * @param json its structured result, or null if it has none
     * @param error why it failed, in one line, or null
     */
    record Reply(String text, String json, String error) {}

    /** Runs one command line. */
    Reply run(String line);
}
