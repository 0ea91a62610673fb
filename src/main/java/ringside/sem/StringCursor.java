package ringside.sem;

import ringside.cpu.Eflags;
import ringside.cpu.Vcpu;
import ringside.isa.Instruction;
import ringside.isa.SegmentRegister;

/** Index and count registers of string instructions at the address size. SDM Vol. 1, 7.3.9. */
final class StringCursor {
    private static final int ECX = 1;
    private static final int ESI = 6;
    private static final int EDI = 7;
    private static final int REPEATS = Instruction.REP | Instruction.REPNE;
    private static final int PAGE = 4096;

    private StringCursor() {}

    /** Whether the instruction has a repeat prefix. */
    static boolean repeats(Instruction instruction) {
        return instruction.hasPrefix(REPEATS);
    }

    /** Whether a repeat count of 0 makes the instruction do nothing; it then counts as one instruction. */
    static boolean skips(Vcpu cpu, Instruction instruction) {
        if (repeats(instruction) && count(cpu, instruction) == 0) {
            cpu.icount++;
            cpu.systemFlags &= ~Eflags.RF;
            return true;
        }
        return false;
    }

    /** Returns (E)CX as an unsigned number, or 1 without a repeat prefix. */
    static long count(Vcpu cpu, Instruction instruction) {
        if (!repeats(instruction)) {
            return 1;
        }
        return instruction.addressSize == 16 ? cpu.r16(ECX) : cpu.gpr[ECX];
    }

    /** Returns the offset of the source. */
    static int source(Vcpu cpu, Instruction instruction) {
        return instruction.addressSize == 16 ? cpu.r16(ESI) : cpu.r32(ESI);
    }

    /** Returns the offset of the destination. */
    static int destination(Vcpu cpu, Instruction instruction) {
        return instruction.addressSize == 16 ? cpu.r16(EDI) : cpu.r32(EDI);
    }

    /** Returns what one iteration adds to an index. */
    static int step(Vcpu cpu, Instruction instruction) {
        int bytes = instruction.width >> 3;
        return (cpu.systemFlags & Eflags.DF) == 0 ? bytes : -bytes;
    }

    /** Moves (E)SI by some bytes. */
    static void moveSource(Vcpu cpu, Instruction instruction, int bytes) {
        move(cpu, instruction, ESI, bytes);
    }

    /** Moves (E)DI by some bytes. */
    static void moveDestination(Vcpu cpu, Instruction instruction, int bytes) {
        move(cpu, instruction, EDI, bytes);
    }

    private static void move(Vcpu cpu, Instruction instruction, int register, int bytes) {
        if (instruction.addressSize == 16) {
            cpu.r16(register, cpu.r16(register) + bytes);
        } else {
            cpu.r32(register, cpu.r32(register) + bytes);
        }
    }

    /**
     * Accounts for completed iterations in (E)CX and time.
     *
     * @return whether the count is used up
     */
    static boolean retire(Vcpu cpu, Instruction instruction, int iterations) {
        cpu.icount += iterations;
        if (!repeats(instruction)) {
            return true;
        }
        move(cpu, instruction, ECX, -iterations);
        return count(cpu, instruction) == 0;
    }

    /**
     * Ends a run of iterations. With iterations left RF is set, so that no code breakpoint hits the instruction again and
     * the image that an interrupt pushes is as the manual has it.
     */
    static boolean finish(Vcpu cpu, boolean complete) {
        if (complete) {
            cpu.systemFlags &= ~Eflags.RF;
        } else {
            cpu.systemFlags |= Eflags.RF;
        }
        return complete;
    }

    /** Whether an engine has to look before the next iteration. */
    static boolean interrupted(Vcpu cpu, long until) {
        return cpu.icount >= until || cpu.pendingDebug != 0 || cpu.deviceAccess;
    }

    /** Returns how many iterations may run at once as far as count and time allow. */
    static int budget(Vcpu cpu, Instruction instruction, long until) {
        return (int) Math.min(PAGE, Math.min(count(cpu, instruction), until - cpu.icount));
    }

    /**
     * Returns how many elements from {@code offset} on, in the direction of {@code step}, lie in one page and in a segment
     * that needs no check; 0 if the first does not.
     */
    static int inPage(Vcpu cpu, Instruction instruction, int segment, boolean write, int offset, int step) {
        int shape = write ? segment + 8 : segment;
        if (instruction.addressSize == 16 || (cpu.mmu.segmentShapes() >>> shape & 1) == 0) {
            return 0;
        }
        int within = offset & PAGE - 1;
        if (step > 0) {
            return (PAGE - within) / step;
        }
        return within > PAGE + step ? 0 : within / -step + 1;
    }

    /** Reads one element at the source. */
    static int readSource(Vcpu cpu, Instruction instruction) {
        return Operands.readMemory(cpu, instruction.segment, source(cpu, instruction), instruction.width);
    }

    /** Reads one element at the destination. */
    static int readDestination(Vcpu cpu, Instruction instruction) {
        return Operands.readMemory(cpu, SegmentRegister.ES, destination(cpu, instruction), instruction.width);
    }

    /** Writes one element at the destination. */
    static void writeDestination(Vcpu cpu, Instruction instruction, int value) {
        Operands.writeMemory(cpu, SegmentRegister.ES, destination(cpu, instruction), instruction.width, value);
    }
}
