package ringside.console;

import java.nio.file.Path;
import java.util.List;

/** JavaScript. */
final class ScriptCommands {
    private ScriptCommands() {}

    static List<Command> all() {
        return List.of();
    }

    /** Runs a file of JavaScript. */
    static Result run(Session session, Path file) {
        throw new CommandError("'" + file + "' is JavaScript");
    }
}
