package ringside.sem;

import ringside.cpu.LazyFlags;
import ringside.cpu.Vcpu;
import ringside.isa.Instruction;
import ringside.isa.OperandCode;
import ringside.isa.SegmentRegister;

/** Near branches. Targets are cut to the operand size and checked against the limit of CS. SDM Vol. 1, 7.3.8. */
public final class Branches {
    private static final int ECX = 1;

    private Branches() {}

    /** Returns the target of a relative branch at EIP. */
    public static int relative(Vcpu cpu, Instruction instruction) {
        int target = cpu.eip + instruction.length + instruction.immediate;
        return instruction.operandSize == 16 ? target & 0xFFFF : target;
    }

    /** Sets EIP after the check against the limit of CS: #GP(0) beyond. */
    public static void jump(Vcpu cpu, int target) {
        checkTarget(cpu, target);
        cpu.eip = target;
    }

    /** Raises #GP(0) for a target beyond the limit of CS. */
    public static void checkTarget(Vcpu cpu, int target) {
        if (Integer.compareUnsigned(target, cpu.segmentLimit[SegmentRegister.CS]) > 0) {
            throw cpu.fault.gp(0);
        }
    }

    /** SDM Vol. 2A, "JMP". */
    public static void jmp(Vcpu cpu, Instruction instruction) {
        jump(cpu, target(cpu, instruction));
    }

    /** SDM Vol. 2A, "CALL". */
    public static void call(Vcpu cpu, Instruction instruction) {
        int target = target(cpu, instruction);
        checkTarget(cpu, target);
        Stack.push(cpu, instruction.operandSize, cpu.eip + instruction.length);
        cpu.eip = target;
    }

    /** SDM Vol. 2B, "RET". */
    public static void ret(Vcpu cpu, Instruction instruction) {
        int width = instruction.operandSize;
        jump(cpu, Stack.peek(cpu, width));
        Stack.release(cpu, (width >> 3) + instruction.immediate);
    }

    private static int target(Vcpu cpu, Instruction instruction) {
        if (instruction.row.operands().get(0) == OperandCode.Ev) {
            return Operands.read(cpu, instruction, instruction.operandSize);
        }
        return relative(cpu, instruction);
    }

    /** Counts (E)CX down; true unless it is 0. SDM Vol. 2A, "LOOP/LOOPcc". */
    public static boolean loop(Vcpu cpu, Instruction instruction) {
        return count(cpu, instruction) != 0;
    }

    /** As {@link #loop}, and ZF = 1. */
    public static boolean loope(Vcpu cpu, Instruction instruction) {
        return count(cpu, instruction) != 0 && LazyFlags.zf(cpu) == 1;
    }

    /** As {@link #loop}, and ZF = 0. */
    public static boolean loopne(Vcpu cpu, Instruction instruction) {
        return count(cpu, instruction) != 0 && LazyFlags.zf(cpu) == 0;
    }

    /** Whether (E)CX is 0. SDM Vol. 2A, "Jcc". */
    public static boolean jcxz(Vcpu cpu, Instruction instruction) {
        return Operands.register(cpu, ECX, instruction.addressSize) == 0;
    }

    private static int count(Vcpu cpu, Instruction instruction) {
        int width = instruction.addressSize;
        Operands.setRegister(cpu, ECX, width, Operands.register(cpu, ECX, width) - 1);
        return Operands.register(cpu, ECX, width);
    }

    /** Raises #BR if an index is outside its bounds in memory. SDM Vol. 2A, "BOUND". */
    public static void bound(Vcpu cpu, Instruction instruction) {
        if (!instruction.memory) {
            throw cpu.fault.ud();
        }
        int width = instruction.operandSize;
        int offset = EffectiveAddress.offset(cpu, instruction);
        int second = offset + (width >> 3);
        if (instruction.addressSize == 16) {
            second &= 0xFFFF;
        }
        int lower = Operands.readMemory(cpu, instruction.segment, offset, width);
        int upper = Operands.readMemory(cpu, instruction.segment, second, width);
        int index = Operands.register(cpu, instruction.reg, width);
        if (width == 16) {
            lower = (short) lower;
            upper = (short) upper;
            index = (short) index;
        }
        if (index < lower || index > upper) {
            throw cpu.fault.br();
        }
    }
}
