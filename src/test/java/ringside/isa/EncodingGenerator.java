package ringside.isa;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Makes valid encodings of a row: random operand forms, registers, addresses, boundary values and prefixes that matter.
 *
 * <p>For fuzzing by anyone: decoding what {@link #next} returns gives the row it was asked for, and the same seed gives the
 * same sequence.
 */
public final class EncodingGenerator {
    private static final int[] BOUNDARY_BYTES = {0, 1, 2, 3, 7, 8, 15, 16, 31, 32, 33, 0x7F, 0x80, 0x81, 0xFE, 0xFF};
    private static final int[] BOUNDARY_DWORDS = {
        0,
        1,
        0x7F,
        0x80,
        0xFF,
        0x100,
        0x7FFF,
        0x8000,
        0xFFFF,
        0x10000,
        0x7FFF_FFFF,
        0x8000_0000,
        0xFFFF_FFFF,
        0xFFFF_FF80,
        0xFFFF_FF7F,
        0x5555_5555
    };
    private static final int[] SEGMENT_PREFIXES = {0x26, 0x2E, 0x36, 0x3E, 0x64, 0x65};

    private static final Map<Row, Pattern> PATTERNS = new IdentityHashMap<>();

    static {
        OpcodeMap.patterns().forEach(pattern -> PATTERNS.put(pattern.row, pattern));
    }

    /** Which forms of an operand that may be in a register or in memory are wanted. */
    public enum Form {
        ANY,
        REGISTER,
        MEMORY
    }

    private final Random random;
    private final byte[] bytes = new byte[16];
    private int length;

    /** Starts a sequence. */
    public EncodingGenerator(long seed) {
        this.random = new Random(seed);
    }

    /** Returns an encoding of {@code row}, of 1 to 15 bytes, for code of the given default size. */
    public byte[] next(Row row, boolean code32) {
        return next(row, code32, Form.ANY);
    }

    /**
     * Returns an encoding of {@code row}, one of {@link OpcodeMap#rows()}.
     *
     * @param form where a register-or-memory operand shall be; ignored by rows that leave no choice
     */
    public byte[] next(Row row, boolean code32, Form form) {
        Pattern pattern = PATTERNS.get(row);
        while (true) {
            boolean operand32 = pattern.operandSize == 0
                    ? code32 ^ (operandSizeMatters(pattern) && random.nextInt(4) == 0)
                    : pattern.operandSize == 32;
            boolean address32 = code32 ^ (addressSizeMatters(pattern) && random.nextInt(8) == 0);
            encode(pattern, code32, operand32, address32, form);
            byte[] encoding = Arrays.copyOf(bytes, length);
            // Register number or prefix combinations may turn one row into another (XCHG EAX, EAX) or into none.
            if (Decoder.decode(encoding, 0, length, code32).row == row) {
                return encoding;
            }
        }
    }

    private void encode(Pattern pattern, boolean code32, boolean operand32, boolean address32, Form form) {
        length = 0;
        boolean memory = pattern.modRm
                && pattern.fixedModRm < 0
                && !pattern.ignoresMod
                && (pattern.memoryOnly || form == Form.MEMORY || (form == Form.ANY && random.nextBoolean()));
        List<Integer> prefixes = new ArrayList<>();
        if (operand32 != code32) {
            prefixes.add(0x66);
        }
        if (address32 != code32 && (memory || !pattern.modRm)) {
            prefixes.add(0x67);
        }
        if ((memory || hasImplicitAddress(pattern)) && random.nextInt(6) == 0) {
            prefixes.add(SEGMENT_PREFIXES[random.nextInt(6)]);
        }
        if (pattern.lockable && memory && random.nextInt(4) == 0) {
            prefixes.add(0xF0);
        }
        if (isString(pattern) && random.nextBoolean()) {
            prefixes.add(0xF2 + random.nextInt(2));
        }
        prefixes.forEach(this::put);
        if (pattern.escaped) {
            put(0x0F);
        }
        put(pattern.registerInOpcode ? pattern.opcode + random.nextInt(8) : pattern.opcode);
        if (pattern.fixedModRm >= 0) {
            put(pattern.stackRegister ? pattern.fixedModRm + random.nextInt(8) : pattern.fixedModRm);
        } else if (pattern.modRm) {
            int reg = pattern.digit >= 0 ? pattern.digit : random.nextInt(8);
            if (memory) {
                address(reg << 3, address32);
            } else {
                put(0xC0 | reg << 3 | random.nextInt(8));
            }
        }
        immediates(pattern, operand32, address32);
    }

    private void address(int reg, boolean address32) {
        int modRm = random.nextInt(3) << 6 | reg | random.nextInt(8);
        put(modRm);
        int mod = modRm >> 6;
        int rm = modRm & 7;
        int base = rm;
        if (address32 && rm == 4) {
            int sib = random.nextInt(256);
            // Without an index the scale means nothing.
            sib = (sib & 0x38) == 0x20 ? sib & 0x3F : sib;
            put(sib);
            base = sib & 7;
        }
        if (mod == 1) {
            put(byteValue());
        } else if (mod == 2 || (address32 ? base == 5 : rm == 6)) {
            put(dwordValue(), address32 ? 4 : 2);
        }
    }

    private void immediates(Pattern pattern, boolean operand32, boolean address32) {
        for (OperandCode code : pattern.row.operands()) {
            switch (code) {
                case Ib, Ibs, Jb -> put(byteValue());
                case Iw -> put(dwordValue(), 2);
                case Iz, Jz -> put(dwordValue(), operand32 ? 4 : 2);
                case Ap -> put(dwordValue(), operand32 ? 4 : 2);
                case Ob, Ov -> put(dwordValue(), address32 ? 4 : 2);
                default -> {}
            }
            if (code == OperandCode.Ap) {
                put(dwordValue(), 2);
            }
        }
    }

    private int byteValue() {
        return random.nextBoolean() ? random.nextInt(256) : BOUNDARY_BYTES[random.nextInt(BOUNDARY_BYTES.length)];
    }

    private int dwordValue() {
        return random.nextBoolean() ? random.nextInt() : BOUNDARY_DWORDS[random.nextInt(BOUNDARY_DWORDS.length)];
    }

    private void put(int value) {
        bytes[length++] = (byte) value;
    }

    private void put(int value, int count) {
        for (int i = 0; i < count; i++) {
            put(value >>> 8 * i);
        }
    }

    private static boolean isString(Pattern pattern) {
        return pattern.row.operands().stream().anyMatch(code -> switch (code) {
            case Xb, Xv, Yb, Yv -> true;
            default -> false;
        });
    }

    private static boolean hasImplicitAddress(Pattern pattern) {
        return pattern.row.mnemonic() == Mnemonic.XLAT
                || pattern.row.operands().stream().anyMatch(code -> switch (code) {
                    case Xb, Xv, Ob, Ov -> true;
                    default -> false;
                });
    }

    private static boolean operandSizeMatters(Pattern pattern) {
        if (pattern.row.operands().stream().anyMatch(code -> switch (code) {
            case Ap, Ev, Gv, Zv, Ew_v, Iz, Ibs, Jz, Ma, Mp, Ms, Ov, Xv, Yv, rAX -> true;
            default -> false;
        })) {
            return true;
        }
        return switch (pattern.row.mnemonic()) {
            case PUSHA, POPA, PUSHF, POPF, IRET, RET, RET_FAR, LEAVE, ENTER, PUSH_SREG, POP_SREG -> true;
            case FLDENV, FNSTENV, FNSAVE, FRSTOR -> true;
            default -> false;
        };
    }

    private static boolean addressSizeMatters(Pattern pattern) {
        return pattern.modRm
                || isString(pattern)
                || hasImplicitAddress(pattern)
                || switch (pattern.row.mnemonic()) {
                    case LOOP, LOOPE, LOOPNE, JCXZ -> true;
                    default -> false;
                };
    }
}
