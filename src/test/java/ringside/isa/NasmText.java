package ringside.isa;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes a decoded instruction as a line that NASM and our assembler understand; branches are relative to {@code $}. */
public final class NasmText {
    private final Instruction instruction;

    private NasmText(Instruction instruction) {
        this.instruction = instruction;
    }

    /** Returns the line, without label or comment. */
    public static String of(Instruction instruction) {
        return new NasmText(instruction).text();
    }

    private String text() {
        List<Operand> operands = Operands.of(instruction, 0);
        boolean written = instruction.row.operands().stream().noneMatch(EncodingRequest::isImplied)
                && instruction.mnemonic != Mnemonic.XLAT;
        String list = written ? operands.stream().map(this::operand).collect(Collectors.joining(", ")) : "";
        return (prefixes(written) + name() + " " + distance() + list).strip();
    }

    private String prefixes(boolean written) {
        StringBuilder text = new StringBuilder();
        if (instruction.hasPrefix(Instruction.LOCK)) {
            text.append("lock ");
        }
        if (instruction.hasPrefix(Instruction.REP)) {
            text.append("rep ");
        }
        if (instruction.hasPrefix(Instruction.REPNE)) {
            text.append("repne ");
        }
        if (!written && instruction.segment != SegmentRegister.DS) {
            text.append(RegisterClass.SEGMENT.name(instruction.segment)).append(' ');
        }
        boolean loop = instruction.mnemonic.name().startsWith("LOOP");
        if ((!written || loop) && (instruction.addressSize == 32) != instruction.code32) {
            text.append('a').append(instruction.addressSize).append(' ');
        }
        if (needsSizePrefix() && (instruction.operandSize == 32) != instruction.code32) {
            text.append('o').append(instruction.operandSize).append(' ');
        }
        return text.toString();
    }

    private boolean needsSizePrefix() {
        return switch (instruction.mnemonic) {
            case LEAVE, ENTER, RET, RET_FAR, PUSH_SREG, POP_SREG -> true;
            case FLDENV, FNSTENV, FNSAVE, FRSTOR, LGDT, LIDT, SGDT, SIDT -> true;
            default -> false;
        };
    }

    private String name() {
        String suffix = instruction.width == 8 ? "b" : instruction.operandSize == 32 ? "d" : "w";
        return switch (instruction.mnemonic) {
            case CALL_FAR -> "call";
            case JMP_FAR -> "jmp";
            case RET_FAR -> "retf";
            case MOV_CR, MOV_DR, MOV_SREG -> "mov";
            case PUSH_SREG -> "push";
            case POP_SREG -> "pop";
            case XLAT -> "xlatb";
            case JCXZ -> instruction.addressSize == 32 ? "jecxz" : "jcxz";
            case CMPS, INS, LODS, MOVS, OUTS, SCAS, STOS, PUSHA, POPA, PUSHF, POPF, IRET ->
                instruction.mnemonic.name().toLowerCase(Locale.ROOT) + suffix;
            default -> instruction.mnemonic.name().toLowerCase(Locale.ROOT);
        };
    }

    private String distance() {
        List<OperandCode> codes = instruction.row.operands();
        if (codes.contains(OperandCode.Jb)) {
            boolean onlyShort = instruction.opcode >= 0xE0 && instruction.opcode <= 0xE3;
            return onlyShort ? "" : "short ";
        }
        if (codes.contains(OperandCode.Jz)) {
            return "near " + (resized() ? sizeName(instruction.operandSize) : "");
        }
        if (codes.contains(OperandCode.Ap)) {
            return sizeName(instruction.operandSize);
        }
        return "";
    }

    private boolean resized() {
        return (instruction.operandSize == 32) != instruction.code32;
    }

    private String operand(Operand operand) {
        return switch (operand) {
            case Operand.Register register -> register.name();
            case Operand.Immediate immediate -> immediate(immediate);
            case Operand.Memory memory -> size(memory) + address(memory);
            case Operand.Target ignored -> target();
            case Operand.FarPointer pointer -> "0x%x:0x%x".formatted(pointer.selector(), pointer.offset());
        };
    }

    private String immediate(Operand.Immediate immediate) {
        boolean push = instruction.mnemonic == Mnemonic.PUSH;
        return (push ? sizeName(instruction.operandSize) : "") + "0x" + Integer.toHexString(immediate.value());
    }

    private String target() {
        long distance = (long) instruction.immediate + instruction.length;
        return distance < 0 ? "$-0x" + Long.toHexString(-distance) : "$+0x" + Long.toHexString(distance);
    }

    private String size(Operand.Memory memory) {
        return switch (instruction.mnemonic) {
            case LEA, INVLPG, LGDT, LIDT, SGDT, SIDT, BOUND, LES, LDS, LSS, LFS, LGS -> "";
            case CALL_FAR, JMP_FAR -> "far " + sizeName(memory.size() - 16);
            default -> sizeName(memory.size());
        };
    }

    private static String sizeName(int bits) {
        return switch (bits) {
            case 8 -> "byte ";
            case 16 -> "word ";
            case 32 -> "dword ";
            case 64 -> "qword ";
            case 80 -> "tword ";
            default -> "";
        };
    }

    private String address(Operand.Memory memory) {
        StringBuilder text = new StringBuilder("[");
        boolean resizedAbsolute = memory.absolute() && (memory.addressSize() == 32) != instruction.code32;
        if (resizedAbsolute) {
            text.append(sizeName(memory.addressSize()));
        }
        if (memory.segment() != Operand.DEFAULT_SEGMENT) {
            text.append(RegisterClass.SEGMENT.name(memory.segment())).append(':');
        }
        RegisterClass registers = RegisterClass.general(memory.addressSize());
        if (memory.absolute()) {
            return text.append("0x%x]"
                            .formatted(
                                    memory.addressSize() == 16
                                            ? memory.displacement() & 0xFFFF
                                            : memory.displacement()))
                    .toString();
        }
        if (memory.base() != Instruction.NO_REGISTER) {
            text.append(registers.name(memory.base()));
        }
        if (memory.index() != Instruction.NO_REGISTER) {
            text.append(memory.base() == Instruction.NO_REGISTER ? "" : "+").append(registers.name(memory.index()));
            if (memory.addressSize() == 32) {
                text.append('*').append(1 << memory.scale());
            }
        }
        int displacement = memory.displacement();
        if (displacement != 0) {
            text.append(displacement < 0 ? "-0x" : "+0x")
                    .append(Integer.toHexString(displacement < 0 ? -displacement : displacement));
        }
        return text.append(']').toString();
    }
}
