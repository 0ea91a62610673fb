package ringside.isa;

/** An operand as a value, independent of how it is encoded: what disassemblers print and assemblers take. */
public sealed interface Operand {
    /** {@link Memory#segment} of an address in its default segment. */
    int DEFAULT_SEGMENT = -1;

    /** A register, named by class and number. */
    record Register(RegisterClass registerClass, int number) implements Operand {
        /** Returns the register's name in lower case. */
        public String name() {
            return registerClass.name(number);
        }
    }

    /**
     * An operand in memory.
     *
     * @param size width in bits; 0 if the instruction gives it none
     * @param segment segment register number, or {@link #DEFAULT_SEGMENT}
     * @param base register number of the base or {@link Instruction#NO_REGISTER}
     * @param index register number of the index or {@link Instruction#NO_REGISTER}
     * @param scale left shift of the index, 0 to 3
     * @param displacement displacement, sign-extended
     * @param addressSize 16 or 32
     */
    record Memory(int size, int segment, int base, int index, int scale, int displacement, int addressSize)
            implements Operand {
        /** Returns the segment register that the address uses if none is named. SDM Vol. 1, table 3-5. */
        public int defaultSegment() {
            return base == 5 || (base == 4 && addressSize == 32) ? SegmentRegister.SS : SegmentRegister.DS;
        }

        /** Whether neither base nor index is given. */
        public boolean absolute() {
            return base == Instruction.NO_REGISTER && index == Instruction.NO_REGISTER;
        }
    }

    /**
     * A constant.
     *
     * @param value the value, zero-extended from the width that the instruction uses it at
     */
    record Immediate(int value) implements Operand {}

    /** Where a near branch goes: an offset in the code segment. */
    record Target(int address) implements Operand {}

    /** A far pointer in the instruction. */
    record FarPointer(int selector, int offset) implements Operand {}
}
