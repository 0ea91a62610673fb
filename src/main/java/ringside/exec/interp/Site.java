package ringside.exec.interp;

import ringside.exec.CodeMode;
import ringside.isa.Instruction;
import ringside.isa.SegmentRegister;

/**
 * Where an op stands.
 *
 * @param block its block
 * @param index how many instructions of the block come before
 * @param eip offset of the instruction in CS
 * @param form where its operands are
 */
record Site(Block block, int index, int eip, Instruction instruction, Form form) {
    Site(Block block, int index, int eip, Instruction instruction) {
        this(block, index, eip, instruction, Form.of(instruction));
    }

    /** Offset of the instruction behind it. */
    int following() {
        return eip + instruction.length;
    }

    /** Whether the operand in memory can be read by a fast op. */
    boolean reads() {
        return instruction.addressSize == 32 && mode().flatRead(instruction.segment);
    }

    /** Whether the operand in memory can be written by a fast op. */
    boolean writes() {
        return instruction.addressSize == 32 && mode().flatWrite(instruction.segment);
    }

    /** Whether the stack is 32 bits wide and flat, and the instruction moves doublewords. */
    boolean flatStack() {
        return instruction.operandSize == 32 && mode().stack32() && mode().flatWrite(SegmentRegister.SS);
    }

    CodeMode mode() {
        return block.mode;
    }
}
