package ringside.vmm.bt;

import ringside.isa.Instruction;
import ringside.isa.Mnemonic;
import ringside.isa.OperandCode;
import ringside.isa.PrivilegeClass;
import ringside.isa.SegmentRegister;

/** What becomes of an instruction of the guest's kernel. */
public enum Treatment {
    /** It is copied. */
    IDENTICAL,
    /** Jcc: the same with a continuation on each side. */
    BRANCH,
    /** LOOP and JCXZ, whose distance is too short for the cache. */
    LOOP,
    /** A direct jump. */
    JUMP,
    /** A direct call: pushes the guest's return address and jumps. */
    CALL,
    /** A jump whose target is looked up in the cache's table. */
    INDIRECT_JUMP,
    /** A call whose target is looked up. */
    INDIRECT_CALL,
    /** A return, looked up like any other indirect target. */
    RETURN,
    /** CLI: a store to the virtual interrupt flag. */
    CLI,
    /** STI: a store, if no interrupt waits for it. */
    STI,
    /** PUSHF: the machine's flags with the virtual interrupt flag. */
    PUSHF,
    /** RDTSC: as {@link Clock} says. */
    RDTSC,
    /** The monitor carries it out. */
    CALLOUT;

    /** Returns what becomes of an instruction. */
    static Treatment of(Instruction instruction) {
        boolean narrow = instruction.operandSize == 16;
        return switch (instruction.mnemonic) {
            case JMP -> isRelative(instruction) ? wide(narrow, JUMP) : indirect(instruction, INDIRECT_JUMP);
            case CALL -> isRelative(instruction) ? wide(narrow, CALL) : indirect(instruction, INDIRECT_CALL);
            case RET -> wide(narrow, RETURN);
            case LOOP, LOOPE, LOOPNE, JCXZ -> wide(narrow, LOOP);
            case CLI -> CLI;
            case STI -> STI;
            case PUSHF -> wide(narrow, PUSHF);
            case RDTSC -> RDTSC;
            case INVALID, RDPMC, FNSAVE, FNSTENV, FXSAVE -> CALLOUT;
            case MOV_SREG, PUSH_SREG, POP_SREG, LDS, LES, LFS -> segment(instruction);
            default -> isRelative(instruction) ? wide(narrow, BRANCH) : other(instruction);
        };
    }

    /** Returns what becomes of an instruction of CPL 3, whose interrupt flag is no business of the cache. */
    static Treatment ofUser(Instruction instruction) {
        return switch (of(instruction)) {
            case CLI, STI -> CALLOUT;
            case RDTSC -> IDENTICAL;
            case Treatment other -> other;
        };
    }

    /** Branches that cut EIP to 16 bits have no place in the cache. */
    private static Treatment wide(boolean narrow, Treatment treatment) {
        return narrow ? CALLOUT : treatment;
    }

    private static Treatment indirect(Instruction instruction, Treatment treatment) {
        return wide(instruction.operandSize == 16 || instruction.segment == SegmentRegister.GS, treatment);
    }

    private static Treatment other(Instruction instruction) {
        boolean harmless = instruction.row.privilege() == PrivilegeClass.INNOCUOUS;
        return harmless && instruction.segment != SegmentRegister.GS ? IDENTICAL : CALLOUT;
    }

    /** GS is the cache's; CS and SS show the ring. The others hold what the guest has loaded. */
    private static Treatment segment(Instruction instruction) {
        boolean loads = instruction.mnemonic == Mnemonic.LDS
                || instruction.mnemonic == Mnemonic.LES
                || instruction.mnemonic == Mnemonic.LFS;
        boolean own = !loads && instruction.row.operands().stream().anyMatch(code -> shows(code, instruction.reg));
        return own || instruction.segment == SegmentRegister.GS ? CALLOUT : IDENTICAL;
    }

    private static boolean shows(OperandCode code, int reg) {
        return switch (code) {
            case CS, SS, GS -> true;
            case Sw -> reg == SegmentRegister.CS || reg == SegmentRegister.SS || reg == SegmentRegister.GS;
            default -> false;
        };
    }

    private static boolean isRelative(Instruction instruction) {
        return instruction.row.operands().stream().anyMatch(code -> code == OperandCode.Jb || code == OperandCode.Jz);
    }

    /** Whether nothing of the same unit may follow it. */
    boolean endsUnit() {
        return switch (this) {
            case BRANCH, LOOP, JUMP, CALL, INDIRECT_JUMP, INDIRECT_CALL, RETURN -> true;
            default -> false;
        };
    }
}
