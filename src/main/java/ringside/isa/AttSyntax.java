package ringside.isa;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** AT&amp;T syntax as objdump writes it: {@code mov -0x10(%ebx,%esi,4),%eax}. */
final class AttSyntax extends Syntax {
    AttSyntax(Instruction instruction, int eip, SymbolLookup symbols) {
        super(instruction, eip, symbols);
    }

    @Override
    String mnemonic() {
        String suffix = instruction.operandSize == 32 ? "l" : "w";
        return switch (instruction.mnemonic) {
            case CBW -> "cbtw";
            case CWDE -> "cwtl";
            case CWD -> "cwtd";
            case CDQ -> "cltd";
            case CALL_FAR -> "lcall" + (resized() ? suffix : "");
            case JMP_FAR -> "ljmp" + (resized() ? suffix : "");
            case RET_FAR -> "lret" + (resized() ? suffix : "");
            case MOVSX -> "movs" + extension() + suffix;
            case MOVZX -> "movz" + extension() + suffix;
            case INS, OUTS, MOVS, CMPS -> name() + suffix(instruction.width);
            case LOOP, LOOPE, LOOPNE -> name() + (addressResized() ? instruction.addressSize == 32 ? "l" : "w" : "");
            case SGDT, SIDT, LGDT, LIDT -> name() + suffix;
            case FLDENV, FNSTENV, FNSAVE, FRSTOR ->
                name() + (resized() ? instruction.operandSize == 32 ? "l" : "s" : "");
            case FSUB, FSUBR, FDIV, FDIVR, FSUBP, FSUBRP, FDIVP, FDIVRP -> instruction.memory ? floating() : swapped();
            case FADD, FMUL, FCOM, FCOMP, FLD, FST, FSTP -> floating();
            case FIADD, FIMUL, FICOM, FICOMP, FISUB, FISUBR, FIDIV, FIDIVR, FILD, FIST, FISTP -> integer();
            default -> name() + (needsSuffix() ? suffix(instruction.width) : "");
        };
    }

    @Override
    String addressPrefix() {
        return "";
    }

    @Override
    String operands(List<Operand> operands) {
        List<String> texts = new ArrayList<>(IntStream.range(0, operands.size())
                .mapToObj(i -> operand(operands.get(i), isStackTop(i, operands.size())))
                .toList());
        if (isUnitShift()) {
            texts.remove(1);
        }
        if (instruction.mnemonic != Mnemonic.ENTER && instruction.mnemonic != Mnemonic.BOUND) {
            Collections.reverse(texts);
        }
        return texts.stream().collect(Collectors.joining(","));
    }

    private String operand(Operand operand, boolean stackTop) {
        return switch (operand) {
            case Operand.Register register -> register(register, stackTop);
            case Operand.Memory memory -> (isIndirectBranch() ? "*" : "") + address(memory);
            case Operand.Immediate immediate -> "$" + hex(immediate.value());
            case Operand.Target target -> target(target.address());
            case Operand.FarPointer pointer -> "$" + hex(pointer.selector()) + ",$" + hex(pointer.offset());
        };
    }

    private String register(Operand.Register register, boolean stackTop) {
        return switch (register.registerClass()) {
            case STACK -> stackTop ? "%st" : "%st(" + register.number() + ")";
            case DEBUG -> "%db" + register.number();
            default -> {
                if (instruction.row.operands().contains(OperandCode.DX)
                        && register.registerClass() == RegisterClass.WORD
                        && register.number() == 2) {
                    yield "(%dx)";
                }
                yield (isIndirectBranch() ? "*%" : "%") + register.name();
            }
        };
    }

    private boolean isIndirectBranch() {
        return switch (instruction.mnemonic) {
            case CALL, JMP, CALL_FAR, JMP_FAR -> instruction.opcode == 0xFF;
            default -> false;
        };
    }

    private String address(Operand.Memory memory) {
        String segment = memory.segment() == Operand.DEFAULT_SEGMENT
                ? ""
                : "%" + RegisterClass.SEGMENT.name(memory.segment()) + ":";
        if (memory.absolute()) {
            return segment + absolute(memory);
        }
        RegisterClass registers = RegisterClass.general(memory.addressSize());
        StringBuilder text = new StringBuilder(segment);
        if (showsDisplacement(memory)) {
            text.append(signedHex(memory.displacement()));
        }
        text.append('(');
        if (memory.base() != Instruction.NO_REGISTER) {
            text.append('%').append(registers.name(memory.base()));
        }
        if (memory.index() != Instruction.NO_REGISTER) {
            text.append(",%").append(registers.name(memory.index()));
            if (memory.addressSize() == 32) {
                text.append(',').append(1 << memory.scale());
            }
        }
        return text.append(')').toString();
    }

    /** Whether neither the operands nor the mnemonic tell the width, or it is an unusual one. */
    private boolean needsSuffix() {
        if (hidesOperandSize()) {
            return resized();
        }
        if (!instruction.memory) {
            return false;
        }
        return switch (instruction.mnemonic) {
            case CALL, JMP, PUSH, POP -> resized();
            case ADD, OR, ADC, SBB, AND, SUB, XOR, CMP, TEST, MOV, BT, BTS, BTR, BTC ->
                instruction.row.operands().stream()
                        .anyMatch(code -> code == OperandCode.Ib || code == OperandCode.Ibs || code == OperandCode.Iz);
            case INC, DEC, NOT, NEG, MUL, DIV, IDIV, NOP, ROL, ROR, RCL, RCR, SHL, SHR, SAR -> true;
            case IMUL -> instruction.row.operands().size() == 1;
            default -> false;
        };
    }

    private static String suffix(int width) {
        return width == 8 ? "b" : width == 16 ? "w" : "l";
    }

    /** Returns the suffix of a source narrower than the destination. */
    private String extension() {
        return instruction.row.operands().get(1) == OperandCode.Eb ? "b" : "w";
    }

    private String floating() {
        if (!instruction.memory) {
            return name();
        }
        return name() + (instruction.width == 32 ? "s" : instruction.width == 64 ? "l" : "t");
    }

    private String integer() {
        return name() + (instruction.width == 16 ? "s" : instruction.width == 32 ? "l" : "ll");
    }

    /**
     * Returns the name under which AT&amp;T assemblers know a subtraction or division of registers: those that write
     * another register than the top have always had their names exchanged there.
     */
    private String swapped() {
        String name = name();
        if (instruction.row.operands().get(0) == OperandCode.ST0) {
            return name;
        }
        String stem = name.substring(0, 4);
        String pop = name.endsWith("p") ? "p" : "";
        boolean reversed = name.charAt(name.length() - 1 - pop.length()) == 'r';
        return stem + (reversed ? "" : "r") + pop;
    }
}
