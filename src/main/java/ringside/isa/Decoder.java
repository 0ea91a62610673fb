package ringside.isa;

/**
 * Turns bytes into {@link Instruction}s: total, without state, never throws.
 *
 * <p>SDM Vol. 2A, chapter 2 "Instruction Format". What a CPU model does not have is decoded all the same: its row says
 * since when it exists. LOCK where it is not allowed, undefined opcodes and forms, MOV to CS and segment registers 6 and 7
 * give {@link Mnemonic#INVALID}.
 */
public final class Decoder {
    /** The longest instruction that a CPU executes, in bytes. */
    public static final int MAX_LENGTH = 15;

    /** Returned when the instruction goes on beyond the available bytes; compare by identity. */
    public static final Instruction TRUNCATED = nothing(OpcodeMap.INVALID, 1, true, 32, 32, 0, SegmentRegister.DS, 0);

    private static final int NONE = Instruction.NO_REGISTER;

    /** Base and index registers of 16-bit addresses by ModRM.rm. SDM Vol. 2A, table 2-1. */
    private static final int[] BASE_16 = {3, 3, 5, 5, 6, 7, 5, 3};

    private static final int[] INDEX_16 = {6, 7, 6, 7, NONE, NONE, NONE, NONE};

    private final byte[] bytes;
    private final int start;
    private final int end;
    private int position;

    /** Whether a byte at or beyond {@link #end} was asked for; such bytes read as zero. */
    private boolean exhausted;

    private final boolean code32;
    private boolean operand32;
    private boolean address32;
    private int prefixes;
    private int override = -1;
    private int opcode;
    private int modRm;
    private int base = NONE;
    private int index = NONE;
    private int scale;
    private int displacement;
    private int immediate;
    private int immediate2;

    private Decoder(byte[] bytes, int offset, int end, boolean code32) {
        this.bytes = bytes;
        this.start = offset;
        this.end = end;
        this.position = offset;
        this.code32 = code32;
        this.operand32 = code32;
        this.address32 = code32;
    }

    /** Returns the base register of a 16-bit address by ModRM.rm. */
    static int base16(int rm) {
        return BASE_16[rm];
    }

    /** Returns the index register of a 16-bit address by ModRM.rm, or {@link Instruction#NO_REGISTER}. */
    static int index16(int rm) {
        return INDEX_16[rm];
    }

    /**
     * Decodes the instruction at {@code offset}.
     *
     * @param bytes where the code is
     * @param offset index of its first byte
     * @param available bytes that may be looked at; more than 15 never are
     * @param code32 whether operands and addresses are 32 bits wide by default (the D bit of CS)
     * @return the instruction, or {@link #TRUNCATED} if it is longer than {@code available} and not too long for a CPU
     */
    public static Instruction decode(byte[] bytes, int offset, int available, boolean code32) {
        int length = Math.min(Math.min(available, MAX_LENGTH), bytes.length - offset);
        Decoder decoder = new Decoder(bytes, offset, offset + length, code32);
        Instruction instruction = decoder.decode();
        if (decoder.exhausted) {
            return length < MAX_LENGTH
                    ? TRUNCATED
                    : nothing(OpcodeMap.TOO_LONG, MAX_LENGTH, code32, 32, 32, 0, SegmentRegister.DS, 0);
        }
        return instruction;
    }

    private Instruction decode() {
        int first = prefixes();
        boolean escaped = first == 0x0F;
        opcode = escaped ? next8() : first;
        OpcodeMap.Slot slot = OpcodeMap.slot(operand32, escaped, opcode);
        modRm = slot.modRm ? next8() : 0;
        Pattern pattern = slot.pattern(modRm);
        if (pattern == null) {
            return invalid();
        }
        boolean memory = slot.modRm && modRm < 0xC0 && !pattern.ignoresMod;
        if (memory) {
            address();
        }
        if (pattern.immediate != null) {
            memory |= immediates(pattern);
        }
        if (!legal(pattern, memory)) {
            return invalid();
        }
        int operandSize = operand32 ? 32 : 16;
        int width = pattern.width;
        if (width <= 0) {
            width = width == Pattern.WORD_IN_MEMORY && memory ? 16 : operandSize;
        }
        int reg = slot.modRm ? modRm >> 3 & 7 : pattern.registerInOpcode ? opcode & 7 : 0;
        int rm = slot.modRm && !memory ? modRm & 7 : 0;
        return new Instruction(
                pattern.row,
                position - start,
                code32,
                width,
                operandSize,
                address32 ? 32 : 16,
                prefixes,
                segment(),
                memory,
                reg,
                rm,
                base,
                index,
                scale,
                displacement,
                immediate,
                immediate2,
                opcode,
                modRm);
    }

