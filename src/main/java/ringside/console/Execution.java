package ringside.console;

/**
 * A command that was carried out, or not.
 *
 * @param line the line it stood in
 * @param command canonical name; empty if the line did not parse
 * @param result what came of it, or null
 * @param error one line that says why not, or null
 * @param position where in the line the trouble starts, or -1
 */
record Execution(String line, String command, Result result, String error, int position) {
    static Execution done(String line, String command, Result result) {
        return new Execution(line, command, result, null, -1);
    }

    static Execution failed(String line, String command, String error, int position) {
        return new Execution(line, command, null, error, position);
    }

    boolean isFailure() {
        return error != null || result.failed();
    }
}
