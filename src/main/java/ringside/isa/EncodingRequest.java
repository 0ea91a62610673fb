package ringside.isa;

import java.util.List;

/**
 * An instruction as an assembler knows it before it has bytes.
 *
 * @param mnemonic which instruction
 * @param operands the operands that are written, in Intel order; string instructions and XLAT have none
 * @param code32 whether the code is 32-bit by default
 * @param address offset of the instruction in CS, for branches
 * @param prefixes {@link Instruction#LOCK}, {@link Instruction#REP}, {@link Instruction#REPNE}
 * @param size operand size where the operands do not tell: 8, 16, 32; 0 for the code's default
 * @param addressSize address size where no operand tells (strings, XLAT, LOOP): 16, 32; 0 for the code's default
 * @param segment segment override where no operand tells, or {@link Operand#DEFAULT_SEGMENT}
 * @param branch which branches are allowed
 * @param displacementSize width of the displacement in bits; 0 for the shortest
 * @param fullImmediate whether immediates that would fit a sign-extended byte must not use one
 */
public record EncodingRequest(
        Mnemonic mnemonic,
        List<Operand> operands,
        boolean code32,
        int address,
        int prefixes,
        int size,
        int addressSize,
        int segment,
        Branch branch,
        int displacementSize,
        boolean fullImmediate) {
    /** Restricts the distance of a direct near branch. */
    public enum Branch {
        /** The shortest that reaches. */
        SHORTEST,
        /** One byte of distance. */
        SHORT,
        /** A distance of the operand size. */
        NEAR
    }

    /** Asks for an instruction without any wish beyond its operands. */
    public static EncodingRequest of(Mnemonic mnemonic, List<Operand> operands, boolean code32, int address) {
        return new EncodingRequest(
                mnemonic, operands, code32, address, 0, 0, 0, Operand.DEFAULT_SEGMENT, Branch.SHORTEST, 0, false);
    }

    /** Asks for what {@code instruction} says; its encoding may be another. */
    public static EncodingRequest of(Instruction instruction, int eip) {
        boolean written = instruction.row.operands().stream().noneMatch(EncodingRequest::isImplied)
                && instruction.mnemonic != Mnemonic.XLAT;
        boolean plainSize = instruction.width == 8 && !written;
        return new EncodingRequest(
                instruction.mnemonic,
                written ? Operands.of(instruction, eip) : List.of(),
                instruction.code32,
                eip,
                instruction.prefixes,
                plainSize ? 8 : instruction.operandSize,
                instruction.addressSize,
                written || instruction.segment == SegmentRegister.DS ? Operand.DEFAULT_SEGMENT : instruction.segment,
                Branch.SHORTEST,
                0,
                false);
    }

    /** Whether an operand is implied by the mnemonic and not written: those of string instructions. */
    static boolean isImplied(OperandCode code) {
        return switch (code) {
            case Xb, Xv, Yb, Yv -> true;
            default -> false;
        };
    }

    /** Returns the operand size in effect where nothing else tells. */
    int defaultSize() {
        return code32 ? 32 : 16;
    }
}
