package ringside.isa.asm;

import java.util.List;
import java.util.Set;
import ringside.isa.Instruction;
import ringside.isa.OperandCode;

/** What NASM cannot be asked for, or answers otherwise, with the reason. */
final class NasmExceptions {
    /** Hint NOPs have other names there, one for each row. */
    private static final Set<String> HINT_NOPS = Set.of(
            "0F 18 /r",
            "0F 19 /r",
            "0F 1A /r",
            "0F 1B /r",
            "0F 1C /r",
            "0F 1D /r",
            "0F 1E /r",
            "0F 1F /1",
            "0F 1F /2",
            "0F 1F /3",
            "0F 1F /4",
            "0F 1F /5",
            "0F 1F /6",
            "0F 1F /7");

    private NasmExceptions() {}

    static boolean accepts(Instruction instruction) {
        return !HINT_NOPS.contains(instruction.row.encoding())
                && !undefinedWidth(instruction)
                && !combinesTopWithItself(instruction);
    }

    /** BSWAP of a word is undefined, and an extension of a word to a word extends nothing: NASM has neither. */
    private static boolean undefinedWidth(Instruction instruction) {
        boolean word = instruction.operandSize == 16;
        return switch (instruction.row.encoding()) {
            case "0F C8+r", "0F B7 /r", "0F BF /r" -> word;
            default -> false;
        };
    }

    /** ST0 with ST0 has two encodings that mean the same; NASM takes the one that writes STi. */
    private static boolean combinesTopWithItself(Instruction instruction) {
        List<OperandCode> operands = instruction.row.operands();
        return instruction.rm == 0 && operands.contains(OperandCode.ST0) && operands.contains(OperandCode.STi);
    }
}
