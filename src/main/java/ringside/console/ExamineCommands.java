package ringside.console;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import ringside.debug.CodeLine;
import ringside.debug.Debugger;
import ringside.debug.expr.Address;
import ringside.debug.expr.Value;

/** x, xp and the memory dumps of other debuggers. */
final class ExamineCommands {
    private static final int LONGEST_STRING = 200;
    private static final int DUMP_BYTES = 128;

    private ExamineCommands() {}

    static List<Command> all() {
        return List.of(
                Command.named("x")
                        .in(Category.DATA)
                        .summary("Examines memory.")
                        .syntax("x/[COUNT][FORMAT][SIZE] [ADDRESS]")
                        .details(
                                "Formats: x hex, d signed, u unsigned, o octal, t binary, c character, a address,"
                                        + " s string, i instruction, f float, z hex with zeros.",
                                "Sizes: b 1 byte, h 2, w 4, g 8. Missing parts are those of the last x.",
                                "Without an address, or with an empty line, it goes on behind what was shown.")
                        .examples("x/8xb 0x7c00", "x/4i $pc", "x/s 0x500", "x/4xw ss:esp", "x")
                        .style(Command.Style.FORMAT)
                        .repeats()
                        .completes(Completions::address)
                        .does((session, arguments) -> examine(session, arguments, false)),
                Command.named("xp")
                        .in(Category.DATA)
                        .summary("Examines physical memory; formats as for x.")
                        .syntax("xp/[COUNT][FORMAT][SIZE] [ADDRESS]")
                        .examples("xp/16xb 0xb8000")
                        .style(Command.Style.FORMAT)
                        .repeats()
                        .does((session, arguments) -> examine(session, arguments, true)),
                dump("db", "hexdump", 1, 'x'),
                dump("dw", "", 2, 'x'),
                dump("dd", "", 4, 'x'),
                dump("dq", "", 8, 'x'),
                Command.named("da", "print-string")
                        .in(Category.DATA)
                        .summary("Shows the string at an address.")
                        .syntax("da [ADDRESS]")
                        .examples("da 0x500")
                        .completes(Completions::address)
                        .does((session, arguments) -> {
                            Address start =
                                    start(session, arguments, session.examine().memory());
                            return show(session, start, new ExamineFormat(1, 's', 1));
                        }));
    }

    private static Command dump(String name, String alias, int size, char letter) {
        String[] aliases = alias.isEmpty() ? new String[0] : new String[] {alias};
        String unit = size == 1 ? "bytes, with text" : size + "-byte numbers";
        return Command.named(name, aliases)
                .in(Category.DATA)
                .summary("Dumps memory as " + unit + ".")
                .syntax(name + " [ADDRESS]")
                .examples(name + " 0x500")
                .repeats()
                .completes(Completions::address)
                .does((session, arguments) -> {
                    Address start = start(session, arguments, session.examine().memory());
                    return show(session, start, new ExamineFormat(DUMP_BYTES / size, letter, size));
                });
    }

    /**
     * A line of memory.
     *
     * @param address where it starts
     * @param symbol what is there by name, or empty
     * @param values units as text, {@code ??} where nothing can be read
     * @param characters the bytes as text, for dumps of bytes
     */
    record Line(String address, String symbol, List<String> values, String characters) {}

    /** A string and how many bytes it took, its zero included. */
    record StringAt(String text, int length) {}

    private static Address start(Session session, Arguments arguments, Address last) {
        if (!arguments.isEmpty()) {
            return arguments.expression(0, session.debugger()::address);
        }
        return last != null ? last : session.debugger().code().pc();
    }

    private static Result examine(Session session, Arguments arguments, boolean physical) {
        ExamineFormat format =
                ExamineFormat.parse(arguments.format(), session.examine().format());
        session.examine().format(new ExamineFormat(1, format.letter(), format.size()));
        Address last = format.letter() == 'i' && session.examine().code() != null
                ? session.examine().code()
                : session.examine().memory();
        Address start = start(session, arguments, last);
        if (physical && !start.isPhysical()) {
            start = Address.physical(start.value());
        }
        return format.letter() == 'i' ? code(session, start, format.count()) : show(session, start, format);
    }

    /** Disassembles and remembers where to go on. */
    static Result code(Session session, Address start, int count) {
        List<CodeLine> lines = session.debugger().code().disassemble(start, count);
        Address next = start;
        for (CodeLine line : lines) {
            next = next.plus(line.length());
        }
        session.examine().code(next);
        session.examine().memory(next);
        return Result.of(lines, text -> CodeText.write(text, lines));
    }

