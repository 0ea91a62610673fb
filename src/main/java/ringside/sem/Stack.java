package ringside.sem;

import ringside.cpu.Vcpu;
import ringside.isa.Instruction;
import ringside.isa.OperandCode;
import ringside.isa.SegmentRegister;

/** The stack, as wide as SS.B says. SDM Vol. 1, 6.2; Vol. 2, "ENTER", "LEAVE", "POP", "POPA", "PUSH", "PUSHA". */
public final class Stack {
    private static final int ESP = 4;
    private static final int EBP = 5;
    private static final int SS = SegmentRegister.SS;

    private Stack() {}

    /** Pushes a word or doubleword. */
    public static void push(Vcpu cpu, int width, int value) {
        int top = moved(cpu, cpu.r32(ESP), -(width >> 3));
        Operands.writeMemory(cpu, SS, offset(cpu, top), width, value);
        cpu.r32(ESP, top);
    }

    /** Pops a word or doubleword. */
    public static int pop(Vcpu cpu, int width) {
        int value = peek(cpu, width);
        release(cpu, width >> 3);
        return value;
    }

    /** Reads the word or doubleword on top. */
    public static int peek(Vcpu cpu, int width) {
        return Operands.readMemory(cpu, SS, offset(cpu, cpu.r32(ESP)), width);
    }

    /** Takes {@code bytes} off the stack. */
    public static void release(Vcpu cpu, int bytes) {
        cpu.r32(ESP, moved(cpu, cpu.r32(ESP), bytes));
    }

    /** Returns a stack pointer moved by some bytes: only its low half moves on a 16-bit stack. */
    private static int moved(Vcpu cpu, int pointer, int bytes) {
        int sum = pointer + bytes;
        return cpu.stack32() ? sum : pointer & 0xFFFF_0000 | sum & 0xFFFF;
    }

    private static int offset(Vcpu cpu, int pointer) {
        return cpu.stack32() ? pointer : pointer & 0xFFFF;
    }

    /** Pushes a register, an immediate or memory. */
    public static void push(Vcpu cpu, Instruction instruction) {
        OperandCode code = instruction.row.operands().get(0);
        int width = instruction.operandSize;
        int value =
                switch (code) {
                    case Zv -> Operands.register(cpu, instruction.reg, width);
                    case Ev -> Operands.read(cpu, instruction, width);
                    default -> instruction.immediate;
                };
        push(cpu, width, value);
    }

    /** Pops a register or memory, whose address is computed with the incremented stack pointer. */
    public static void pop(Vcpu cpu, Instruction instruction) {
        int width = instruction.operandSize;
        int value = peek(cpu, width);
        int old = cpu.r32(ESP);
        int top = moved(cpu, old, width >> 3);
        if (instruction.memory) {
            int offset = EffectiveAddress.offset(cpu, instruction) + (instruction.base == ESP ? top - old : 0);
            Operands.writeMemory(cpu, instruction.segment, offset, width, value);
            cpu.r32(ESP, top);
            return;
        }
        cpu.r32(ESP, top);
        boolean inOpcode = instruction.row.operands().get(0) == OperandCode.Zv;
        Operands.setRegister(cpu, inOpcode ? instruction.reg : instruction.rm, width, value);
    }

    /** Pushes the eight registers, the old stack pointer among them. */
    public static void pusha(Vcpu cpu, Instruction instruction) {
        int width = instruction.operandSize;
        int top = cpu.r32(ESP);
        for (int register = 0; register < 8; register++) {
            top = moved(cpu, top, -(width >> 3));
            Operands.writeMemory(cpu, SS, offset(cpu, top), width, Operands.register(cpu, register, width));
        }
        cpu.r32(ESP, top);
    }

    /** Pops the eight registers except the stack pointer. */
    public static void popa(Vcpu cpu, Instruction instruction) {
        int width = instruction.operandSize;
        int[] values = new int[8];
        int top = cpu.r32(ESP);
        for (int register = 7; register >= 0; register--) {
            values[register] = Operands.readMemory(cpu, SS, offset(cpu, top), width);
            top = moved(cpu, top, width >> 3);
        }
        for (int register = 0; register < 8; register++) {
            if (register != ESP) {
                Operands.setRegister(cpu, register, width, values[register]);
            }
        }
        cpu.r32(ESP, top);
    }

    /** Makes a stack frame of a nesting level. SDM Vol. 2A, "ENTER". */
    public static void enter(Vcpu cpu, Instruction instruction) {
        int width = instruction.operandSize;
        int bytes = width >> 3;
        int level = instruction.immediate2 & 31;
        int top = moved(cpu, cpu.r32(ESP), -bytes);
        Operands.writeMemory(cpu, SS, offset(cpu, top), width, Operands.register(cpu, EBP, width));
        int frame = top;
        int link = cpu.r32(EBP);
        for (int i = 1; i < level; i++) {
            link = moved(cpu, link, -bytes);
            int display = Operands.readMemory(cpu, SS, offset(cpu, link), width);
            top = moved(cpu, top, -bytes);
            Operands.writeMemory(cpu, SS, offset(cpu, top), width, display);
        }
        if (level > 0) {
            top = moved(cpu, top, -bytes);
            Operands.writeMemory(cpu, SS, offset(cpu, top), width, frame);
        }
        top = moved(cpu, top, -(instruction.immediate & 0xFFFF));
        // The CPU checks that the frame's end can be written before it commits.
        int linear = cpu.mmu.linear(SS, offset(cpu, top), bytes, true);
        cpu.mmu.probe(linear, 1, true, cpu.cpl == 3);
        cpu.mmu.probe((linear + bytes - 1) & ~0xFFF, 1, true, cpu.cpl == 3);
        Operands.setRegister(cpu, EBP, width, frame);
        cpu.r32(ESP, top);
    }

    /** Drops the stack frame. SDM Vol. 2A, "LEAVE". */
    public static void leave(Vcpu cpu, Instruction instruction) {
        int width = instruction.operandSize;
        int base = cpu.stack32() ? cpu.r32(EBP) : cpu.r32(ESP) & 0xFFFF_0000 | cpu.r16(EBP);
        int value = Operands.readMemory(cpu, SS, offset(cpu, base), width);
        cpu.r32(ESP, moved(cpu, base, width >> 3));
        Operands.setRegister(cpu, EBP, width, value);
    }
}
