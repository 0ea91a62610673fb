package ringside.console;

import java.util.List;

/** What other tools call the verbs of {@code snapshot}. */
final class StateNames {
    private StateNames() {}

    static List<Command> all() {
        return List.of(
                named("savevm", "save", "NAME [FILE]", "savevm a"),
                named("loadvm", "load", "NAME | FILE", "loadvm a"),
                named("delvm", "delete", "NAME", "delvm a"),
                named("restart", "load", "NAME", "restart 1"),
                Command.named("checkpoint")
                        .in(Category.STATE)
                        .summary("Keeps the state of the whole machine under the next number; 'restart N' goes back.")
                        .syntax("checkpoint")
                        .examples("checkpoint")
                        .does((session, arguments) -> {
                            arguments.atMost(0);
                            int number = 1;
                            while (session.snapshots().containsKey(Integer.toString(number))) {
                                number++;
                            }
                            return SnapshotCommand.execute(
                                    session,
                                    arguments.behind(Integer.toString(number)).behind("save"));
                        }));
    }

    static List<Topic> topics() {
        return List.of(Topic.of(
                "snapshots checkpoints",
                "the snapshots that are kept",
                (session, arguments) -> SnapshotCommand.execute(session, arguments.behind("list"))));
    }

    private static Command named(String name, String verb, String syntax, String example) {
        return Command.named(name)
                .in(Category.STATE)
                .summary("The same as 'snapshot " + verb + "'.")
                .syntax(name + " " + syntax)
                .examples(example)
                .completes((session, words) -> session.snapshots().keySet().stream()
                        .map(known -> new Command.Proposal(known, "snapshot"))
                        .toList())
                .does((session, arguments) -> SnapshotCommand.execute(session, arguments.behind(verb)));
    }
}