    private static Result show(Session session, Address start, ExamineFormat format) {
        List<Line> lines =
                format.letter() == 's' ? strings(session, start, format.count()) : units(session, start, format);
        return Result.of(lines, text -> {
            if (format.letter() != 's') {
                text.line(Text.Role.DIM, format.count() + " x " + Quantity.of(format.size(), "byte"));
            }
            for (Line line : lines) {
                text.add(Text.Role.ADDRESS, line.address());
                if (!line.symbol().isEmpty()) {
                    text.add(Text.Role.SYMBOL, " <" + line.symbol() + ">");
                }
                text.add(":  " + String.join("  ", line.values()));
                if (!line.characters().isEmpty()) {
                    text.add("  " + line.characters());
                }
                text.end();
            }
        });
    }

    private static List<Line> units(Session session, Address start, ExamineFormat format) {
        Debugger debugger = session.debugger();
        boolean plainHex = format.letter() == 'x';
        int perLine = plainHex
                ? 16 / format.size()
                : format.letter() == 'a' || format.letter() == 't' ? 1 : 8 / Math.min(4, format.size());
        List<Line> lines = new ArrayList<>();
        Address place = start;
        for (int done = 0; done < format.count(); done += perLine) {
            int now = Math.min(perLine, format.count() - done);
            List<String> values = new ArrayList<>();
            StringBuilder characters = new StringBuilder();
            for (int i = 0; i < now; i++) {
                values.add(unit(debugger, place.plus((long) i * format.size()), format));
            }
            for (int i = 0; plainHex && format.size() == 1 && i < now; i++) {
                int octet = debugger.memory().peek(place.plus(i));
                characters.append(octet >= 32 && octet < 127 ? (char) octet : '.');
            }
            lines.add(new Line(place.toString(), name(debugger, place), values, characters.toString()));
            place = place.plus((long) now * format.size());
        }
        session.examine().memory(place);
        remember(debugger, start, format.size());
        return lines;
    }

    private static void remember(Debugger debugger, Address start, int size) {
        long bits = debugger.memory().readNumber(start, size);
        debugger.lookedAt(start, Value.unsigned(bits, 8 * size));
    }

    private static String unit(Debugger debugger, Address place, ExamineFormat format) {
        int digits = 2 * format.size();
        if (debugger.memory().readable(place, format.size()) < format.size()) {
            return "?".repeat(format.letter() == 'x' ? digits : 2);
        }
        long bits = debugger.memory().readNumber(place, format.size());
        if (format.letter() == 'x') {
            return String.format("%0" + digits + "x", bits);
        }
        return ValueFormat.format(bits, 8 * format.size(), format.letter(), debugger.symbols());
    }

    private static String name(Debugger debugger, Address place) {
        return place.isPhysical() ? "" : debugger.symbols().describe((int) place.value());
    }

    private static List<Line> strings(Session session, Address start, int count) {
        List<Line> lines = new ArrayList<>();
        Address place = start;
        for (int i = 0; i < count; i++) {
            StringAt string = string(session, place);
            lines.add(new Line(place.toString(), name(session.debugger(), place), List.of(string.text()), ""));
            place = place.plus(string.length());
        }
        session.examine().memory(place);
        remember(session.debugger(), start, 1);
        return lines;
    }

    /** Reads the string at a place, in quotes; a long one ends with dots. */
    static StringAt string(Session session, Address place) {
        StringBuilder text = new StringBuilder("\"");
        for (int i = 0; i < LONGEST_STRING; i++) {
            int octet = session.debugger().memory().peek(place.plus(i));
            if (octet <= 0) {
                return new StringAt(
                        octet < 0 && i == 0 ? "??" : text.append('"').toString(), i + 1);
            }
            text.append(octet == '"' ? "\\\"" : ValueFormat.printable(octet));
        }
        return new StringAt(text.append("\"...").toString(), LONGEST_STRING);
    }

    /** Returns the string at a place without quotes, as far as it can be read. */
    static String text(Session session, Address place) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < LONGEST_STRING; i++) {
            int octet = session.debugger().memory().peek(place.plus(i));
            if (octet <= 0) {
                break;
            }
            text.append((char) octet);
        }
        return text.toString();
    }

    /** Examines memory without moving on what x goes on with. */
    static Consumer<Text> once(Session session, Address start, ExamineFormat format) {
        ExamineState state = session.examine();
        Address memory = state.memory();
        Address code = state.code();
        Result result = format.letter() == 'i' ? code(session, start, format.count()) : show(session, start, format);
        state.memory(memory);
        state.code(code);
        return result.view();
    }
}
