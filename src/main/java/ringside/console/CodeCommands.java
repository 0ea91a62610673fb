package ringside.console;

import java.util.List;
import ringside.debug.expr.Address;

/** Disassembly. */
final class CodeCommands {
    private static final int LINES = 10;
    private static final int MOST = 10_000;

    private CodeCommands() {}

    static List<Command> all() {
        return List.of(Command.named("u", "disassemble", "disas", "disasm", "unassemble")
                .in(Category.DATA)
                .summary("Disassembles at the present mode's width.")
                .syntax("u[/COUNT] [ADDRESS]", "u FROM, TO", "u FROM, +LENGTH")
                .details(
                        "Without an address: the next instruction; again: what follows. '=>' is next, '*' a breakpoint.")
                .examples("u", "u/5 start32", "u cs:ip+2", "disassemble /r start32,+16")
                .style(Command.Style.FORMAT)
                .repeats()
                .completes(Completions::address)
                .does(CodeCommands::disassemble));
    }

    private static Result disassemble(Session session, Arguments arguments) {
        // GDB's modifiers ask for what is shown anyway: /r bytes, /m and /s source, which there is none of.
        String format = arguments.format().replaceAll("[rmsi]$", "");
        if (!format.matches("[0-9]{0,6}")) {
            throw new CommandError("'" + format + "' is no count");
        }
        int count = format.isEmpty() ? LINES : Math.clamp(Integer.parseInt(format), 1, MOST);
        Address last = session.examine().code();
        if (arguments.isEmpty()) {
            return ExamineCommands.code(
                    session, last != null ? last : session.debugger().code().pc(), count);
        }
        int comma = arguments.rest(0).indexOf(',');
        boolean pair = comma < 0 && arguments.count() == 2 && !arguments.word(1).matches("[-+*/&|^].*");
        if (comma < 0 && !pair) {
            return ExamineCommands.code(session, arguments.expression(0, session.debugger()::address), count);
        }
        String from = pair ? arguments.word(0) : arguments.rest(0).substring(0, comma);
        String to = (pair ? arguments.word(1) : arguments.rest(0).substring(comma + 1)).strip();
        Address start = arguments.expression(0, from, session.debugger()::address);
        long length = to.startsWith("+")
                ? session.debugger().evaluate(to.substring(1)).bits()
                : session.debugger().address(to).value() - start.value();
        return ExamineCommands.code(session, start, within(session, start, length, format.isEmpty() ? MOST : count));
    }

    /** Returns how many instructions start in the first {@code length} bytes, at most {@code most}. */
    private static int within(Session session, Address start, long length, int most) {
        if (length <= 0) {
            throw new CommandError("the range ends before it starts");
        }
        int count = 0;
        long done = 0;
        while (done < length && count < most) {
            done += session.debugger()
                    .code()
                    .disassemble(start.plus(done), 1)
                    .get(0)
                    .length();
            count++;
        }
        return count;
    }
}
