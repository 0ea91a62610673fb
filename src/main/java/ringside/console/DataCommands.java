package ringside.console;

import java.util.ArrayList;
import java.util.List;
import ringside.cpu.Registers;
import ringside.debug.Debugger;
import ringside.debug.expr.Address;
import ringside.debug.expr.Expression;
import ringside.debug.expr.Value;

/** print, set and kin. */
final class DataCommands {
    private static final String PRINT_FORMATS = "xduotcaisfz";

    private DataCommands() {}

    static List<Command> all() {
        return List.of(
                Command.named("print", "p", "inspect", "calc", "?", "output")
                        .in(Category.DATA)
                        .summary("Prints the value of an expression.")
                        .syntax("print[/F] EXPRESSION")
                        .details(
                                "Formats: x d u o t c a i s f z. Values are kept as $1, $2 ...; $ is the last one.",
                                "See 'help expressions'.")
                        .examples("print $eax + 4", "p/x ss:esp", "p/t $eflags", "print dword[start]@4", "p $1 * 2")
                        .style(Command.Style.FORMAT)
                        .completes(Completions::address)
                        .does(DataCommands::print),
                Command.named("set")
                        .in(Category.DATA)
                        .summary("Changes a register, memory or a setting.")
                        .syntax("set REGISTER = VALUE", "set SIZE[ADDRESS] = VALUE", "set SETTING VALUE")
                        .details("Settings are listed by 'show'. Changes of the guest go to the journal.")
                        .examples(
                                "set $eax = 5",
                                "set word[0x500] = 0x1234",
                                "set {u32}0x500 = 1",
                                "set radix 10",
                                "set $zf = 1")
                        .completes(DataCommands::completeSet)
                        .does(DataCommands::set),
                edit("eb", "bytes", 1),
                edit("ew", "words", 2),
                edit("ed", "doublewords", 4),
                ShowCommand.command());
    }

    private static Command edit(String name, String units, int size) {
        return Command.named(name)
                .in(Category.DATA)
                .summary("Writes " + units + " to memory.")
                .syntax(name + " ADDRESS VALUE ...")
                .examples(name + " 0x500 1 2 3")
                .completes(Completions::address)
                .does((session, arguments) -> edit(session, arguments, size));
    }

    /** One printed value. */
    record Printed(int number, String value, long bits, int width) {}

    private static Result print(Session session, Arguments arguments) {
        char letter = letter(arguments.format());
        if (arguments.isEmpty()) {
            throw arguments.error(0, "an expression is missing");
        }
        Debugger debugger = session.debugger();
        return arguments.expression(0, text -> {
            Expression expression = debugger.parse(text);
            int count = debugger.count(expression);
            Value value = debugger.evaluate(expression);
            String shown = count == 1 ? show(session, value, letter) : array(session, expression, value, count, letter);
            Printed printed = new Printed(debugger.remember(value), shown, value.bits(), value.width());
            return Result.of(printed, out -> out.add(Text.Role.DIM, "$" + printed.number() + " = ")
                    .add(printed.value())
                    .end());
        });
    }

    /** Returns the value of an expression as print shows it, without keeping it. */
    static String value(Session session, String format, String text) {
        Expression expression = session.debugger().parse(text);
        int count = session.debugger().count(expression);
        Value value = session.debugger().evaluate(expression);
        char letter = letter(format);
        return count == 1 ? show(session, value, letter) : array(session, expression, value, count, letter);
    }

    private static char letter(String format) {
        if (format.isEmpty()) {
            return ' ';
        }
        char letter = format.charAt(format.length() - 1);
        if (format.length() > 1 || PRINT_FORMATS.indexOf(letter) < 0) {
            throw new CommandError("'" + format + "' is no format of print; formats are x d u o t c a i s f z");
        }
        return letter;
    }

