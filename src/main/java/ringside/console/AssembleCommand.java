package ringside.console;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import ringside.debug.CodeLine;
import ringside.debug.Debugger;
import ringside.debug.Location;
import ringside.debug.expr.Address;
import ringside.isa.asm.Assembler;

/** Assembles instructions in place. */
final class AssembleCommand {
    private AssembleCommand() {}

    static List<Command> all() {
        return List.of(Command.named("a", "asm", "assemble", "patch")
                .in(Category.DATA)
                .summary("Assembles instructions into memory at the present mode's width.")
                .syntax("a [ADDRESS] INSTRUCTION [; INSTRUCTION ...]")
                .details(
                        "Without an address it goes on behind the last instruction assembled, or starts at the next to run.",
                        "Intel syntax as in .asm sources; db, dw and dd work too. Goes to the journal.")
                .examples("a 0x7c00 mov ax, 5; int 0x10", "a nop", "a $pc jmp $+2", "a start db 0xcc")
                .style(Command.Style.VERBATIM)
                .completes((session, words) -> mnemonics().stream()
                        .map(name -> new Command.Proposal(name, "instruction"))
                        .toList())
                .does(AssembleCommand::assemble));
    }

    private static List<String> mnemonics() {
        List<String> names = new ArrayList<>();
        Assembler.mnemonics().forEach(names::add);
        return names;
    }

    private static Result assemble(Session session, Arguments arguments) {
        String text = arguments.required(0, "an instruction");
        String first = text.split("\\s+", 2)[0];
        Debugger debugger = session.debugger();
        Address start = session.examine().assembled() != null
                ? session.examine().assembled()
                : debugger.code().pc();
        String source = text;
        if (!InstructionText.begins(first)) {
            start = arguments.expression(0, first, debugger::address);
            source = text.substring(first.length()).strip();
        }
        if (source.isEmpty()) {
            throw new CommandError("an instruction is missing");
        }
        byte[] bytes = bytes(debugger, start, source);
        debugger.memory().write(start, bytes);
        session.examine().assembled(start.plus(bytes.length));
        return show(session, start, bytes.length);
    }

    private static byte[] bytes(Debugger debugger, Address start, String source) {
        ByteArrayOutputStream code = new ByteArrayOutputStream();
        int bits = debugger.cpu().code32() ? 32 : 16;
        for (String line : source.split(";")) {
            Location place = debugger.locate(start.plus(code.size()));
            int base = place.linear() - place.offset();
            code.writeBytes(
                    InstructionText.bytes(line.strip(), place.offset(), bits, name -> symbol(debugger, base, name)));
        }
        return code.toByteArray();
    }

    /** Returns a symbol as an offset in the code segment. */
    private static OptionalInt symbol(Debugger debugger, int base, String name) {
        OptionalLong linear = debugger.symbols().address(name);
        return linear.isPresent() ? OptionalInt.of((int) linear.getAsLong() - base) : OptionalInt.empty();
    }

    private static Result show(Session session, Address start, int length) {
        List<CodeLine> lines = new ArrayList<>();
        int done = 0;
        while (done < length) {
            CodeLine line =
                    session.debugger().code().disassemble(start.plus(done), 1).get(0);
            lines.add(line);
            done += line.length();
        }
        return Result.of(lines, text -> CodeText.write(text, lines));
    }
}