    /** Consumes the prefixes and returns the byte that follows them. */
    private int prefixes() {
        while (true) {
            int code = next8();
            switch (code) {
                case 0x26, 0x2E, 0x36, 0x3E -> override = code >> 3 & 3;
                case 0x64, 0x65 -> override = code & 7;
                case 0x66 -> operand32 = !code32;
                case 0x67 -> address32 = !code32;
                case 0xF0 -> prefixes |= Instruction.LOCK;
                case 0xF2 -> prefixes = (prefixes & Instruction.LOCK) | Instruction.REPNE;
                case 0xF3 -> prefixes = (prefixes & Instruction.LOCK) | Instruction.REP;
                default -> {
                    return code;
                }
            }
        }
    }

    private void address() {
        int mod = modRm >> 6;
        int rm = modRm & 7;
        if (address32) {
            base = rm;
            if (rm == 4) {
                scaledIndex();
            }
            if (mod == 0 && base == 5) {
                base = NONE;
                mod = 2;
            }
        } else if (mod == 0 && rm == 6) {
            mod = 2;
        } else {
            base = BASE_16[rm];
            index = INDEX_16[rm];
        }
        if (mod == 1) {
            displacement = (byte) next8();
        } else if (mod == 2) {
            displacement = address32 ? next32() : (short) next16();
        }
    }

    private void scaledIndex() {
        int sib = next8();
        base = sib & 7;
        int register = sib >> 3 & 7;
        if (register != 4) {
            index = register;
            scale = sib >> 6;
        }
    }

    /** Reads what follows ModRM; returns whether it is the address of an operand in memory. */
    private boolean immediates(Pattern pattern) {
        switch (pattern.immediate) {
            case Ib -> immediate = next8();
            case Ibs -> immediate = (byte) next8() & (operand32 ? -1 : 0xFFFF);
            case Iw -> immediate = next16();
            case Iz -> immediate = nextZ();
            case Jb -> immediate = (byte) next8();
            case Jz -> immediate = operand32 ? next32() : (short) next16();
            case Ap -> {
                immediate = nextZ();
                immediate2 = next16();
            }
            default -> {
                displacement = address32 ? next32() : (short) next16();
                return true;
            }
        }
        if (pattern.secondImmediate) {
            immediate2 = next8();
        }
        return false;
    }

    private boolean legal(Pattern pattern, boolean memory) {
        if ((prefixes & Instruction.LOCK) != 0 && !(pattern.lockable && memory)) {
            return false;
        }
        if (pattern.row.mnemonic() == Mnemonic.MOV_SREG) {
            int register = modRm >> 3 & 7;
            boolean load = pattern.row.operands().get(0) == OperandCode.Sw;
            return register <= SegmentRegister.GS && !(load && register == SegmentRegister.CS);
        }
        return true;
    }

    private int segment() {
        if (override >= 0) {
            return override;
        }
        return base == 5 || (base == 4 && address32) ? SegmentRegister.SS : SegmentRegister.DS;
    }

    private Instruction invalid() {
        return nothing(
                OpcodeMap.INVALID,
                position - start,
                code32,
                operand32 ? 32 : 16,
                address32 ? 32 : 16,
                prefixes,
                segment(),
                opcode);
    }

    private static Instruction nothing(
            Row row,
            int length,
            boolean code32,
            int operandSize,
            int addressSize,
            int prefixes,
            int segment,
            int opcode) {
        return new Instruction(
                row,
                length,
                code32,
                operandSize,
                operandSize,
                addressSize,
                prefixes,
                segment,
                false,
                0,
                0,
                NONE,
                NONE,
                0,
                0,
                0,
                0,
                opcode,
                0);
    }

    private int next8() {
        if (position >= end) {
            exhausted = true;
            return 0;
        }
        return bytes[position++] & 0xFF;
    }

    private int next16() {
        int low = next8();
        return low | next8() << 8;
    }

    private int next32() {
        int low = next16();
        return low | next16() << 16;
    }

    private int nextZ() {
        return operand32 ? next32() : next16();
    }
}
