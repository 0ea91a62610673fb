package ringside.sem;

import ringside.cpu.Vcpu;
import ringside.isa.Instruction;

/** Reads and writes explicit operands for routines, at the width of the instruction. Values are zero-extended. */
public final class Operands {
    private Operands() {}

    /** Reads operand E: a register or memory. */
    public static int read(Vcpu cpu, Instruction instruction) {
        return read(cpu, instruction, instruction.width);
    }

    /** Reads operand E of a width of its own, 8, 16 or 32 bits. */
    public static int read(Vcpu cpu, Instruction instruction, int width) {
        if (!instruction.memory) {
            return register(cpu, instruction.rm, width);
        }
        return readMemory(cpu, instruction.segment, EffectiveAddress.offset(cpu, instruction), width);
    }

    /** Reads operand E, which will be written back: whatever the write could raise is raised now. */
    public static int update(Vcpu cpu, Instruction instruction) {
        int width = instruction.width;
        if (!instruction.memory) {
            return register(cpu, instruction.rm, width);
        }
        int offset = EffectiveAddress.offset(cpu, instruction);
        return switch (width) {
            case 8 -> cpu.mmu.update8(instruction.segment, offset);
            case 16 -> cpu.mmu.update16(instruction.segment, offset);
            default -> cpu.mmu.update32(instruction.segment, offset);
        };
    }

    /** Writes operand E. */
    public static void write(Vcpu cpu, Instruction instruction, int value) {
        if (instruction.memory) {
            int offset = EffectiveAddress.offset(cpu, instruction);
            writeMemory(cpu, instruction.segment, offset, instruction.width, value);
        } else {
            setRegister(cpu, instruction.rm, instruction.width, value);
        }
    }

    /** Reads a general register by encoding number. */
    public static int register(Vcpu cpu, int register, int width) {
        return switch (width) {
            case 8 -> cpu.r8(register);
            case 16 -> cpu.r16(register);
            default -> cpu.r32(register);
        };
    }

    /** Writes the low bits of a general register by encoding number. */
    public static void setRegister(Vcpu cpu, int register, int width, int value) {
        switch (width) {
            case 8 -> cpu.r8(register, value);
            case 16 -> cpu.r16(register, value);
            default -> cpu.r32(register, value);
        }
    }

    /** Reads memory. */
    public static int readMemory(Vcpu cpu, int segment, int offset, int width) {
        return switch (width) {
            case 8 -> cpu.mmu.read8(segment, offset);
            case 16 -> cpu.mmu.read16(segment, offset);
            default -> cpu.mmu.read32(segment, offset);
        };
    }

    /** Writes memory. */
    public static void writeMemory(Vcpu cpu, int segment, int offset, int width, int value) {
        switch (width) {
            case 8 -> cpu.mmu.write8(segment, offset, value);
            case 16 -> cpu.mmu.write16(segment, offset, value);
            default -> cpu.mmu.write32(segment, offset, value);
        }
    }
}