    private static String show(Session session, Value value, char letter) {
        Debugger debugger = session.debugger();
        if (letter == 's') {
            return ExamineCommands.string(session, value.toAddress()).text();
        }
        if (letter == 'i') {
            return debugger.code().disassemble(value.toAddress(), 1).get(0).text();
        }
        if (letter != ' ') {
            return ValueFormat.format(value.bits(), value.width(), letter, debugger.symbols());
        }
        Address address = value.address();
        if (address != null) {
            String name = address.isPhysical() ? "" : debugger.symbols().describe((int) address.value());
            return (address.selector() >= 0
                            ? address + " = l:" + String.format("%08x", address.value())
                            : address.toString())
                    + (name.isEmpty() ? "" : " <" + name + ">");
        }
        return value.signed()
                ? Long.toString(value.bits())
                : Long.toUnsignedString(value.bits())
                        + (value.bits() > 9 || value.bits() < 0 ? " (0x" + Long.toHexString(value.bits()) + ")" : "");
    }

    private static String array(Session session, Expression expression, Value first, int count, char letter) {
        Debugger debugger = session.debugger();
        Address place = debugger.location(expression);
        if (place == null) {
            throw new CommandError("only memory can be repeated with @: write dword[ADDRESS]@" + count);
        }
        int size = first.width() / 8;
        List<String> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Address item = place.plus((long) i * size);
            boolean readable = debugger.memory().readable(item, size) == size;
            long bits = debugger.memory().readNumber(item, size);
            Value value = first.signed() ? Value.signed(bits, first.width()) : Value.unsigned(bits, first.width());
            items.add(
                    readable
                            ? ValueFormat.format(
                                    value.bits(),
                                    value.width(),
                                    letter == ' ' ? value.signed() ? 'd' : 'x' : letter,
                                    debugger.symbols())
                            : "??");
        }
        return "{" + String.join(", ", items) + "}";
    }

    private static Result set(Session session, Arguments arguments) {
        String name = arguments.required(0, "what to set");
        boolean assignment = arguments.rest(0).matches("(?s).*[^=!<>]=[^=].*|(?s).*[^=!<>]=");
        if (!assignment) {
            return setting(session, arguments, name);
        }
        String text = name.equals("var") ? arguments.rest(1) : arguments.rest(0);
        int from = name.equals("var") ? 1 : 0;
        return arguments.expression(from, text, t -> assign(session, t));
    }

    private static Result assign(Session session, String text) {
        Expression expression = session.debugger().parse(text);
        if (!expression.isAssignment()) {
            throw new CommandError("write PLACE = VALUE, or SETTING VALUE");
        }
        session.debugger().evaluate(expression);
        String target = text.substring(0, text.indexOf('=')).strip();
        Value value = session.debugger().evaluate(target);
        String shown = show(session, value, ' ');
        return Result.of(new Printed(0, shown, value.bits(), value.width()), out -> out.line(target + " = " + shown));
    }

    private static Result setting(Session session, Arguments arguments, String name) {
        if (!session.settings().knows(name) && arguments.count() == 1) {
            throw arguments.error(
                    0, "write 'set " + name + " = VALUE', or a setting ('show' lists them) and its value");
        }
        try {
            session.settings().setting(name);
        } catch (CommandError unknown) {
            String place = Registers.find(name) == null ? "" : "; a register takes a '=': set " + name + " = VALUE";
            throw arguments.error(0, unknown.getMessage() + place);
        }
        String value = arguments.required(1, "the value of '" + name + "'");
        session.settings().set(name, value);
        return Result.message(name + " is " + value);
    }

    private static List<Command.Proposal> completeSet(Session session, List<String> words) {
        List<Command.Proposal> proposals = new ArrayList<>();
        if (words.size() <= 1) {
            proposals.addAll(ShowCommand.complete(session, words));
            proposals.addAll(Completions.address(session, words));
        } else if (words.size() == 2 && session.settings().knows(words.get(0))) {
            for (String value : session.settings().setting(words.get(0)).values()) {
                proposals.add(new Command.Proposal(value, ""));
            }
        }
        return proposals;
    }

    private static Result edit(Session session, Arguments arguments, int size) {
        arguments.required(1, "a value");
        Address place = arguments.expression(0, arguments.word(0), session.debugger()::address);
        byte[] data = new RangeArguments(session, arguments, 1).pattern(size, false);
        session.debugger().memory().write(place, data);
        return Result.message("wrote " + Quantity.of(data.length, "byte") + " at " + place);
    }

    /** One setting and its value. */
    record Shown(String name, String value, String summary) {}
}
