package ringside.exec.emit;

import ringside.exec.CodeMode;
import ringside.isa.Instruction;
import ringside.isa.OperandCode;
import ringside.isa.SegmentRegister;

/** Where operands are, for instructions whose operands emitted code can reach. */
final class Places {
    /** What an operand is. */
    enum Place {
        REGISTER,
        MEMORY,
        IMMEDIATE,
        NONE,
        OTHER
    }

    private Places() {}

    static Place of(Instruction instruction, int operand) {
        if (operand >= instruction.row.operands().size()) {
            return Place.NONE;
        }
        return switch (instruction.row.operands().get(operand)) {
            case Eb, Ew, Ev, Ob, Ov -> instruction.memory ? Place.MEMORY : Place.REGISTER;
            case Gb, Gw, Gv, Zb, Zv, AL, AX, rAX, CL -> Place.REGISTER;
            case Ib, Ibs, Iw, Iz, One -> Place.IMMEDIATE;
            default -> Place.OTHER;
        };
    }

    static int register(Instruction instruction, int operand) {
        return switch (instruction.row.operands().get(operand)) {
            case Eb, Ew, Ev -> instruction.rm;
            case Gb, Gw, Gv, Zb, Zv -> instruction.reg;
            case CL -> 1;
            default -> 0;
        };
    }

    static int immediate(Instruction instruction, int operand) {
        return instruction.row.operands().get(operand) == OperandCode.One ? 1 : instruction.immediate;
    }

    /** Whether the stack is 32 bits wide and flat, and the instruction moves doublewords. */
    static boolean flatStack(Instruction instruction, CodeMode mode) {
        return instruction.operandSize == 32 && mode.stack32() && mode.flatWrite(SegmentRegister.SS);
    }
}
