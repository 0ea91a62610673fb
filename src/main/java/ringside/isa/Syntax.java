package ringside.isa;

import java.util.List;
import java.util.Locale;

/** What both notations have in common: prefixes, columns, numbers and names. */
abstract sealed class Syntax permits IntelSyntax, AttSyntax {
    final Instruction instruction;
    private final int eip;
    private final SymbolLookup symbols;

    Syntax(Instruction instruction, int eip, SymbolLookup symbols) {
        this.instruction = instruction;
        this.eip = eip;
        this.symbols = symbols;
    }

    /** Returns the whole instruction. */
    final String text() {
        if (instruction.mnemonic == Mnemonic.INVALID) {
            return "(bad)";
        }
        String head = prefixes() + mnemonic();
        String operands = operands(written());
        return operands.isEmpty() ? head : "%-6s %s".formatted(head, operands);
    }

    /** Returns the mnemonic with whatever suffix the notation asks for. */
    abstract String mnemonic();

    /** Returns the operands as text, or an empty string. */
    abstract String operands(List<Operand> operands);

    /** Returns the address-size prefix word of LOOP in a notation that does not say it otherwise. */
    abstract String addressPrefix();

    private String prefixes() {
        StringBuilder text = new StringBuilder();
        if (instruction.hasPrefix(Instruction.LOCK)) {
            text.append("lock ");
        }
        boolean compares = instruction.mnemonic == Mnemonic.CMPS || instruction.mnemonic == Mnemonic.SCAS;
        if (pause()) {
            return "";
        } else if (instruction.hasPrefix(Instruction.REP)) {
            text.append(isString() && !compares ? "rep " : "repz ");
        } else if (instruction.hasPrefix(Instruction.REPNE)) {
            text.append("repnz ");
        }
        return text.append(addressPrefix()).toString();
    }

    /** Whether this is the NOP that later processors call PAUSE. */
    final boolean pause() {
        return instruction.opcode == 0x90
                && instruction.mnemonic == Mnemonic.NOP
                && instruction.hasPrefix(Instruction.REP);
    }

    /** Whether this is a one-byte NOP with another than the default operand size, an exchange with itself to objdump. */
    final boolean sizedNop() {
        return instruction.opcode == 0x90
                && instruction.mnemonic == Mnemonic.NOP
                && !pause()
                && (instruction.operandSize == 32) != instruction.code32;
    }

    final boolean isString() {
        return switch (instruction.mnemonic) {
            case CMPS, INS, LODS, MOVS, OUTS, SCAS, STOS -> true;
            default -> false;
        };
    }

    final boolean isLoop() {
        return switch (instruction.mnemonic) {
            case LOOP, LOOPE, LOOPNE -> true;
            default -> false;
        };
    }

    /** Whether the operand size is not the default of the code. */
    final boolean resized() {
        return (instruction.operandSize == 32) != instruction.code32;
    }

    /** Whether the address size is not the default of the code. */
    final boolean addressResized() {
        return (instruction.addressSize == 32) != instruction.code32;
    }

    /** Whether the operand size shows in no operand, so that the mnemonic has to say it. */
    final boolean hidesOperandSize() {
        return switch (instruction.mnemonic) {
            case PUSHA, POPA, PUSHF, POPF, IRET, RET, RET_FAR, LEAVE, ENTER, PUSH_SREG, POP_SREG -> true;
            case CALL, JMP -> instruction.row.operands().get(0) == OperandCode.Jz;
            case PUSH ->
                switch (instruction.row.operands().get(0)) {
                    case Ibs, Iz -> true;
                    default -> false;
                };
            default -> false;
        };
    }

    /** Whether the operand is an environment or state image whose layout depends on the operand size. */
    final boolean isEnvironment() {
        return switch (instruction.mnemonic) {
            case FLDENV, FNSTENV, FNSAVE, FRSTOR -> true;
            default -> false;
        };
    }

    final boolean isTableRegister() {
        return switch (instruction.mnemonic) {
            case LGDT, LIDT, SGDT, SIDT -> true;
            default -> false;
        };
    }

    /** Returns the mnemonic's plain name; {@link Mnemonic}'s distinctions of one name are dropped. */
    final String name() {
        return switch (instruction.mnemonic) {
            case CALL_FAR -> "call";
            case JMP_FAR -> "jmp";
            case RET_FAR -> "retf";
            case MOV_CR, MOV_DR, MOV_SREG -> "mov";
            case PUSH_SREG -> "push";
            case POP_SREG -> "pop";
            case JCXZ -> instruction.addressSize == 32 ? "jecxz" : "jcxz";
            case NOP -> pause() ? "pause" : sizedNop() ? "xchg" : "nop";
            default -> instruction.mnemonic.name().toLowerCase(Locale.ROOT);
        };
    }

    /** Returns the operands to be written: without the stack top that comparisons imply, with the registers of a sized NOP. */
    final List<Operand> written() {
        if (sizedNop()) {
            Operand register = new Operand.Register(RegisterClass.general(instruction.operandSize), 0);
            return List.of(register, register);
        }
        List<Operand> operands = Operands.of(instruction, eip);
        boolean compare = instruction.mnemonic == Mnemonic.FCOM || instruction.mnemonic == Mnemonic.FCOMP;
        return compare && operands.size() == 2 ? operands.subList(1, 2) : operands;
    }

    /** Whether the operand at a position is the stack top by definition of the row, and not ST(0) as one of eight. */
    final boolean isStackTop(int position, int count) {
        List<OperandCode> codes = instruction.row.operands();
        int index = position + codes.size() - count;
        return index >= 0 && codes.get(index) == OperandCode.ST0;
    }

    final boolean isUnitShift() {
        return instruction.row.operands().contains(OperandCode.One);
    }

    /** Whether the operand is addressed by an offset after the opcode instead of ModRM. */
    final boolean isOffsetForm() {
        return instruction.row.operands().contains(OperandCode.Ob)
                || instruction.row.operands().contains(OperandCode.Ov);
    }

    final String target(int address) {
        String name = symbols.nameOf(address);
        return name == null ? hex(address) : hex(address) + " <" + name + ">";
    }

    static String hex(int value) {
        return "0x" + Integer.toHexString(value);
    }

    /** Returns a displacement beside a register as a signed number. */
    static String signedHex(int value) {
        return value < 0 ? "-" + hex(-value) : hex(value);
    }

    /** Returns the offset of an address without registers, at its width. */
    static String absolute(Operand.Memory memory) {
        return hex(memory.addressSize() == 16 ? memory.displacement() & 0xFFFF : memory.displacement());
    }

    /** Whether the displacement is part of the encoding and so of the text, even if it is zero. */
    final boolean showsDisplacement(Operand.Memory memory) {
        return memory.displacement() != 0
                || (instruction.memory && (instruction.modRm >= 0x40 || memory.base() == Instruction.NO_REGISTER));
    }
}
