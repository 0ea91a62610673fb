package ringside.console;

import java.util.HexFormat;
import ringside.cpu.Vcpu;
import ringside.debug.Debugger;
import ringside.isa.Decoder;
import ringside.isa.Instruction;
import ringside.isa.InstructionFacts;

/** {@code info insn}: what the table of encodings knows of an instruction, in memory or as it is written. */
final class InsnTopic {
    private InsnTopic() {}

    static Topic topic() {
        return Topic.of(
                        "insn",
                        "what is known about the next instruction, the one at ADDRESS, or one that is written",
                        InsnTopic::show)
                .taking("[ADDRESS|INSTRUCTION]");
    }

    private static Result show(Session session, Arguments arguments) {
        Debugger debugger = session.debugger();
        if (!arguments.isEmpty()
                && InstructionText.begins(arguments.word(0))
                && debugger.symbols().address(arguments.rest(0)).isEmpty()) {
            return written(debugger.cpu(), arguments);
        }
        var place = arguments.isEmpty() ? debugger.code().pc() : arguments.expression(0, debugger::address);
        Instruction instruction = debugger.code().decode(place, debugger.cpu().code32());
        if (instruction == null) {
            throw new CommandError("cannot read an instruction at " + place);
        }
        var line = debugger.code().disassemble(place, 1).get(0);
        return result(InstructionFacts.of(instruction, line.location().offset()), line.bytes());
    }

    private static Result written(Vcpu cpu, Arguments arguments) {
        byte[] code = InstructionText.bytes(arguments, arguments.rest(0), cpu.eip, cpu.code32() ? 32 : 16);
        Instruction instruction = Decoder.decode(code, 0, code.length, cpu.code32());
        if (instruction == Decoder.TRUNCATED) {
            throw arguments.error(0, "'" + arguments.rest(0) + "' is no instruction");
        }
        return result(InstructionFacts.of(instruction, cpu.eip), HexFormat.of().formatHex(code));
    }

    private static Result result(InstructionFacts facts, String bytes) {
        return Result.of(facts, text -> {
            Table table = new Table();
            table.row("instruction", facts.text());
            table.row("bytes", bytes);
            table.row("encoding", facts.encoding());
            facts.operands().forEach(operand -> table.row("operand", operand));
            table.row("implied", facts.implied().isEmpty() ? "-" : facts.implied());
            table.row("flags read", facts.flagsRead());
            table.row("flags written", facts.flagsWritten());
            table.row("flags undefined", facts.flagsUndefined());
            table.row("class", facts.privilege());
            table.row("since", facts.since());
            table.write(text);
        });
    }
}
