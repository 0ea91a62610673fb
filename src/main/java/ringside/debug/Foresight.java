package ringside.debug;

import java.util.EnumSet;
import java.util.Set;
import ringside.cpu.LazyFlags;
import ringside.cpu.Vcpu;
import ringside.debug.expr.Address;
import ringside.isa.Instruction;
import ringside.isa.Mnemonic;
import ringside.isa.SegmentRegister;
import ringside.sem.Conditions;
import ringside.sem.EffectiveAddress;

/** What the next instruction will do, as far as registers, flags and memory tell beforehand. */
public final class Foresight {
    /** Instructions whose memory operand is only an address. */
    private static final Set<Mnemonic> NO_ACCESS =
            EnumSet.of(Mnemonic.LEA, Mnemonic.NOP, Mnemonic.INVLPG, Mnemonic.CALL_FAR, Mnemonic.JMP_FAR);

    private static final int ECX = 1;
    private static final int ESP = 4;

    private final Debugger debugger;
    private final Vcpu cpu;

    Foresight(Debugger debugger) {
        this.debugger = debugger;
        this.cpu = debugger.cpu();
    }

    /** Returns a few words: whether a branch is taken, where it leads, what a memory operand holds; or the empty string. */
    String next() {
        Instruction instruction = debugger.code().next();
        if (instruction == null) {
            return "";
        }
        return switch (instruction.mnemonic) {
            case JO, JNO, JB, JAE, JE, JNE, JBE, JA, JS, JNS, JP, JNP, JL, JGE, JLE, JG ->
                taken(condition(instruction.opcode & 15));
            case JCXZ -> taken(count(instruction) == 0);
            case LOOP -> taken(counted(instruction) != 0);
            case LOOPE -> taken(counted(instruction) != 0 && LazyFlags.zf(cpu) != 0);
            case LOOPNE -> taken(counted(instruction) != 0 && LazyFlags.zf(cpu) == 0);
            case RET -> to(stack(0, instruction.operandSize / 8));
            case RET_FAR, IRET -> far(instruction.operandSize / 8);
            case CALL, JMP -> instruction.opcode == 0xFF ? to(indirect(instruction)) : "";
            default -> instruction.memory && !NO_ACCESS.contains(instruction.mnemonic) ? operand(instruction) : "";
        };
    }

    private static String taken(boolean yes) {
        return yes ? "taken" : "not taken";
    }

    private boolean condition(int code) {
        boolean holds =
                switch (code >> 1) {
                    case 0 -> Conditions.o(cpu);
                    case 1 -> Conditions.b(cpu);
                    case 2 -> Conditions.e(cpu);
                    case 3 -> Conditions.be(cpu);
                    case 4 -> Conditions.s(cpu);
                    case 5 -> Conditions.p(cpu);
                    case 6 -> Conditions.l(cpu);
                    default -> Conditions.le(cpu);
                };
        return holds == ((code & 1) == 0);
    }

    private int count(Instruction instruction) {
        return instruction.addressSize == 16 ? cpu.r16(ECX) : cpu.r32(ECX);
    }

    private int counted(Instruction instruction) {
        int left = count(instruction) - 1;
        return instruction.addressSize == 16 ? left & 0xFFFF : left;
    }

    /** Returns a number on the stack, or -1 if it cannot be read. */
    private long stack(int distance, int size) {
        int top = cpu.stack32() ? cpu.r32(ESP) + distance : cpu.r16(ESP) + distance & 0xFFFF;
        return debugger.memory().readNumber(Address.linear(cpu.segmentBase[SegmentRegister.SS] + top), size);
    }

    private long indirect(Instruction instruction) {
        int size = instruction.operandSize / 8;
        if (!instruction.memory) {
            return instruction.operandSize == 16 ? cpu.r16(instruction.rm) : cpu.r32(instruction.rm) & 0xFFFF_FFFFL;
        }
        return debugger.memory().readNumber(place(instruction), size);
    }

    private Address place(Instruction instruction) {
        return Address.linear(cpu.segmentBase[instruction.segment] + EffectiveAddress.offset(cpu, instruction));
    }

    /** Describes a target in the present code segment. */
    private String to(long offset) {
        if (offset < 0) {
            return "to nowhere: the target cannot be read";
        }
        String name = debugger.symbols().describe(cpu.segmentBase[SegmentRegister.CS] + (int) offset);
        return "to " + (name.isEmpty() ? String.format("%08x", offset) : name);
    }

    private String far(int size) {
        long offset = stack(0, size);
        long selector = stack(size, size);
        if (offset < 0 || selector < 0) {
            return "to nowhere: the stack cannot be read";
        }
        return String.format("to %04x:%08x", selector & 0xFFFF, offset);
    }

    private String operand(Instruction instruction) {
        Address place = place(instruction);
        String name = debugger.symbols().describe((int) place.value());
        String shown = "[" + place + (name.isEmpty() ? "" : " " + name) + "]";
        int size = instruction.width / 8;
        if (size != 1 && size != 2 && size != 4) {
            return shown;
        }
        boolean readable = debugger.memory().readable(place, size) == size;
        long value = readable ? debugger.memory().readNumber(place, size) : 0;
        return shown + (readable ? String.format(" = %0" + 2 * size + "x", value) : " is not mapped");
    }
}
