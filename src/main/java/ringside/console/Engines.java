package ringside.console;

import java.util.List;

/** The engines a machine can run on, by name. */
final class Engines {
    /** What a machine runs on unless something else is asked for. */
    static final String DEFAULT = "interpreter";

    private Engines() {}

    /** Returns the names. */
    static List<String> names() {
        return List.of(DEFAULT);
    }

    /** Fails unless there is an engine of that name. */
    static void check(String name) {
        if (!names().contains(name)) {
            throw new CommandError("there is no engine '" + name + "'; there is " + String.join(", ", names()));
        }
    }
}
