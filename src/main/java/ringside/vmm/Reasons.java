package ringside.vmm;

import ringside.isa.Instruction;
import ringside.isa.Mnemonic;
import ringside.isa.OperandCode;

/** Names the reason of an exit by the instruction that the monitor carried out. */
final class Reasons {
    private Reasons() {}

    static ExitReason of(Instruction instruction) {
        return switch (instruction.mnemonic) {
            case HLT -> ExitReason.HLT;
            case INVLPG -> ExitReason.INVLPG;
            case RDTSC -> ExitReason.RDTSC;
            case RDPMC -> ExitReason.RDPMC;
            case CPUID -> ExitReason.CPUID;
            case MOV_CR, LMSW, SMSW, CLTS -> ExitReason.CR_ACCESS;
            case MOV_DR -> ExitReason.DR_ACCESS;
            case IN, OUT, INS, OUTS -> ExitReason.IO_INSTRUCTION;
            case RDMSR -> ExitReason.MSR_READ;
            case WRMSR -> ExitReason.MSR_WRITE;
            case LGDT, LIDT, SGDT, SIDT -> ExitReason.GDTR_IDTR;
            case LLDT, LTR, SLDT, STR -> ExitReason.LDTR_TR;
            case INVD, WBINVD -> ExitReason.WBINVD;
            case CLI, STI, POPF, PUSHF, IRET -> ExitReason.INTERRUPT_FLAG;
            case SYSENTER, SYSEXIT -> ExitReason.SYSENTER;
            case INT, INT3, INTO, INT1 -> ExitReason.SOFTWARE_INTERRUPT;
            case MOV_SREG, POP_SREG, LDS, LES, LFS, LGS, LSS, CALL_FAR, JMP_FAR, RET_FAR -> ExitReason.SEGMENT_LOAD;
            default -> ExitReason.SEGMENT_LIMIT;
        };
    }

    /** Whether it may have emptied the guest's TLB. */
    static boolean flushes(Instruction instruction) {
        return instruction.mnemonic == Mnemonic.MOV_CR
                && instruction.row.operands().get(0) == OperandCode.Cd;
    }
}
