package ringside.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import ringside.cpu.PageRange;
import ringside.cpu.PageWalk;
import ringside.cpu.Vcpu;
import ringside.debug.expr.Address;
import ringside.time.Stimulus;

/** Page walks and I/O ports. */
final class SystemCommands {
    private SystemCommands() {}

    static List<Command> all() {
        return List.of(
                Command.named("page", "walk", "gva2gpa")
                        .in(Category.SYSTEM)
                        .summary("Shows how a linear address is translated, or where a physical one is mapped.")
                        .syntax("page ADDRESS", "page p:ADDRESS  (the linear addresses that lead there)")
                        .examples("page 0xc0000000", "walk $pc", "page p:0x1000")
                        .completes(Completions::address)
                        .does(SystemCommands::page),
                port("in", 0, "Reads an I/O port as the guest would, side effects included."),
                port("ib", 1, "Reads a byte from an I/O port."),
                Command.named("peek")
                        .in(Category.SYSTEM)
                        .summary("Shows what an I/O port would read, without side effects.")
                        .syntax("peek[/b|h|w] PORT")
                        .examples("peek 0x60", "peek/w 0x500")
                        .style(Command.Style.FORMAT)
                        .does((session, arguments) -> {
                            int size = size(arguments);
                            int port = port(session, arguments);
                            return value(
                                    port, session.debugger().target().ports().peek(port, size), size);
                        }),
                Command.named("out", "ob", "o")
                        .in(Category.SYSTEM)
                        .summary("Writes to an I/O port as the guest would; goes to the journal.")
                        .syntax("out[/b|h|w] PORT VALUE")
                        .examples("out 0x70 0x0f", "out/h 0x1ce 5")
                        .style(Command.Style.FORMAT)
                        .does(SystemCommands::out));
    }

    private static Command port(String name, int size, String summary) {
        return Command.named(name)
                .in(Category.SYSTEM)
                .summary(summary)
                .syntax(size == 0 ? name + "[/b|h|w] PORT" : name + " PORT")
                .examples(name + " 0x64")
                .style(Command.Style.FORMAT)
                .does(SystemCommands::in);
    }

    private static Result page(Session session, Arguments arguments) {
        arguments.required(0, "an address");
        Address place = arguments.expression(0, session.debugger()::address);
        if (place.isPhysical()) {
            return reverse(session, place);
        }
        PageWalk walk = PageWalk.explain(session.debugger().target().guestCpu(), (int) place.value());
        return Result.of(walk, text -> write(text, walk));
    }

    /** Lists the linear addresses at which a physical one is mapped. */
    private static Result reverse(Session session, Address place) {
        Vcpu cpu = session.debugger().cpu();
        if (!cpu.mmu.paging()) {
            String linear = place.toString().substring(2);
            return Result.of(List.of("l:" + linear), text -> text.line(place + " = l:" + linear + " (paging is off)"));
        }
        List<String> found = new ArrayList<>();
        for (PageRange range : PageRange.between(cpu, 0, 0xFFFF_FFFFL)) {
            long distance = place.value() - range.start().physical();
            if (distance >= 0 && distance <= range.last() - range.first()) {
                found.add(String.format(
                        "l:%08x  %s%s",
                        range.first() + distance,
                        range.start().rights(),
                        range.start().large() ? " large" : ""));
            }
        }
        return Result.of(found, text -> {
            found.forEach(linear -> text.line(place + " = " + linear));
            if (found.isEmpty()) {
                text.line(place + " is mapped nowhere");
            }
        });
    }

    private static void write(Text text, PageWalk walk) {
        String linear = String.format("l:%08x", walk.linear());
        if (walk.levels().isEmpty()) {
            text.line(linear + " = p:" + linear.substring(2) + " (paging is off)");
            return;
        }
        Table table = new Table();
        for (PageWalk.Level level : walk.levels()) {
            table.row(
                    Table.cell(Text.Role.NAME, "%s", level.name()),
                    Table.cell(Text.Role.ADDRESS, "p:%08x", level.address()),
                    Table.cell(String.format("%0" + 2 * level.bytes() + "x", level.value())),
                    Table.cell(level.flags()));
        }
        table.write(text);
        PageWalk.Translation translation = walk.translation();
        if (translation.physical() < 0) {
            text.line(Text.Role.ERROR, linear + " is not mapped: " + translation.problem());
        } else {
            text.line(linear + " = " + described(translation));
        }
        PageWalk.Translation cached = walk.cached();
        if (cached != null) {
            boolean same = cached.physical() == translation.physical()
                    && cached.rights().equals(translation.rights());
            text.line(
                    same ? Text.Role.DIM : Text.Role.WARNING,
                    same ? "the TLB agrees" : "the TLB says " + described(cached));
        }
    }

    private static String described(PageWalk.Translation translation) {
        return String.format(
                "p:%08x  %s%s%s",
                translation.physical(),
                translation.rights(),
                translation.large() ? " large" : "",
                translation.global() ? " global" : "");
    }

    private static int size(Arguments arguments) {
        return switch (arguments.format()) {
            case "", "b" -> 1;
            case "h" -> 2;
            case "w" -> 4;
            default -> throw new CommandError("the size of a port access is b (1 byte), h (2) or w (4)");
        };
    }

    private static int port(Session session, Arguments arguments) {
        arguments.required(0, "a port");
        long port = arguments
                .expression(0, arguments.word(0), session.debugger()::evaluate)
                .bits();
        if (port < 0 || port > 0xFFFF) {
            throw arguments.error(0, "ports are 0 to 0xffff");
        }
        return (int) port;
    }

    /** Reads a port; the format says how wide. */
    static Result in(Session session, Arguments arguments) {
        arguments.atMost(1);
        int size = size(arguments);
        int port = port(session, arguments);
        int value = session.debugger().target().ports().peek(port, size);
        session.debugger().target().stimulate(new Stimulus.PortRead(port, size));
        return value(port, value, size);
    }

    private static Result value(int port, int value, int size) {
        long unsigned = size == 4 ? value & 0xFFFF_FFFFL : value & (1L << 8 * size) - 1;
        return Result.of(
                Map.of("port", port, "value", unsigned),
                text -> text.line(String.format("port %04x: %0" + 2 * size + "x", port, unsigned)));
    }

    private static Result out(Session session, Arguments arguments) {
        int size = size(arguments);
        int port = port(session, arguments);
        arguments.required(1, "a value");
        long value = arguments.expression(1, session.debugger()::evaluate).bits();
        session.debugger().target().stimulate(new Stimulus.PortWrite(port, size, (int) value));
        return Result.message(String.format("wrote %x to port %04x", value, port));
    }
}
