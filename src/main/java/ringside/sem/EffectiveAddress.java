package ringside.sem;

import ringside.cpu.Vcpu;
import ringside.isa.Instruction;

/** The offset part of a memory operand. SDM Vol. 1, 3.7.5. */
public final class EffectiveAddress {
    private EffectiveAddress() {}

    /** Returns base + index * 2^scale + displacement, wrapped to the instruction's address size. */
    public static int offset(Vcpu cpu, Instruction instruction) {
        long[] gpr = cpu.gpr;
        int offset = (int) gpr[instruction.base]
                + ((int) gpr[instruction.index] << instruction.scale)
                + instruction.displacement;
        return instruction.addressSize == 16 ? offset & 0xFFFF : offset;
    }
}
