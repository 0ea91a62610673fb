package ringside.console;

import java.util.List;
import ringside.debug.event.Trigger;
import ringside.debug.expr.Address;
import ringside.debug.expr.Expression;

/** Commands that watch memory. */
final class WatchCommands {
    private static final int DEFAULT_SIZE = 4;
    private static final long LARGEST = 0xFFFF_FFFFL;

    private WatchCommands() {}

    static List<Command> all() {
        return List.of(
                command("watch", "Stops after the guest has written to memory.")
                        .details(
                                "ADDRESS is linear (0x500, l:0x500, a symbol), physical (p:0x500) or segmented (ds:si); LENGTH"
                                        + " is in bytes, 4 unless given. byte[A], word[A] and *A say their size themselves.",
                                "A condition may use $old, $value, $address and $size of the access.",
                                "A register stands for the address in it; 'until $eax == 5' steps until it holds a value.",
                                "Every write counts, also of the same value: add 'if $old != $value'.",
                                "Debugger, loader and instruction fetches do not trigger; page walks do on p: addresses.")
                        .examples(
                                "watch 0x500",
                                "watch 0x500,2 if $value > 5",
                                "watch p:0xb8000, 4000",
                                "watch word[0x46c] do { print $value; continue 10 }",
                                "watch w 0x500 2")
                        .does((session, arguments) -> add(session, arguments, false, true, false)),
                command("rwatch", "Stops after the guest has read memory.")
                        .examples("rwatch 0x500,2")
                        .does((session, arguments) -> add(session, arguments, true, false, false)),
                command("awatch", "Stops after the guest has read or written memory.")
                        .examples("awatch 0x500,2", "awatch ss:sp, 4")
                        .does((session, arguments) -> add(session, arguments, true, true, false)),
                command("twatch", "Watches for writes like 'watch', once.")
                        .examples("twatch 0x500")
                        .does((session, arguments) -> add(session, arguments, false, true, true)));
    }

    private static Command.Builder command(String name, String summary) {
        return Command.named(name)
                .in(Category.BREAKPOINTS)
                .summary(summary)
                .syntax(name + " ADDRESS[,LENGTH] [if CONDITION] [do { COMMANDS }]")
                .completes(Completions::address);
    }

    private static Result add(Session session, Arguments arguments, boolean read, boolean write, boolean temporary) {
        arguments.required(0, "an address");
        String first = arguments.word(0);
        if (first.equals("r") || first.equals("w") || first.equals("rw")) {
            // As Bochs writes it: the kind first, the length behind a blank.
            return place(session, arguments.skip(1), first.contains("r"), first.contains("w"), temporary);
        }
        return place(session, arguments, read, write, temporary);
    }

    private static Result place(Session session, Arguments arguments, boolean read, boolean write, boolean temporary) {
        StopPointLine line = StopPointLine.of(arguments);
        String text = line.what();
        if (text.isEmpty()) {
            throw arguments.error(0, "an address is missing");
        }
        int comma = text.lastIndexOf(',');
        String written = comma < 0 ? text : text.substring(0, comma).strip();
        String length = comma < 0 ? "" : text.substring(comma + 1).strip();
        if (comma < 0 && line.end() == 2) {
            written = arguments.word(0);
            length = arguments.word(1);
        }
        Expression expression = arguments.expression(0, written, session.debugger()::parse);
        Address address = session.debugger().location(expression);
        long size = DEFAULT_SIZE;
        if (address == null) {
            address = arguments.expression(0, written, session.debugger()::address);
        } else {
            size = session.debugger().evaluate(expression).width() / 8;
        }
        if (!length.isEmpty()) {
            size = arguments.expression(0, length, session.debugger()::evaluate).bits();
        }
        if (size < 1 || size > LARGEST) {
            throw arguments.error(0, "the length must be 1 to 0xffffffff bytes, not " + size);
        }
        return line.add(session, new Trigger.Memory(address, size, read, write), written, temporary);
    }
}
