package ringside.console;

import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import ringside.isa.asm.Assembler;
import ringside.isa.asm.AssemblyException;

/** An instruction that the user wrote, as its bytes; what the assembler says is told without the line's number. */
final class InstructionText {
    /** The assembler's place in its one line. */
    private static final String PLACE = "^line:[0-9:]+ *";

    /** What an instruction or data may begin with beside the name of an instruction. */
    private static final Set<String> OTHERS =
            Set.of("db", "dw", "dd", "dq", "times", "rep", "repe", "repne", "repz", "repnz", "lock");

    private InstructionText() {}

    /** Whether a word, in either case, begins an instruction or data. */
    static boolean begins(String word) {
        return Assembler.isMnemonic(word) || OTHERS.contains(word.toLowerCase(Locale.ROOT));
    }

    /**
     * Assembles one instruction that uses no symbols.
     *
     * @param offset where in CS it will stand
     * @param bits default size of the code, 16 or 32
     * @throws CommandError that points at argument 0
     */
    static byte[] bytes(Arguments arguments, String text, int offset, int bits) {
        try {
            byte[] code = Assembler.line(text, offset, bits, name -> OptionalInt.empty());
            if (code.length > 0) {
                return code;
            }
        } catch (AssemblyException wrong) {
            String why = begins(text)
                    ? "'" + text + "' alone is no instruction: write its operands too"
                    : sentence(text, wrong);
            throw arguments.error(0, why);
        }
        throw arguments.error(0, "'" + text + "' is no instruction");
    }

    /** Assembles a line in which names may have values. */
    static byte[] bytes(String line, int offset, int bits, Function<String, OptionalInt> symbols) {
        try {
            return Assembler.line(line, offset, bits, symbols);
        } catch (AssemblyException wrong) {
            throw new CommandError(sentence(line, wrong));
        }
    }

    private static String sentence(String text, AssemblyException wrong) {
        List<String> errors = wrong.errors();
        String first = errors.isEmpty() ? wrong.getMessage() : errors.get(0);
        return "'" + text + "': " + first.replaceFirst(PLACE, "");
    }
}
