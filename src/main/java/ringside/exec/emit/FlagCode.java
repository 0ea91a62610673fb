package ringside.exec.emit;

import static org.objectweb.asm.Opcodes.*;

import org.objectweb.asm.Label;

/** Writes what sets and reads status flags. Remembers within a block what the last instruction to set them was. */
final class FlagCode {
    private static final String CONDITIONS = "ringside/sem/Conditions";
    private static final String[] NAMES = {
        "o", "no", "b", "ae", "e", "ne", "be", "a", "s", "ns", "p", "np", "l", "ge", "le", "g"
    };

    private enum Last {
        UNKNOWN,
        /** Operands are in COMPARED_LEFT and COMPARED_RIGHT. */
        SUBTRACTION,
        /** CF and OF are 0. */
        LOGIC
    }

    private final UnitCode code;
    private final EmitOptions options;
    private Last last = Last.UNKNOWN;
    private int width;

    FlagCode(UnitCode code, EmitOptions options) {
        this.code = code;
        this.options = options;
    }

    /** Nothing is known here about who set the flags. */
    void forget() {
        last = Last.UNKNOWN;
    }

    /** Loads the result local as the flags' result. */
    void result(int operationWidth) {
        code.load(UnitCode.RESULT);
        if (operationWidth == 8) {
            code.op(I2B);
        } else if (operationWidth == 16) {
            code.op(I2S);
        }
        code.store(UnitCode.FLAG_RESULT);
        code.flagsClean = false;
        last = Last.UNKNOWN;
    }

    /** Takes the carry vector from the stack. */
    void carries() {
        code.store(UnitCode.FLAG_CARRIES);
    }

    /** RESULT = A + B, or A - B, with carries in or not. */
    void arithmetic(boolean subtraction, int operationWidth) {
        result(operationWidth);
        code.load(UnitCode.A);
        code.load(UnitCode.B);
        code.load(UnitCode.RESULT);
        code.call(UnitCode.LAZY_FLAGS, (subtraction ? "sub" : "add") + "Carries" + operationWidth, "(III)I");
        carries();
    }

    /** RESULT is that of a logical operation. */
    void logic(int operationWidth) {
        result(operationWidth);
        code.constant(0);
        carries();
        last = Last.LOGIC;
        width = operationWidth;
    }

    /** The flags are those of A - B, of which no borrow came in. */
    void compared(int operationWidth) {
        if (options.fuse()) {
            code.load(UnitCode.A);
            code.store(UnitCode.COMPARED_LEFT);
            code.load(UnitCode.B);
            code.store(UnitCode.COMPARED_RIGHT);
            last = Last.SUBTRACTION;
            width = operationWidth;
        }
    }

    /** Goes to {@code target} if a condition holds, or if it does not. */
    void jump(int condition, boolean holds, Label target) {
        int wanted = holds ? condition : condition ^ 1;
        if (!options.fuse() || !fused(wanted, target)) {
            plain(wanted, target);
        }
    }

    private boolean fused(int condition, Label target) {
        return switch (last) {
            case SUBTRACTION -> compare(condition, target);
            case LOGIC -> options.flags() && logical(condition, target);
            case UNKNOWN -> false;
        };
    }

    private boolean compare(int condition, Label target) {
        int opcode =
                switch (condition) {
                    case 2, 12 -> IF_ICMPLT;
                    case 3, 13 -> IF_ICMPGE;
                    case 4 -> IF_ICMPEQ;
                    case 5 -> IF_ICMPNE;
                    case 6, 14 -> IF_ICMPLE;
                    case 7, 15 -> IF_ICMPGT;
                    default -> -1;
                };
        if (opcode < 0) {
            return false;
        }
        boolean signed = condition >= 12;
        operand(UnitCode.COMPARED_LEFT, signed);
        operand(UnitCode.COMPARED_RIGHT, signed);
        boolean unsigned = condition == 2 || condition == 3 || condition == 6 || condition == 7;
        if (unsigned && width == 32) {
            code.call("java/lang/Integer", "compareUnsigned", "(II)I");
            code.jump(opcode - IF_ICMPEQ + IFEQ, target);
        } else {
            code.jump(opcode, target);
        }
        return true;
    }

    private void operand(int local, boolean signed) {
        code.load(local);
        if (signed && width < 32) {
            code.op(width == 8 ? I2B : I2S);
        }
    }

    private boolean logical(int condition, Label target) {
        int opcode =
                switch (condition) {
                    case 4, 6 -> IFEQ;
                    case 5, 7 -> IFNE;
                    case 8, 12 -> IFLT;
                    case 9, 13 -> IFGE;
                    case 14 -> IFLE;
                    case 15 -> IFGT;
                    default -> -1;
                };
        if (opcode < 0) {
            return false;
        }
        code.load(UnitCode.FLAG_RESULT);
        code.jump(opcode, target);
        return true;
    }

    private void plain(int condition, Label target) {
        if (!options.flags()) {
            code.cpu();
            code.call(CONDITIONS, NAMES[condition], "(L" + UnitCode.VCPU + ";)Z");
        } else {
            code.load(UnitCode.FLAG_RESULT);
            code.load(UnitCode.FLAG_CARRIES);
            code.call(CONDITIONS, NAMES[condition], "(II)Z");
        }
        code.jump(IFNE, target);
    }
}
