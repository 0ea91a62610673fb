package ringside.isa;

/**
 * One decoded instruction: immutable, made by {@link Decoder}, never absent (bytes that decode to nothing are an
 * instruction too, see {@link Mnemonic#INVALID}).
 *
 * <p>Fields are public and flat because interpreter and translators read them in their innermost loops. Register
 * numbers are those of the encoding (0 = EAX/AX/AL ... 7 = EDI/DI/BH); segment registers are numbered as in {@link
 * SegmentRegister}.
 */
public final class Instruction {
    /** {@link #base} or {@link #index} of an address without that part: the register slot that always reads zero. */
    public static final int NO_REGISTER = 8;

    /** Bits of {@link #prefixes}. */
    public static final int LOCK = 1;

    /** F3: REP or REPE. Of F3 and F2 the last one counts; rows that are no string instructions ignore both. */
    public static final int REP = 2;

    /** F2: REPNE. */
    public static final int REPNE = 4;

    /** The encoding row that matched. */
    public final Row row;

    public final Mnemonic mnemonic;

    /** Length in bytes, 1 to 15; prefixes included. */
    public final int length;

    /**
     * Width of the operation in bits: that of the first operand with a size of its own (8 for {@code Eb}, 16 for {@code Ew}
     * and {@code Sw}, 32, 64 and 80 for {@code Md}, {@code Mq} and {@code Mt}), else {@link #operandSize}. {@code Ew_v} is
     * 16 in memory and {@link #operandSize} in a register.
     */
    public final int width;

    /** Operand-size attribute, 16 or 32. */
    public final int operandSize;

    /** Whether the code is 32-bit by default, which the prefixes behind the size attributes refer to. */
    public final boolean code32;

    /** Address-size attribute, 16 or 32. */
    public final int addressSize;

    /** {@link #LOCK}, {@link #REP}, {@link #REPNE}. */
    public final int prefixes;

    /** Segment of the memory operand (override applied), number as in {@link SegmentRegister}; DS if there is none. */
    public final int segment;

    /** Whether operand {@code E}, {@code M} or {@code O} is in memory: the address fields are valid. */
    public final boolean memory;

    /** ModRM.reg, or the register in the opcode's low three bits, or 0. */
    public final int reg;

    /** ModRM.rm if it names a register, else 0. */
    public final int rm;

    /** Base register of the memory operand or {@link #NO_REGISTER}. */
    public final int base;

    /** Index register of the memory operand or {@link #NO_REGISTER}. */
    public final int index;

    /** Left shift of the index register, 0 to 3. */
    public final int scale;

    /** Displacement, or the offset of operand {@code O}; sign-extended. */
    public final int displacement;

    /**
     * First immediate, relative branch offset or offset of a far pointer. Branch offsets are sign-extended to 32 bits; all
     * else is zero-extended from the width it is used at: {@code Ib} 8 bits, {@code Iw} 16, {@code Iz} and, after its sign
     * extension, {@code Ibs} {@link #operandSize}.
     */
    public final int immediate;

    /** Second immediate (ENTER's level, SHLD's count is the first) or selector of a far pointer. */
    public final int immediate2;

    /** Last byte of the opcode, 0 to 255. */
    public final int opcode;

    /** The ModRM byte, 0 to 255; 0 if there is none. */
    public final int modRm;

    Instruction(
            Row row,
            int length,
            boolean code32,
            int width,
            int operandSize,
            int addressSize,
            int prefixes,
            int segment,
            boolean memory,
            int reg,
            int rm,
            int base,
            int index,
            int scale,
            int displacement,
            int immediate,
            int immediate2,
            int opcode,
            int modRm) {
        this.row = row;
        this.mnemonic = row.mnemonic();
        this.length = length;
        this.code32 = code32;
        this.width = width;
        this.operandSize = operandSize;
        this.addressSize = addressSize;
        this.prefixes = prefixes;
        this.segment = segment;
        this.memory = memory;
        this.reg = reg;
        this.rm = rm;
        this.base = base;
        this.index = index;
        this.scale = scale;
        this.displacement = displacement;
        this.immediate = immediate;
        this.immediate2 = immediate2;
        this.opcode = opcode;
        this.modRm = modRm;
    }

    /** Whether any of the given {@link #prefixes} bits is set. */
    public boolean hasPrefix(int bits) {
        return (prefixes & bits) != 0;
    }
}
