package ringside.isa;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What can be said of an instruction without running it, in words.
 *
 * @param text the instruction in Intel syntax
 * @param encoding the encoding's row as the SDM writes it
 * @param operands operands and what happens to them
 * @param implied registers used without being named, or empty
 * @param flagsRead flags it depends on, or {@code -}
 * @param flagsWritten flags that get a defined value, or {@code -}
 * @param flagsUndefined flags that are left undefined, or {@code -}
 * @param privilege its class, see {@link PrivilegeClass}
 * @param since since when it exists, see {@link Availability}
 */
public record InstructionFacts(
        String text,
        String encoding,
        List<String> operands,
        String implied,
        String flagsRead,
        String flagsWritten,
        String flagsUndefined,
        String privilege,
        String since) {
    /** Names of the flags by bit of EFLAGS; null for bits that are none. */
    private static final String[] FLAGS = {
        "CF", null, "PF", null, "AF", null, "ZF", "SF", "TF", "IF", "DF", "OF", "IOPL", null, "NT", null, "RF", "VM",
        "AC", "VIF", "VIP", "ID"
    };

    /** Collects the facts about {@code instruction}, which stands at offset {@code eip} in CS. */
    public static InstructionFacts of(Instruction instruction, int eip) {
        Row row = instruction.row;
        return new InstructionFacts(
                Disassembler.intel(instruction, eip),
                row.encoding(),
                operands(instruction, eip),
                ImpliedRegisters.of(instruction),
                flags(row.effects().flagsRead()),
                flags(row.effects().flagsWritten()),
                flags(row.effects().flagsUndefined()),
                row.privilege().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                row.since().name());
    }

    private static List<String> operands(Instruction instruction, int eip) {
        List<String> texts = new IntelSyntax(instruction, eip, SymbolLookup.NONE).operandTexts();
        List<OperandRole> roles = OperandRole.of(instruction.row);
        List<String> operands = new ArrayList<>();
        // XLAT's table and the registers of a sized NOP are written although the row has no operands.
        for (int i = 0; i < texts.size(); i++) {
            String role = i < roles.size() ? roles.get(i).text() : OperandRole.READ.text();
            operands.add(texts.get(i) + " (" + role + ")");
        }
        return List.copyOf(operands);
    }

    /** Returns the names of the flags in a mask of EFLAGS, or {@code -}. */
    public static String flags(int mask) {
        List<String> names = new ArrayList<>();
        for (int bit = 0; bit < FLAGS.length; bit++) {
            if ((mask >>> bit & 1) != 0 && FLAGS[bit] != null) {
                names.add(FLAGS[bit]);
            }
        }
        return names.isEmpty() ? "-" : String.join(" ", names);
    }
}
