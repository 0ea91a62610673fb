package ringside.isa;

/**
 * A row's encoding, taken apart: what decoder and encoder need of it.
 *
 * <p>The notation is that of the SDM's "Opcode" column: {@code o16} or {@code o32} (this operand size only), opcode bytes
 * (after an escape byte 0F, D8 to DF the last one may be a fixed ModRM byte), {@code +r} (register in the low three bits),
 * {@code +i} (stack register in the low three bits), {@code /r} or a digit; what follows (immediates) repeats the operands.
 */
final class Pattern {
    /** {@link #width} of rows whose width is the operand size. */
    static final int BY_OPERAND_SIZE = 0;

    /** {@link #width} of {@code Ew_v}: a word in memory, the operand size in a register. */
    static final int WORD_IN_MEMORY = -1;

    final Row row;

    /** Whether the opcode follows an escape byte 0F. */
    final boolean escaped;

    /** The opcode byte; the lowest of eight with {@link #registerInOpcode}. */
    final int opcode;

    /** The operand size this row is limited to, or 0. */
    final int operandSize;

    final boolean modRm;

    /** ModRM.reg, or -1 if it is an operand. */
    final int digit;

    /** The lowest ModRM byte of a register form that fixes it, or -1. */
    final int fixedModRm;

    /** Whether the fixed ModRM byte stands for eight, its low three bits an operand. */
    final boolean stackRegister;

    final boolean registerInOpcode;

    /** Whether ModRM must name memory. */
    final boolean memoryOnly;

    /** Whether ModRM always names a register, whatever its mod bits say. */
    final boolean ignoresMod;

    /** Fixed width in bits, {@link #BY_OPERAND_SIZE} or {@link #WORD_IN_MEMORY}. */
    final int width;

    /** The operand code that takes bytes after ModRM (I, J, A or O), or null. */
    final OperandCode immediate;

    /** Whether a second, byte-wide immediate follows (ENTER). */
    final boolean secondImmediate;

    final boolean lockable;

    Pattern(Row row) {
        this.row = row;
        boolean escape = false;
        int code = -1;
        int size = 0;
        int slash = -1;
        int fixed = -1;
        boolean hasModRm = false;
        boolean stack = false;
        boolean plusRegister = false;
        for (String token : row.encoding().split(" ")) {
            if (token.equals("o16") || token.equals("o32")) {
                size = Integer.parseInt(token.substring(1));
            } else if (token.startsWith("/")) {
                hasModRm = true;
                slash = token.equals("/r") ? -1 : token.charAt(1) - '0';
            } else if (Character.isUpperCase(token.charAt(0)) || Character.isDigit(token.charAt(0))) {
                int value = Integer.parseInt(token.substring(0, 2), 16);
                if (code < 0 && value == 0x0F && !escape) {
                    escape = true;
                } else if (code < 0) {
                    code = value;
                    plusRegister = token.endsWith("+r");
                } else {
                    hasModRm = true;
                    fixed = value;
                    slash = value >> 3 & 7;
                    stack = token.endsWith("+i");
                }
            }
        }
        this.escaped = escape;
        this.opcode = code;
        this.operandSize = size;
        this.modRm = hasModRm;
        this.digit = slash;
        this.fixedModRm = fixed;
        this.stackRegister = stack;
        this.registerInOpcode = plusRegister;
        this.memoryOnly = row.operands().stream().anyMatch(Pattern::isMemoryOnly);
        this.ignoresMod = row.operands().contains(OperandCode.Rd);
        this.width = row.operands().stream()
                .mapToInt(Pattern::widthOf)
                .filter(w -> w != -2)
                .findFirst()
                .orElse(BY_OPERAND_SIZE);
        this.immediate =
                row.operands().stream().filter(Pattern::isImmediate).findFirst().orElse(null);
        this.secondImmediate =
                row.operands().stream().filter(Pattern::isImmediate).count() == 2;
        this.lockable = row.effects().lockable();
    }

    /** Whether the row accepts this ModRM byte. */
    boolean accepts(int modRmByte) {
        if (fixedModRm >= 0) {
            return (stackRegister ? modRmByte & ~7 : modRmByte) == fixedModRm;
        }
        if (digit >= 0 && (modRmByte >> 3 & 7) != digit) {
            return false;
        }
        return !memoryOnly || modRmByte < 0xC0;
    }

    private static boolean isMemoryOnly(OperandCode code) {
        return switch (code) {
            case M, Ma, Mw, Md, Mq, Mp, Ms, Mt -> true;
            default -> false;
        };
    }

    private static boolean isImmediate(OperandCode code) {
        return switch (code) {
            case Ib, Ibs, Iw, Iz, Jb, Jz, Ap, Ob, Ov -> true;
            default -> false;
        };
    }

    /** Returns the width that an operand gives its row, or -2 if it gives none. */
    private static int widthOf(OperandCode code) {
        return switch (code) {
            case Eb, Gb, Zb, Ob, Xb, Yb, AL -> 8;
            case Ew, Gw, Mw, Sw, AX -> 16;
            case Rd, Md -> 32;
            case Mq -> 64;
            case Mt, ST0, STi -> 80;
            case Ew_v -> WORD_IN_MEMORY;
            case Ev, Gv, Zv, Ov, Xv, Yv, rAX -> BY_OPERAND_SIZE;
            default -> -2;
        };
    }
}
