package ringside.console;

import java.util.List;
import ringside.debug.expr.Address;

/** Disassembly. */
final class CodeCommands {
    private static final int LINES = 10;
    private static final int MOST = 10_000;

    private CodeCommands() {}

    static List<Command> all() {
        return List.of(Command.named("u", "disassemble", "disas", "unassemble")
                .in(Category.DATA)
                .summary("Disassembles at the present mode's width.")
                .syntax("u[/COUNT] [ADDRESS]")
                .details(
                        "Without an address: the next instruction; again: what follows. '=>' is next, '*' a breakpoint.")
                .examples("u", "u/5 start32", "u cs:ip+2", "disassemble")
                .style(Command.Style.FORMAT)
                .repeats()
                .completes(Completions::address)
                .does(CodeCommands::disassemble));
    }

    private static Result disassemble(Session session, Arguments arguments) {
        String format = arguments.format();
        if (!format.matches("[0-9]{0,6}i?")) {
            throw new CommandError("'" + format + "' is no count");
        }
        String digits = format.replace("i", "");
        int count = digits.isEmpty() ? LINES : Math.clamp(Integer.parseInt(digits), 1, MOST);
        Address last = session.examine().code();
        Address start = arguments.isEmpty()
                ? last != null ? last : session.debugger().code().pc()
                : arguments.expression(0, session.debugger()::address);
        return ExamineCommands.code(session, start, count);
    }
}
