package ringside.console;

import java.util.List;

/**
 * A subcommand of {@code info}.
 *
 * @param names canonical name first
 */
record Topic(List<String> names, String syntax, String summary, Command.Action action) {
    static Topic of(String name, String summary, Command.Action action) {
        return new Topic(List.of(name.split(" ")), "", summary, action);
    }

    Topic taking(String newSyntax) {
        return new Topic(names, newSyntax, summary, action);
    }

    String name() {
        return names.get(0);
    }
}
