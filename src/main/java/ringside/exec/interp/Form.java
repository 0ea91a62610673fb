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

    /** Boils down an instruction's operands. */
    static Form of(Instruction instruction) {
        List<OperandCode> operands = instruction.row.operands();
        int immediate = operands.contains(OperandCode.One) ? 1 : instruction.immediate;
        String places = "";
        int[] registers = new int[2];
        for (int i = 0; i < Math.min(2, operands.size()); i++) {
            OperandCode code = operands.get(i);
            places += place(code, instruction);
            registers[i] = register(code, instruction);
        }
        int first = places.equals("MR") ? registers[1] : registers[0];
        return new Form(kind(places), first, registers[1], immediate);
    }

    private static Kind kind(String places) {
        return switch (places) {
            case "R" -> Kind.R;
            case "M" -> Kind.M;
            case "RR" -> Kind.RR;
            case "RM" -> Kind.RM;
            case "MR" -> Kind.MR;
            case "RI" -> Kind.RI;
            case "MI" -> Kind.MI;
            case "RC" -> Kind.RC;
            case "MC" -> Kind.MC;
            default -> Kind.OTHER;
        };
    }

    private static String place(OperandCode code, Instruction instruction) {
        return switch (code) {
            case Eb, Ew, Ev, Ob, Ov, M -> instruction.memory ? "M" : "R";
            case Gb, Gw, Gv, Zb, Zv, AL, AX, rAX -> "R";
            case Ib, Ibs, Iw, Iz, One -> "I";
            case CL -> "C";
            default -> "?";
        };
    }

    private static int register(OperandCode code, Instruction instruction) {
        return switch (code) {
            case Eb, Ew, Ev -> instruction.rm;
            case Gb, Gw, Gv, Zb, Zv -> instruction.reg;
            default -> 0;
        };
    }
}
