package ringside.isa;

/**
 * Writes instructions as text, the way GNU objdump does.
 *
 * <p>Differences: prefixes without effect are not shown, nor is an index register that SIB encodes as none ({@code eiz}),
 * and the memory operand's segment is named only if it is not the default one; hint NOPs are NOPs, whatever later
 * processors made of them; reserved x87 encodings and SALC have their names instead of {@code (bad)}.
 */
public final class Disassembler {
    private Disassembler() {}

    /**
     * Returns the instruction in Intel syntax.
     *
     * @param eip offset of the instruction in CS, for branch targets
     */
    public static String intel(Instruction instruction, int eip) {
        return intel(instruction, eip, SymbolLookup.NONE);
    }

    /** Returns the instruction in Intel syntax, branch targets followed by their names. */
    public static String intel(Instruction instruction, int eip, SymbolLookup symbols) {
        return new IntelSyntax(instruction, eip, symbols).text();
    }

    /**
     * Returns the instruction in AT&amp;T syntax.
     *
     * @param eip offset of the instruction in CS, for branch targets
     */
    public static String att(Instruction instruction, int eip) {
        return att(instruction, eip, SymbolLookup.NONE);
    }

    /** Returns the instruction in AT&amp;T syntax, branch targets followed by their names. */
    public static String att(Instruction instruction, int eip, SymbolLookup symbols) {
        return new AttSyntax(instruction, eip, symbols).text();
    }
}
