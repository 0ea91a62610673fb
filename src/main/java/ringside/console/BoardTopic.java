package ringside.console;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import ringside.base.StateWriter;
import ringside.base.Stateful;

/** {@code info device}: the parts of the board, and what is known of one. */
final class BoardTopic {
    /** Parts that a topic explains which has another name. */
    private static final Map<String, String> ELSEWHERE = Map.ofEntries(
            Map.entry("irq lines", "pic"),
            Map.entry("interrupts", "pic"),
            Map.entry("a20", "keyboard"),
            Map.entry("first hard disk", "disk"),
            Map.entry("second hard disk", "disk"),
            Map.entry("floppy drive", "disk"),
            Map.entry("ata1", "disk"),
            Map.entry("ata2", "disk"),
            Map.entry("com1", "serial"),
            Map.entry("com2", "serial"),
            Map.entry("com3", "serial"),
            Map.entry("com4", "serial"));

    /** Parts that have a topic of their name. */
    private static final Set<String> TOPICS = Set.of("pic", "pit", "keyboard", "rtc", "events");

    private BoardTopic() {}

    static Result show(Session session, Arguments arguments) {
        Map<String, Stateful> parts = session.machine().parts();
        if (arguments.isEmpty()) {
            return list(parts);
        }
        String name = arguments.rest(0);
        String topic = ELSEWHERE.getOrDefault(name, name);
        if (!parts.containsKey(name) && !InfoCommand.isTopic(topic)) {
            throw arguments.error(
                    0, "there is no device '" + name + "'; there are " + String.join(", ", parts.keySet()));
        }
        return InfoCommand.isTopic(topic)
                ? InfoCommand.topic(topic, session, arguments.skip(arguments.count()))
                : state(name, parts.get(name));
    }

    private static Result list(Map<String, Stateful> parts) {
        Map<String, String> shown = new LinkedHashMap<>();
        parts.keySet().forEach(name -> shown.put(name, explanation(name)));
        return Result.of(shown, text -> {
            Table table = new Table("device", "shown by");
            shown.forEach((name, command) -> table.row(Table.cell(Text.Role.NAME, "%s", name), Table.cell(command)));
            table.write(text);
        });
    }

    private static String explanation(String name) {
        String topic = ELSEWHERE.getOrDefault(name, name);
        return "info " + (TOPICS.contains(topic) || ELSEWHERE.containsKey(name) ? topic : "device " + name);
    }

    /** Shows what a device without a topic of its own saves: all that it can tell. */
    private static Result state(String name, Stateful part) {
        StateWriter out = new StateWriter();
        part.save(out);
        byte[] state = out.toBytes();
        String bytes = HexFormat.ofDelimiter(" ").formatHex(state, 0, Math.min(state.length, 64));
        return Result.of(
                Map.of("device", name, "state", HexFormat.of().formatHex(state)),
                text -> text.line(name + ", " + Quantity.of(state.length, "byte") + " of state: " + bytes
                        + (state.length > 64 ? " ..." : "")));
    }
}
