package ringside.exec.sbt;

import ringside.exec.BasicBlock;
import ringside.exec.BlockBuilder;
import ringside.exec.NearTarget;
import ringside.isa.Instruction;
import ringside.isa.OperandCode;
import ringside.sem.Binding;
import ringside.sem.Semantics;

/**
 * Where control goes from the end of a block, as far as its code tells. All addresses are linear.
 *
 * @param taken target of the branch that ends it, or null
 * @param fall where it goes on behind the block, at once or when a call or interrupt returns, or null
 * @param unknown how it leaves for where its code does not tell, or null
 * @param at the last instruction
 */
record Ways(Integer taken, Integer fall, Unknown unknown, int at) {
    /** Leaves whose target is only known when they are executed. */
    enum Unknown {
        JUMP,
        CALL,
        /** To another code segment. */
        FAR
    }

    static Ways of(BasicBlock block) {
        int last = block.instructions.size() - 1;
        Instruction instruction = block.instructions.get(last);
        int end = block.linear + block.size;
        int at = end - instruction.length;
        if (!BlockBuilder.endsBlock(instruction)) {
            return new Ways(null, end, null, at);
        }
        return switch (Semantics.of(instruction.row)) {
            case Binding.Jump jump -> new Ways(target(block, instruction, at), end, null, at);
            case Binding.Loop loop -> new Ways(target(block, instruction, at), end, null, at);
            default -> transfer(block, instruction, at, end);
        };
    }

    private static Ways transfer(BasicBlock block, Instruction instruction, int at, int end) {
        return switch (instruction.mnemonic) {
            case JMP ->
                computed(instruction)
                        ? new Ways(null, null, Unknown.JUMP, at)
                        : new Ways(target(block, instruction, at), null, null, at);
            case CALL ->
                computed(instruction)
                        ? new Ways(null, end, Unknown.CALL, at)
                        : new Ways(target(block, instruction, at), end, null, at);
            case JMP_FAR -> new Ways(null, null, Unknown.FAR, at);
            case CALL_FAR -> new Ways(null, end, Unknown.FAR, at);
            case RET, RET_FAR, IRET, SYSENTER, SYSEXIT, RSM, UD0, UD1, UD2, INVALID -> new Ways(null, null, null, at);
            default -> new Ways(null, end, null, at);
        };
    }

    private static boolean computed(Instruction instruction) {
        return instruction.row.operands().get(0) == OperandCode.Ev;
    }

    private static Integer target(BasicBlock block, Instruction instruction, int at) {
        int target = NearTarget.of(instruction, at - block.mode.base());
        return NearTarget.beyondLimit(block.mode, target) ? null : block.mode.base() + target;
    }
}
