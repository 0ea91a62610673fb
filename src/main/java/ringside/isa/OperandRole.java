package ringside.isa;

import java.util.List;
import java.util.stream.IntStream;

/** What an instruction does with one of its operands. */
public enum OperandRole {
    READ("read"),
    WRITTEN("written"),
    READ_WRITTEN("read and written"),
    /** An operand in memory of which only the address is used. */
    ADDRESS("address only");

    private final String text;

    OperandRole(String text) {
        this.text = text;
    }

    /** Returns the role in words. */
    public String text() {
        return text;
    }

    /** Returns the roles of a row's operands, in their order. */
    public static List<OperandRole> of(Row row) {
        return IntStream.range(0, row.operands().size())
                .mapToObj(i -> i == 0 ? first(row) : further(row))
                .toList();
    }

    private static OperandRole further(Row row) {
        return switch (row.mnemonic()) {
            case XCHG, XADD -> READ_WRITTEN;
            case LEA -> ADDRESS;
            default -> READ;
        };
    }

    private static OperandRole first(Row row) {
        return switch (row.mnemonic()) {
            case MOV, MOV_CR, MOV_DR, MOV_SREG, MOVSX, MOVZX, LEA, POP, POP_SREG, IN, INS -> WRITTEN;
            case MOVS, STOS, LODS, LDS, LES, LFS, LGS, LSS, LAR, LSL, BSF, BSR -> WRITTEN;
            case SLDT, STR, SMSW, SGDT, SIDT -> WRITTEN;
            case FST, FSTP, FIST, FISTP, FBSTP, FNSTCW, FNSTENV, FNSTSW, FNSAVE, FXSAVE, FFREE, FFREEP -> WRITTEN;
            case ADD, ADC, SUB, SBB, AND, OR, XOR, INC, DEC, NEG, NOT, XADD, XCHG, BSWAP, ARPL -> READ_WRITTEN;
            case ROL, ROR, RCL, RCR, SHL, SHR, SAR, SHLD, SHRD, BTS, BTR, BTC, CMPXCHG, CMPXCHG8B -> READ_WRITTEN;
            case FXCH -> READ_WRITTEN;
            case IMUL -> row.operands().size() == 3 ? WRITTEN : row.operands().size() == 2 ? READ_WRITTEN : READ;
            case INVLPG -> ADDRESS;
            case FCOM, FCOMP, FCOMI, FCOMIP, FUCOMI, FUCOMIP -> READ;
            default -> isSetcc(row) ? WRITTEN : isConditionalMove(row) || isFpuResult(row) ? READ_WRITTEN : READ;
        };
    }

    private static boolean isSetcc(Row row) {
        return row.mnemonic().name().startsWith("SET");
    }

    private static boolean isConditionalMove(Row row) {
        return row.mnemonic().name().startsWith("CMOV");
    }

    /** Whether the first of two stack registers takes the result. */
    private static boolean isFpuResult(Row row) {
        return row.operands().size() == 2
                && (row.operands().get(0) == OperandCode.ST0 || row.operands().get(0) == OperandCode.STi);
    }
}
