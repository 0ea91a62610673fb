package ringside.console;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import ringside.debug.Suggestions;

/** {@code info TOPIC}, and the short names of other debuggers for topics. */
final class InfoCommand {
    private static final List<Topic> TOPICS = topics();

    private InfoCommand() {}

    private static List<Topic> topics() {
        List<Topic> topics = new ArrayList<>();
        topics.addAll(CpuTopics.all());
        topics.addAll(TableTopics.all());
        topics.addAll(DeviceTopics.all());
        topics.addAll(MemoryTopics.all());
        topics.addAll(SymbolTopics.all());
        topics.addAll(DisplayCommands.topics());
        topics.addAll(StateNames.topics());
        topics.addAll(MonitorTopics.all());
        topics.add(FidelityTopic.topic());
        topics.add(DriftTopic.topic());
        return List.copyOf(topics);
    }

    static List<Command> all() {
        List<String> syntax = new ArrayList<>();
        List<String> details = new ArrayList<>();
        for (Topic topic : TOPICS) {
            syntax.add(("info " + topic.name() + " " + topic.syntax()).strip());
            details.add(String.format("%-12s %s", topic.name(), topic.summary()));
        }
        return List.of(
                Command.named("info", "i")
                        .in(Category.DATA)
                        .summary("Shows one aspect of the machine; 'info' alone lists them.")
                        .syntax(syntax.toArray(String[]::new))
                        .details(details.toArray(String[]::new))
                        .examples(
                                "info registers",
                                "i r eax cs.base",
                                "info gdt",
                                "info idt 0 31",
                                "info pic",
                                "info symbol $pc",
                                "i b",
                                "info eflags",
                                "info insn",
                                "info insn popf")
                        .style(Command.Style.FORMAT)
                        .completes(InfoCommand::complete)
                        .does(InfoCommand::info),
                shortcut("registers", "r", "regs", "reg"),
                shortcut("sreg"),
                shortcut("creg"),
                shortcut("dreg"),
                shortcut("fpu"));
    }

    private static Command shortcut(String topic, String... names) {
        String name = names.length == 0 ? topic : names[0];
        String[] aliases = names.length == 0 ? names : Arrays.copyOfRange(names, 1, names.length);
        return Command.named(name, aliases)
                .in(Category.DATA)
                .summary("The same as 'info " + topic + "'.")
                .syntax(name + (topic.equals("registers") ? " [NAME ...] | NAME=VALUE" : ""))
                .examples(name)
                .completes(Completions::registers)
                .does((session, arguments) -> topic(topic, session, arguments));
    }

    private static Result info(Session session, Arguments arguments) {
        if (!arguments.format().isEmpty()) {
            // QEMU's i /b PORT.
            return SystemCommands.in(session, arguments);
        }
        if (arguments.isEmpty()) {
            return Result.of(TOPICS.stream().map(Topic::name).toList(), text -> {
                Table table = new Table();
                TOPICS.forEach(topic -> table.row(
                        Table.cell(Text.Role.NAME, topic.name()),
                        Table.cell(topic.syntax()),
                        Table.cell(topic.summary())));
                table.write(text);
            });
        }
        return find(arguments.word(0), arguments).action().execute(session, arguments.skip(1));
    }

    /** Carries out the topic called {@code name}. */
    static Result topic(String name, Session session, Arguments arguments) {
        return find(name, arguments).action().execute(session, arguments);
    }

    /** Whether there is a topic of exactly that name. */
    static boolean isTopic(String name) {
        return TOPICS.stream().anyMatch(topic -> topic.names().contains(name));
    }

    private static Topic find(String word, Arguments arguments) {
        Set<Topic> candidates = new LinkedHashSet<>();
        List<String> names = new ArrayList<>();
        for (Topic topic : TOPICS) {
            names.addAll(topic.names());
            if (topic.names().contains(word)) {
                return topic;
            }
            if (topic.names().stream().anyMatch(name -> name.startsWith(word))) {
                candidates.add(topic);
            }
        }
        if (candidates.size() == 1) {
            return candidates.iterator().next();
        }
        if (candidates.isEmpty()) {
            throw arguments.error(0, "there is no info about '" + word + "'" + Suggestions.clause(word, names));
        }
        throw arguments.error(
                0,
                "'" + word + "' is ambiguous: "
                        + String.join(", ", candidates.stream().map(Topic::name).toList()));
    }

    private static List<Command.Proposal> complete(Session session, List<String> words) {
        if (words.size() <= 1) {
            return TOPICS.stream()
                    .map(topic -> new Command.Proposal(topic.name(), topic.summary()))
                    .toList();
        }
        return words.get(0).startsWith("r")
                ? Completions.registers(session, words)
                : Completions.address(session, words);
    }
}
