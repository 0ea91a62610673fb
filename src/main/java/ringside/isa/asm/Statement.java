package ringside.isa.asm;

import java.util.List;
import java.util.Set;

/** What stands on a source line, without its label. Columns count from 1. */
sealed interface Statement {
    /**
     * An instruction, or prefixes alone.
     *
     * @param column where the mnemonic stands
     * @param form what its name says; null if there are only prefixes
     * @param prefixes prefixes in lower case
     */
    record Instruction(int column, MnemonicForm form, List<String> prefixes, List<OperandText> operands)
            implements Statement {}

    /** {@code db}, {@code dw}, {@code dd}, {@code dq}. */
    record Data(int unit, List<Datum> items) implements Statement {}

    /** {@code resb} and its kin: zero bytes. */
    record Reserve(int unit, Expression count) implements Statement {}

    record Times(Expression count, Statement item) implements Statement {}

    record Org(Expression address) implements Statement {}

    record Bits(Expression width) implements Statement {}

    /** {@code align}; {@code filler} is null for NOPs. */
    record Align(Expression boundary, Statement filler) implements Statement {}

    record Equ(int column, Expression value) implements Statement {}

    /** An item of {@code db} and its kin. */
    sealed interface Datum {
        /** Bytes to be padded to a multiple of the unit. */
        record Text(byte[] bytes) implements Datum {}

        record Real(int column, double value) implements Datum {}

        record Number(Expression value) implements Datum {}
    }

    /** An operand as written. */
    sealed interface OperandText {
        /** Words like {@code dword} or {@code short} before the operand. */
        Set<String> keywords();

        int column();

        /**
         * An address in brackets.
         *
         * @param inner keywords inside the brackets
         * @param segment number of the segment named, or -1
         */
        record Memory(int column, Set<String> keywords, Set<String> inner, int segment, Expression address)
                implements OperandText {}

        /** A far pointer, {@code selector:offset}. */
        record Pointer(int column, Set<String> keywords, Expression selector, Expression offset)
                implements OperandText {}

        /** A register or a number. */
        record Plain(int column, Set<String> keywords, Expression value) implements OperandText {}
    }
}
