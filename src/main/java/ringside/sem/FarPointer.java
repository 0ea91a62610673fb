package ringside.sem;

import ringside.cpu.Vcpu;
import ringside.isa.Instruction;
import ringside.isa.OperandCode;

/** A selector and an offset of the operand size. */
record FarPointer(int selector, int offset) {
    /** Reads operand {@code Ap} or {@code Mp}. */
    static FarPointer of(Vcpu cpu, Instruction instruction) {
        if (instruction.row.operands().get(0) == OperandCode.Ap) {
            int offset = instruction.immediate;
            return new FarPointer(
                    instruction.immediate2 & 0xFFFF, instruction.operandSize == 16 ? offset & 0xFFFF : offset);
        }
        return inMemory(cpu, instruction);
    }

    /** Reads operand {@code Mp}, in memory the offset and behind it the selector. */
    static FarPointer inMemory(Vcpu cpu, Instruction instruction) {
        int width = instruction.operandSize;
        int address = EffectiveAddress.offset(cpu, instruction);
        int second = address + (width >> 3);
        if (instruction.addressSize == 16) {
            second &= 0xFFFF;
        }
        int selector = cpu.mmu.read16(instruction.segment, second);
        return new FarPointer(selector, Operands.readMemory(cpu, instruction.segment, address, width));
    }
}
