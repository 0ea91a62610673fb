package ringside.isa;

import java.util.List;
import java.util.stream.IntStream;

/** Intel syntax as objdump writes it: {@code mov eax,DWORD PTR [ebx+esi*4-0x10]}. */
final class IntelSyntax extends Syntax {
    IntelSyntax(Instruction instruction, int eip, SymbolLookup symbols) {
        super(instruction, eip, symbols);
    }

    @Override
    String mnemonic() {
        boolean sized = isTableRegister() || ((hidesOperandSize() || isEnvironment()) && resized());
        return sized ? name() + (instruction.operandSize == 32 ? "d" : "w") : name();
    }

    @Override
    String addressPrefix() {
        return isLoop() && addressResized() ? instruction.addressSize == 32 ? "addr32 " : "addr16 " : "";
    }

    @Override
    String operands(List<Operand> operands) {
        return String.join(",", texts(operands));
    }

    /** Returns the operands one by one. */
    List<String> operandTexts() {
        return texts(written());
    }

    private List<String> texts(List<Operand> operands) {
        return IntStream.range(0, operands.size())
                .mapToObj(i -> operand(operands.get(i), isStackTop(i, operands.size())))
                .toList();
    }

    private String operand(Operand operand, boolean stackTop) {
        return switch (operand) {
            case Operand.Register register -> register(register, stackTop);
            case Operand.Memory memory -> size(memory) + address(memory);
            case Operand.Immediate immediate -> isUnitShift() ? "1" : hex(immediate.value());
            case Operand.Target target -> target(target.address());
            case Operand.FarPointer pointer -> hex(pointer.selector()) + ":" + hex(pointer.offset());
        };
    }

    private static String register(Operand.Register register, boolean stackTop) {
        if (register.registerClass() != RegisterClass.STACK) {
            return register.name();
        }
        return stackTop ? "st" : "st(" + register.number() + ")";
    }

    private String size(Operand.Memory memory) {
        if (instruction.mnemonic == Mnemonic.INVLPG) {
            return "BYTE PTR ";
        }
        if (isOffsetForm() || isTableRegister()) {
            return "";
        }
        return switch (memory.size()) {
            case 8 -> "BYTE PTR ";
            case 16 -> "WORD PTR ";
            case 32 -> "DWORD PTR ";
            case 48 -> "FWORD PTR ";
            case 64 -> "QWORD PTR ";
            case 80 -> "TBYTE PTR ";
            default -> "";
        };
    }

    private String address(Operand.Memory memory) {
        String segment =
                memory.segment() == Operand.DEFAULT_SEGMENT ? "" : RegisterClass.SEGMENT.name(memory.segment()) + ":";
        if (memory.absolute()) {
            return (segment.isEmpty() ? "ds:" : segment) + absolute(memory);
        }
        RegisterClass registers = RegisterClass.general(memory.addressSize());
        StringBuilder text = new StringBuilder(segment).append('[');
        if (memory.base() != Instruction.NO_REGISTER) {
            text.append(registers.name(memory.base()));
        }
        if (memory.index() != Instruction.NO_REGISTER) {
            if (memory.base() != Instruction.NO_REGISTER) {
                text.append('+');
            }
            text.append(registers.name(memory.index()));
            if (memory.addressSize() == 32) {
                text.append('*').append(1 << memory.scale());
            }
        }
        if (showsDisplacement(memory)) {
            text.append(memory.displacement() < 0 ? "" : "+").append(signedHex(memory.displacement()));
        }
        return text.append(']').toString();
    }
}
