package ringside.isa.asm;

import java.util.List;
import ringside.isa.Instruction;
import ringside.isa.Operand;
import ringside.isa.RegisterClass;

/**
 * Makes base, index and scale of an address expression, with NASM's choices: the register written first is the base, {@code
 * [eax*2]} becomes {@code [eax+eax]}, {@code [eax*3]} becomes {@code [eax+eax*2]}.
 */
final class EffectiveAddress {
    private static final int NONE = Instruction.NO_REGISTER;
    private static final int ESP = 4;

    private final int column;
    private final Value value;
    private int base = NONE;
    private int index = NONE;
    private long scale = 1;

    EffectiveAddress(int column, Value value) {
        this.column = column;
        this.value = value;
    }

    /** Returns the width of the registers, or 0 if there are none. */
    int registerSize() {
        List<Value.Term> terms = value.terms();
        if (terms.isEmpty()) {
            return 0;
        }
        RegisterClass registers = terms.get(0).register().registerClass();
        boolean mixed = terms.stream().anyMatch(term -> term.register().registerClass() != registers);
        if (mixed || terms.size() > 2 || (registers != RegisterClass.WORD && registers != RegisterClass.DWORD)) {
            throw invalid();
        }
        return registers == RegisterClass.WORD ? 16 : 32;
    }

    /**
     * Returns the operand.
     *
     * @param evaluator what evaluated the address: it knows which register was written first
     * @param split whether {@code [eax*2]} may be split
     */
    Operand.Memory memory(int size, int segment, int addressSize, Evaluator evaluator, boolean split) {
        boolean word = registerSize() == 16;
        assign();
        if (word) {
            checkWord();
        } else {
            arrange(evaluator, split);
        }
        int shift = index == NONE ? 0 : shift();
        return new Operand.Memory(size, segment, base, index, shift, displacement(addressSize), addressSize);
    }

    private void assign() {
        for (Value.Term term : value.terms()) {
            if (term.scale() == 1 && base == NONE) {
                base = term.register().number();
            } else if (index == NONE) {
                index = term.register().number();
                scale = term.scale();
            } else {
                throw invalid();
            }
        }
    }

    private void checkWord() {
        if (scale != 1) {
            throw invalid();
        }
        boolean baseIsBase = base == 3 || base == 5;
        boolean legal = index == NONE
                ? base != NONE && (baseIsBase || base >= 6)
                : baseIsBase != (index == 3 || index == 5) && (base == 3 || base >= 5) && (index == 3 || index >= 5);
        if (!legal) {
            throw new SourceError(column, "invalid 16-bit effective address");
        }
    }

    private void arrange(Evaluator evaluator, boolean split) {
        int first = evaluator.firstRegister() == null
                ? NONE
                : evaluator.firstRegister().number();
        boolean notBase = evaluator.hint() == Evaluator.Hint.NOT_BASE;
        if (scale == 1 && base != NONE && index != NONE && (notBase ? first == base : first == index)) {
            exchange();
        }
        if (base == NONE && scale == 1 && index != NONE) {
            base = index;
            index = NONE;
        }
        boolean splittable = (scale == 2 && index != ESP && split) || scale == 3 || scale == 5 || scale == 9;
        if (base == NONE && splittable) {
            base = index;
            scale--;
        }
        if (scale == 1 && index == ESP) {
            exchange();
        }
        if (index == ESP) {
            throw invalid();
        }
    }

    private void exchange() {
        int register = base;
        base = index;
        index = register;
    }

    private int shift() {
        if (scale != 1 && scale != 2 && scale != 4 && scale != 8) {
            throw invalid();
        }
        return Long.numberOfTrailingZeros(scale);
    }

    private int displacement(int addressSize) {
        long number = value.number();
        if (addressSize == 16) {
            boolean fits = number >= -0x1_0000L && number <= 0xFFFF;
            // A 32-bit constant with its upper half set is a negative offset.
            if (!fits && number >>> 16 != 0xFFFF) {
                throw new SourceError(column, "address does not fit in 16 bits");
            }
            return (short) number;
        }
        if (number < -0x1_0000_0000L || number > 0xFFFF_FFFFL) {
            throw new SourceError(column, "address does not fit in 32 bits");
        }
        return (int) number;
    }

    private SourceError invalid() {
        return new SourceError(column, "invalid effective address");
    }
}
