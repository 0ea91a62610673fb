package ringside.console;

import java.util.Arrays;
import java.util.List;

/** {@code show}: what can be set, and what it is. */
final class ShowCommand {
    private ShowCommand() {}

    /** A setting as it is shown. */
    record Shown(String name, String value, String summary) {}

    static Command command() {
        return Command.named("show")
                .in(Category.CONSOLE)
                .summary("Shows settings.")
                .syntax("show", "show SETTING", "show GROUP")
                .details("A group is what stands before a point in names of settings, as dbt in dbt.chain.")
                .examples("show", "show radix", "show dbt")
                .completes(ShowCommand::complete)
                .does(ShowCommand::show);
    }

    static List<Command.Proposal> complete(Session session, List<String> words) {
        return session.settings().all().stream()
                .map(setting -> new Command.Proposal(setting.name(), setting.summary()))
                .toList();
    }

    private static Result show(Session session, Arguments arguments) {
        arguments.atMost(1);
        Settings settings = session.settings();
        if (arguments.isEmpty()) {
            return result(settings.all().stream().map(ShowCommand::shown).toList());
        }
        String word = arguments.word(0);
        List<Shown> group = groups(settings, word);
        return result(group.isEmpty() ? List.of(shown(settings.setting(word))) : group);
    }

    /** Returns the settings of some groups, in their order. */
    static List<Shown> groups(Settings settings, String... groups) {
        return settings.all().stream()
                .filter(setting ->
                        Arrays.stream(groups).anyMatch(group -> setting.name().startsWith(group + ".")))
                .map(ShowCommand::shown)
                .toList();
    }

    private static Shown shown(Settings.Setting setting) {
        String choice = setting.values().isEmpty() ? "" : " (" + String.join(", ", setting.values()) + ")";
        return new Shown(setting.name(), setting.value().get(), setting.summary() + choice);
    }

    private static Result result(List<Shown> shown) {
        return Result.of(shown, text -> write(text, shown));
    }

    static void write(Text text, List<Shown> shown) {
        Table table = new Table();
        shown.forEach(one -> table.row(
                Table.cell(Text.Role.NAME, one.name()),
                Table.cell(one.value()),
                Table.cell(Text.Role.DIM, one.summary())));
        table.write(text);
    }
}
