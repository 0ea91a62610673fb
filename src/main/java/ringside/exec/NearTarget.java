package ringside.exec;

import ringside.isa.Instruction;

/** Where relative branches lead. */
public final class NearTarget {
    private NearTarget() {}

    /** Returns the target of a relative branch at {@code eip}, cut to the operand size. */
    public static int of(Instruction instruction, int eip) {
        int target = eip + instruction.length + instruction.immediate;
        return instruction.operandSize == 16 ? target & 0xFFFF : target;
    }

    /** Whether a branch to {@code target} faults, because it is beyond the limit of CS. */
    public static boolean beyondLimit(CodeMode mode, int target) {
        return Integer.compareUnsigned(target, mode.limit()) > 0;
    }
}
