package ringside.sem;

import ringside.cpu.SegmentLoader;
import ringside.cpu.StackTop;
import ringside.cpu.Vcpu;
import ringside.isa.Instruction;
import ringside.isa.OperandCode;
import ringside.isa.SegmentRegister;

/** Loads and stores segment registers. SDM Vol. 2, "MOV", "POP", "PUSH", "LDS/LES/LFS/LGS/LSS". */
public final class Segments {
    private static final int ESP = 4;

    private Segments() {}

    /** MOV Sreg, r/m16 and MOV r/m, Sreg. */
    public static void mov(Vcpu cpu, Instruction instruction) {
        if (instruction.row.operands().get(0) != OperandCode.Sw) {
            Operands.write(cpu, instruction, cpu.selector[instruction.reg]);
            return;
        }
        SegmentLoader.load(cpu, instruction.reg, Operands.read(cpu, instruction, 16));
        if (instruction.reg == SegmentRegister.SS) {
            shadow(cpu);
        }
    }

    /** PUSH Sreg. With a 32-bit operand the stack pointer moves by four, but only the low word is written. */
    public static void push(Vcpu cpu, Instruction instruction) {
        int bytes = instruction.operandSize >> 3;
        int top = StackTop.popped(cpu, -bytes);
        cpu.mmu.write16(SegmentRegister.SS, cpu.stack32() ? top : top & 0xFFFF, cpu.selector[register(instruction)]);
        cpu.r32(ESP, top);
    }

    /** POP Sreg. */
    public static void pop(Vcpu cpu, Instruction instruction) {
        int segment = register(instruction);
        int top = StackTop.popped(cpu, instruction.operandSize >> 3);
        SegmentLoader.load(cpu, segment, StackTop.read(cpu, 16, 0));
        cpu.r32(ESP, top);
        if (segment == SegmentRegister.SS) {
            shadow(cpu);
        }
    }

    /** LES. */
    public static void les(Vcpu cpu, Instruction instruction) {
        loadPointer(cpu, instruction, SegmentRegister.ES);
    }

    /** LDS. */
    public static void lds(Vcpu cpu, Instruction instruction) {
        loadPointer(cpu, instruction, SegmentRegister.DS);
    }

    /** LSS. */
    public static void lss(Vcpu cpu, Instruction instruction) {
        loadPointer(cpu, instruction, SegmentRegister.SS);
    }

    /** LFS. */
    public static void lfs(Vcpu cpu, Instruction instruction) {
        loadPointer(cpu, instruction, SegmentRegister.FS);
    }

    /** LGS. */
    public static void lgs(Vcpu cpu, Instruction instruction) {
        loadPointer(cpu, instruction, SegmentRegister.GS);
    }

    private static void loadPointer(Vcpu cpu, Instruction instruction, int segment) {
        FarPointer pointer = FarPointer.inMemory(cpu, instruction);
        SegmentLoader.load(cpu, segment, pointer.selector());
        Operands.setRegister(cpu, instruction.reg, instruction.operandSize, pointer.offset());
    }

    /** Holds off interrupts and debug traps for one instruction, unless such a shadow is already on. Vol. 3A, 6.8.3. */
    private static void shadow(Vcpu cpu) {
        if (cpu.shadowUntil == cpu.icount && cpu.shadowMovSs) {
            return;
        }
        cpu.shadowUntil = cpu.icount + 1;
        cpu.shadowMovSs = true;
    }

    private static int register(Instruction instruction) {
        return switch (instruction.row.operands().get(0)) {
            case ES -> SegmentRegister.ES;
            case CS -> SegmentRegister.CS;
            case SS -> SegmentRegister.SS;
            case DS -> SegmentRegister.DS;
            case FS -> SegmentRegister.FS;
            default -> SegmentRegister.GS;
        };
    }
}
