package ringside.exec.interp;

import java.util.List;
import ringside.isa.Instruction;
import ringside.isa.OperandCode;

/**
 * Where the first two operands are, the many codes boiled down.
 *
 * @param kind which sort of place each operand is in
 * @param first register number of the destination, or of the register operand if the destination is in memory
 * @param second register number of the source
 * @param immediate the immediate, 1 for the short shifts
 */
record Form(Kind kind, int first, int second, int immediate) {
    /** Destination and source: R register, M memory, I immediate, C the register CL. */
    enum Kind {
        R,
        M,
        RR,
        RM,
        MR,
        RI,
        MI,
        RC,
        MC,
        OTHER
    }

    private static final int NOTHING = 0;
    private static final int REGISTER = 1;
    private static final int MEMORY = 2;
    private static final int IMMEDIATE = 3;
    private static final int COUNT = 4;
    private static final int ELSEWHERE = 5;

    /** Boils down an instruction's operands. */
    static Form of(Instruction instruction) {
        List<OperandCode> operands = instruction.row.operands();
        int count = operands.size();
        OperandCode destination = count > 0 ? operands.get(0) : null;
        OperandCode source = count > 1 ? operands.get(1) : null;
        int first = place(destination, instruction);
        int second = place(source, instruction);
        int immediate = source == OperandCode.One ? 1 : instruction.immediate;
        int register = register(source, instruction);
        Kind kind = kind(first, second);
        return new Form(kind, kind == Kind.MR ? register : register(destination, instruction), register, immediate);
    }

    private static Kind kind(int first, int second) {
        return switch (first * 8 + second) {
            case REGISTER * 8 + NOTHING -> Kind.R;
            case MEMORY * 8 + NOTHING -> Kind.M;
            case REGISTER * 8 + REGISTER -> Kind.RR;
            case REGISTER * 8 + MEMORY -> Kind.RM;
            case MEMORY * 8 + REGISTER -> Kind.MR;
            case REGISTER * 8 + IMMEDIATE -> Kind.RI;
            case MEMORY * 8 + IMMEDIATE -> Kind.MI;
            case REGISTER * 8 + COUNT -> Kind.RC;
            case MEMORY * 8 + COUNT -> Kind.MC;
            default -> Kind.OTHER;
        };
    }

    private static int place(OperandCode code, Instruction instruction) {
        return switch (code) {
            case null -> NOTHING;
            case Eb, Ew, Ev, Ob, Ov, M -> instruction.memory ? MEMORY : REGISTER;
            case Gb, Gw, Gv, Zb, Zv, AL, AX, rAX -> REGISTER;
            case Ib, Ibs, Iw, Iz, One -> IMMEDIATE;
            case CL -> COUNT;
            default -> ELSEWHERE;
        };
    }

    private static int register(OperandCode code, Instruction instruction) {
        return switch (code) {
            case null -> 0;
            case Eb, Ew, Ev -> instruction.rm;
            case Gb, Gw, Gv, Zb, Zv -> instruction.reg;
            default -> 0;
        };
    }
}
