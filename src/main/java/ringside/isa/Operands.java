package ringside.isa;

import java.util.List;

/** Derives the operands of decoded instructions. */
public final class Operands {
    private static final int EAX = 0;
    private static final int ECX = 1;
    private static final int EDX = 2;
    private static final int EBX = 3;
    private static final int ESI = 6;
    private static final int EDI = 7;

    private Operands() {}

    /**
     * Returns the operands in Intel order, as the row lists them; XLAT's table is listed too.
     *
     * @param eip offset of the instruction in CS, which branch targets are relative to
     */
    public static List<Operand> of(Instruction instruction, int eip) {
        if (instruction.mnemonic == Mnemonic.XLAT) {
            return List.of(implicit(instruction, 8, instruction.segment, EBX));
        }
        return instruction.row.operands().stream()
                .map(code -> of(instruction, code, eip))
                .toList();
    }

    private static Operand of(Instruction instruction, OperandCode code, int eip) {
        int size = instruction.operandSize;
        return switch (code) {
            case Ap -> new Operand.FarPointer(instruction.immediate2, instruction.immediate);
            case Cd -> new Operand.Register(RegisterClass.CONTROL, instruction.reg);
            case Dd -> new Operand.Register(RegisterClass.DEBUG, instruction.reg);
            case Sw -> new Operand.Register(RegisterClass.SEGMENT, instruction.reg);
            case Eb -> registerOrMemory(instruction, 8);
            case Ew -> registerOrMemory(instruction, instruction.memory || !wordAsOperandSize(instruction) ? 16 : size);
            case Ev -> registerOrMemory(instruction, size);
            case Ew_v -> registerOrMemory(instruction, instruction.memory ? 16 : size);
            case Rd -> new Operand.Register(RegisterClass.DWORD, instruction.rm);
            case Gb -> new Operand.Register(RegisterClass.BYTE, instruction.reg);
            case Gw -> new Operand.Register(RegisterClass.WORD, instruction.reg);
            case Gv, Zv -> new Operand.Register(RegisterClass.general(size), instruction.reg);
            case Zb -> new Operand.Register(RegisterClass.BYTE, instruction.reg);
            case Ib ->
                new Operand.Immediate(
                        instruction.row.operands().get(0) == OperandCode.Iw
                                ? instruction.immediate2
                                : instruction.immediate);
            case Ibs, Iw, Iz -> new Operand.Immediate(instruction.immediate);
            case Jb, Jz -> new Operand.Target(target(instruction, eip));
            case M -> memory(instruction, 0);
            case Ma -> memory(instruction, 2 * size);
            case Mw -> memory(instruction, 16);
            case Md -> memory(instruction, 32);
            case Mq -> memory(instruction, 64);
            case Mp -> memory(instruction, size + 16);
            case Ms -> memory(instruction, 48);
            case Mt -> memory(instruction, 80);
            case Ob -> memory(instruction, 8);
            case Ov -> memory(instruction, size);
            case Xb -> implicit(instruction, 8, instruction.segment, ESI);
            case Xv -> implicit(instruction, size, instruction.segment, ESI);
            case Yb -> implicit(instruction, 8, SegmentRegister.ES, EDI);
            case Yv -> implicit(instruction, size, SegmentRegister.ES, EDI);
            case AL -> new Operand.Register(RegisterClass.BYTE, EAX);
            case CL -> new Operand.Register(RegisterClass.BYTE, ECX);
            case AX -> new Operand.Register(RegisterClass.WORD, EAX);
            case DX -> new Operand.Register(RegisterClass.WORD, EDX);
            case rAX -> new Operand.Register(RegisterClass.general(size), EAX);
            case ES, CS, SS, DS, FS, GS ->
                new Operand.Register(RegisterClass.SEGMENT, code.ordinal() - OperandCode.ES.ordinal());
            case One -> new Operand.Immediate(1);
            case ST0 -> new Operand.Register(RegisterClass.STACK, 0);
            case STi -> new Operand.Register(RegisterClass.STACK, instruction.rm);
        };
    }

    /** Returns the offset in CS where a near branch goes. */
    static int target(Instruction instruction, int eip) {
        int target = eip + instruction.length + instruction.immediate;
        return instruction.operandSize == 16 ? target & 0xFFFF : target;
    }

    /** Whether a word operand is written as the whole register when it is in one. */
    private static boolean wordAsOperandSize(Instruction instruction) {
        return switch (instruction.mnemonic) {
            case MOV_SREG, LAR, LSL -> true;
            default -> false;
        };
    }

    private static Operand registerOrMemory(Instruction instruction, int size) {
        return instruction.memory
                ? memory(instruction, size)
                : new Operand.Register(RegisterClass.general(size), instruction.rm);
    }

    private static Operand.Memory memory(Instruction instruction, int size) {
        Operand.Memory memory = new Operand.Memory(
                size,
                instruction.segment,
                instruction.base,
                instruction.index,
                instruction.scale,
                instruction.displacement,
                instruction.addressSize);
        if (memory.segment() != memory.defaultSegment()) {
            return memory;
        }
        return new Operand.Memory(
                size,
                Operand.DEFAULT_SEGMENT,
                memory.base(),
                memory.index(),
                memory.scale(),
                memory.displacement(),
                memory.addressSize());
    }

    /** Returns the operand of an instruction that fixes its address register; the segment is always named. */
    private static Operand.Memory implicit(Instruction instruction, int size, int segment, int register) {
        return new Operand.Memory(size, segment, register, Instruction.NO_REGISTER, 0, 0, instruction.addressSize);
    }
}
