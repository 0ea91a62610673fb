package ringside.isa.asm;

import java.util.List;
import ringside.isa.Operand;

/**
 * The value of an expression: a number, plus a multiple of the image's address, plus scaled registers.
 *
 * @param number the number; addresses are in it, with the origin
 * @param relocations how many addresses of the image were added less those subtracted: 0 for plain numbers, 1 for addresses
 * @param terms registers with their scales, in the order of their names
 * @param known whether all symbols in it had values; if not, the number is a guess
 */
record Value(long number, int relocations, List<Term> terms, boolean known) {
    static final Value UNKNOWN = new Value(0, 0, List.of(), false);

    /** A register and its factor. */
    record Term(Operand.Register register, long scale) {}

    static Value of(long number) {
        return new Value(number, 0, List.of(), true);
    }

    static Value address(long address) {
        return new Value(address, 1, List.of(), true);
    }

    /** Whether it is a number that does not depend on where the image lies, and no register. */
    boolean isScalar() {
        return relocations == 0 && terms.isEmpty();
    }

    /** Whether it is exactly one register. */
    boolean isRegister() {
        return number == 0
                && relocations == 0
                && terms.size() == 1
                && terms.get(0).scale() == 1;
    }
}
