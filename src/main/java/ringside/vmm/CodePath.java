package ringside.vmm;

import java.util.List;
import ringside.isa.Instruction;
import ringside.isa.Mnemonic;
import ringside.isa.OperandCode;
import ringside.isa.SegmentRegister;

/** What discovery has to know of instructions: where they lead, and whether they look like a kernel's code at all. */
final class CodePath {
    private static final int ESP = 4;

    private CodePath() {}

    /** Whether the target is in the instruction. */
    static boolean isRelative(Instruction instruction) {
        List<OperandCode> operands = instruction.row.operands();
        return operands.contains(OperandCode.Jb) || operands.contains(OperandCode.Jz);
    }

    /** Whether the target is known only when the instruction is executed, and is no place behind a call. */
    static boolean isIndirect(Instruction instruction, Instruction before) {
        return switch (instruction.mnemonic) {
            case JMP, CALL -> !isRelative(instruction);
            case RET -> before != null && writesReturnAddress(before);
            default -> false;
        };
    }

    /** Whether RET behind it returns to where no call was: {@code mov [esp], edx}, {@code push edx}. */
    private static boolean writesReturnAddress(Instruction before) {
        boolean top = before.memory
                && before.base == ESP
                && before.index == Instruction.NO_REGISTER
                && before.displacement == 0;
        return before.mnemonic == Mnemonic.PUSH || before.mnemonic == Mnemonic.MOV && top;
    }

    /** Whether nothing behind it is reached through it. */
    static boolean ends(Instruction instruction) {
        return switch (instruction.mnemonic) {
            case JMP, JMP_FAR, RET, RET_FAR, IRET, SYSEXIT, UD0, UD1, UD2 -> true;
            default -> false;
        };
    }

    /** Whether it is the last one that is certain: behind an INT3 of the guest's own there may be half of another instruction. */
    static boolean leaves(Instruction instruction) {
        return ends(instruction) || instruction.mnemonic == Mnemonic.INT3;
    }

    /** Whether it may not come back. */
    static boolean mayNotReturn(Instruction instruction) {
        return instruction.mnemonic == Mnemonic.CALL;
    }

    /** Whether it is part of another way only if it is taken or comes back. */
    static boolean branches(Instruction instruction) {
        return isRelative(instruction) || mayNotReturn(instruction);
    }

    /** Whether a compiler or an author of kernels puts it between functions only, or nowhere: padding, data, text. */
    static boolean isImplausible(Instruction instruction) {
        return switch (instruction.mnemonic) {
            case INVALID, INT3, AAA, AAS, AAD, AAM, DAA, DAS, ARPL, BOUND, INTO, LES, LDS, SALC -> true;
            case ADD -> instruction.opcode == 0 && instruction.modRm == 0;
            case CALL_FAR, JMP_FAR -> instruction.row.operands().contains(OperandCode.Ap);
            default -> false;
        };
    }

    /** Whether the instruction sees or does the wrong thing at CPL 1, and no trap tells. */
    static boolean isCritical(Instruction instruction) {
        return switch (instruction.mnemonic) {
            case SGDT, SIDT, SLDT, STR, SMSW, PUSHF, POPF, IRET, LAR, LSL, VERR, VERW, CALL_FAR, JMP_FAR, RET_FAR ->
                true;
            case FNSAVE, FNSTENV, FXSAVE -> true;
            case MOV_SREG -> instruction.row.operands().get(1) == OperandCode.Sw && isOwn(instruction.reg);
            case PUSH_SREG -> {
                OperandCode code = instruction.row.operands().get(0);
                yield code == OperandCode.CS || code == OperandCode.SS;
            }
            default -> false;
        };
    }

    private static boolean isOwn(int segment) {
        return segment == SegmentRegister.CS || segment == SegmentRegister.SS;
    }
}
