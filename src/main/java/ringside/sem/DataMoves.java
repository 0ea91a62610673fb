package ringside.sem;

import ringside.cpu.LazyFlags;
import ringside.cpu.Vcpu;
import ringside.isa.Instruction;
import ringside.isa.OperandCode;

/** Data movement that is more than a copy. SDM Vol. 1, 7.3.1. */
public final class DataMoves {
    private static final int EAX = 0;
    private static final int ECX = 1;
    private static final int EDX = 2;
    private static final int EBX = 3;

    private DataMoves() {}

    /** Does nothing: NOP, and the hint NOPs, which do not touch their operand. */
    public static void nop(Vcpu cpu, Instruction instruction) {}

    /** Loads the offset of an operand in memory. SDM Vol. 2A, "LEA". */
    public static void lea(Vcpu cpu, Instruction instruction) {
        if (!instruction.memory) {
            throw cpu.fault.ud();
        }
        int offset = EffectiveAddress.offset(cpu, instruction);
        Operands.setRegister(cpu, instruction.reg, instruction.width, offset);
    }

    /** Zero-extends a byte or word. SDM Vol. 2B, "MOVZX". */
    public static void movzx(Vcpu cpu, Instruction instruction) {
        int value = Operands.read(cpu, instruction, sourceWidth(instruction));
        Operands.setRegister(cpu, instruction.reg, instruction.operandSize, value);
    }

    /** Sign-extends a byte or word. SDM Vol. 2B, "MOVSX". */
    public static void movsx(Vcpu cpu, Instruction instruction) {
        int width = sourceWidth(instruction);
        int value = Operands.read(cpu, instruction, width);
        Operands.setRegister(cpu, instruction.reg, instruction.operandSize, width == 8 ? (byte) value : (short) value);
    }

    /** Returns the width in bits of the source of MOVZX or MOVSX. */
    public static int sourceWidth(Instruction instruction) {
        return instruction.row.operands().get(1) == OperandCode.Eb ? 8 : 16;
    }

    /** Swaps a register with a register or memory. SDM Vol. 2C, "XCHG". */
    public static void xchg(Vcpu cpu, Instruction instruction) {
        int width = instruction.width;
        if (instruction.row.operands().get(0) == OperandCode.Zv) {
            int old = Operands.register(cpu, instruction.reg, width);
            Operands.setRegister(cpu, instruction.reg, width, Operands.register(cpu, EAX, width));
            Operands.setRegister(cpu, EAX, width, old);
            return;
        }
        int old = Operands.update(cpu, instruction);
        Operands.write(cpu, instruction, Operands.register(cpu, instruction.reg, width));
        Operands.setRegister(cpu, instruction.reg, width, old);
    }

    /** Adds and gives the old destination to the source. SDM Vol. 2C, "XADD". */
    public static void xadd(Vcpu cpu, Instruction instruction) {
        int width = instruction.width;
        int old = Operands.update(cpu, instruction);
        int source = Operands.register(cpu, instruction.reg, width);
        int sum = old + source;
        if (instruction.memory) {
            Operands.write(cpu, instruction, sum);
            Operands.setRegister(cpu, instruction.reg, width, old);
        } else {
            // The destination is written last, so it has the sum if both are the same register.
            Operands.setRegister(cpu, instruction.reg, width, old);
            Operands.setRegister(cpu, instruction.rm, width, sum);
        }
        switch (width) {
            case 8 -> Alu.add8(cpu, old, source);
            case 16 -> Alu.add16(cpu, old, source);
            default -> Alu.add32(cpu, old, source);
        }
    }

    /** Compares the accumulator and exchanges. The destination is written in both cases. SDM Vol. 2A, "CMPXCHG". */
    public static void cmpxchg(Vcpu cpu, Instruction instruction) {
        int width = instruction.width;
        int old = Operands.update(cpu, instruction);
        int accumulator = Operands.register(cpu, EAX, width);
        boolean equal = old == accumulator;
        Operands.write(cpu, instruction, equal ? Operands.register(cpu, instruction.reg, width) : old);
        if (!equal) {
            Operands.setRegister(cpu, EAX, width, old);
        }
        switch (width) {
            case 8 -> Alu.cmp8(cpu, accumulator, old);
            case 16 -> Alu.cmp16(cpu, accumulator, old);
            default -> Alu.cmp32(cpu, accumulator, old);
        }
    }

    /** Compares EDX:EAX and exchanges ECX:EBX. SDM Vol. 2A, "CMPXCHG8B/CMPXCHG16B". */
    public static void cmpxchg8b(Vcpu cpu, Instruction instruction) {
        if (!instruction.memory) {
            throw cpu.fault.ud();
        }
        int offset = EffectiveAddress.offset(cpu, instruction);
        long old = cpu.mmu.update64(instruction.segment, offset);
        boolean equal = old == pair(cpu, EDX, EAX);
        cpu.mmu.write64(instruction.segment, offset, equal ? pair(cpu, ECX, EBX) : old);
        if (!equal) {
            cpu.r32(EAX, (int) old);
            cpu.r32(EDX, (int) (old >>> 32));
        }
        int zf = equal ? 1 << 6 : 0;
        LazyFlags.load(cpu, LazyFlags.materialize(cpu) & ~(1 << 6) | zf);
    }

    private static long pair(Vcpu cpu, int high, int low) {
        return (long) cpu.r32(high) << 32 | cpu.r32(low) & 0xFFFF_FFFFL;
    }

    /** Looks AL up in a table at (E)BX. SDM Vol. 2C, "XLAT/XLATB". */
    public static void xlat(Vcpu cpu, Instruction instruction) {
        int offset = cpu.r32(EBX) + cpu.r8(EAX);
        if (instruction.addressSize == 16) {
            offset &= 0xFFFF;
        }
        cpu.r8(EAX, cpu.mmu.read8(instruction.segment, offset));
    }

    /** AX = sign-extended AL. */
    public static void cbw(Vcpu cpu, Instruction instruction) {
        cpu.r16(EAX, (byte) cpu.r8(EAX));
    }

    /** EAX = sign-extended AX. */
    public static void cwde(Vcpu cpu, Instruction instruction) {
        cpu.r32(EAX, (short) cpu.r16(EAX));
    }

    /** DX = sign of AX. */
    public static void cwd(Vcpu cpu, Instruction instruction) {
        cpu.r16(EDX, (short) cpu.r16(EAX) >> 15);
    }

    /** EDX = sign of EAX. */
    public static void cdq(Vcpu cpu, Instruction instruction) {
        cpu.r32(EDX, cpu.r32(EAX) >> 31);
    }
}
