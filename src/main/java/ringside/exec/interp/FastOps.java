package ringside.exec.interp;

import ringside.isa.Instruction;
import ringside.isa.OperandCode;

/** Chooses ops of their own for what is frequent: 32 and 8 bits, 32-bit addresses, flat segments. */
final class FastOps {
    private FastOps() {}

    /** Returns the op for an instruction, or null if it has none of its own. */
    static Op of(Site site) {
        return site.instruction().width == 8
                ? narrow(site)
                : site.instruction().operandSize == 32 ? wide(site) : other(site);
    }

    private static Op narrow(Site site) {
        return switch (site.instruction().mnemonic) {
            case ADD, OR, ADC, SBB, AND, SUB, XOR, CMP, TEST, INC, DEC, NEG, NOT -> Arithmetic8.of(site);
            case SETO,
                    SETNO,
                    SETB,
                    SETAE,
                    SETE,
                    SETNE,
                    SETBE,
                    SETA,
                    SETS,
                    SETNS,
                    SETP,
                    SETNP,
                    SETL,
                    SETGE,
                    SETLE,
                    SETG -> ConditionOps.set(site);
            case MOVZX -> site.instruction().operandSize == 32 ? MoveOps.zeroExtend(site) : null;
            case MOVSX -> site.instruction().operandSize == 32 ? MoveOps.signExtend(site) : null;
            default -> other(site);
        };
    }

    private static Op wide(Site site) {
        Instruction instruction = site.instruction();
        return switch (instruction.mnemonic) {
            case ADD, OR, ADC, SBB, AND, SUB, XOR, CMP, TEST, INC, DEC, NEG, NOT, BSWAP ->
                instruction.width == 32 ? Arithmetic32.of(site) : null;
            case IMUL -> instruction.row.operands().size() == 2 ? Arithmetic32.of(site) : null;
            case SHL, SHR, SAR, ROL, ROR -> instruction.width == 32 ? ShiftOps.of(site) : null;
            case MOVZX -> MoveOps.zeroExtend(site);
            case MOVSX -> MoveOps.signExtend(site);
            case LEA -> instruction.memory && instruction.addressSize == 32 ? MoveOps.lea(site) : null;
            case XCHG -> site.form().kind() == Form.Kind.RR ? MoveOps.exchange(site) : null;
            case CDQ -> MoveOps.cdq(site);
            case CMOVO,
                    CMOVNO,
                    CMOVB,
                    CMOVAE,
                    CMOVE,
                    CMOVNE,
                    CMOVBE,
                    CMOVA,
                    CMOVS,
                    CMOVNS,
                    CMOVP,
                    CMOVNP,
                    CMOVL,
                    CMOVGE,
                    CMOVLE,
                    CMOVG -> ConditionOps.move(site);
            case PUSH, POP, LEAVE, CALL, RET -> site.flatStack() ? stack(site) : null;
            case JMP -> isRelative(instruction) ? null : StackOps.jumpIndirect(site);
            default -> other(site);
        };
    }

    private static Op stack(Site site) {
        Instruction instruction = site.instruction();
        return switch (instruction.mnemonic) {
            case PUSH -> StackOps.push(site);
            case POP -> site.form().kind() == Form.Kind.R ? StackOps.pop(site) : null;
            case LEAVE -> StackOps.leave(site);
            case RET -> StackOps.ret(site);
            default -> isRelative(instruction) ? relativeCall(site) : StackOps.callIndirect(site);
        };
    }

    private static Op relativeCall(Site site) {
        int target = OpChooser.target(site);
        return OpChooser.beyondLimit(site, target) ? null : StackOps.call(site, target);
    }

    /** What does not depend on the operand size. */
    private static Op other(Site site) {
        return switch (site.instruction().mnemonic) {
            case MOV -> MoveOps.of(site);
            case NOP -> MoveOps.nop(site);
            default -> FpuOps.of(site);
        };
    }

    private static boolean isRelative(Instruction instruction) {
        return instruction.row.operands().get(0) != OperandCode.Ev;
    }
}
