package ringside.isa;

import java.util.List;

/** Tries written operands on the operand codes of one row and collects what the encoding needs of them. */
final class OperandMatch {
    /** Not this row, for no reason that a user would want to hear. */
    private static final String OTHER_FORM = "";

    private static final String NO_SIZE = "operation size not specified";

    private final Pattern pattern;
    private final EncodingRequest request;
    private String failure;

    /** Operand size as far as operands fix it, or 0. */
    private int size;

    private boolean sizeMissing;
    private int reg;
    private int rm;
    private Operand.Memory memory;
    private int immediate;
    private int immediate2;
    private int target;

    OperandMatch(Pattern pattern, EncodingRequest request, List<Operand> operands) {
        this.pattern = pattern;
        this.request = request;
        List<OperandCode> codes = pattern.row.operands();
        boolean implied = codes.stream().anyMatch(EncodingRequest::isImplied);
        if (implied) {
            matchString(operands);
        } else if (codes.size() != operands.size()) {
            failure = OTHER_FORM;
        } else {
            for (int i = 0; i < codes.size() && failure == null; i++) {
                match(codes.get(i), operands.get(i));
            }
        }
        if (failure == null) {
            checkSize();
        }
    }

    /** Returns why the row does not fit: null if it does, empty if there is nothing to say. */
    String failure() {
        return failure;
    }

    /** Returns the operand size, 16 or 32. */
    int operandSize() {
        return size;
    }

    int reg() {
        return reg;
    }

    int rm() {
        return rm;
    }

    /** Returns the operand in memory, or null. */
    Operand.Memory memory() {
        return memory;
    }

    int immediate() {
        return immediate;
    }

    int immediate2() {
        return immediate2;
    }

    /** Returns where a near branch goes. */
    int target() {
        return target;
    }

    private void matchString(List<Operand> operands) {
        boolean bytes = pattern.width == 8;
        if (!operands.isEmpty() || bytes != (request.size() == 8)) {
            failure = OTHER_FORM;
        }
    }

    private void checkSize() {
        if (pattern.operandSize != 0) {
            size = pattern.operandSize;
        }
        if (size == 0) {
            if (sizeMissing && request.size() == 0) {
                failure = NO_SIZE;
            }
            size = request.size() >= 16 ? request.size() : request.defaultSize();
        }
    }

    private void fix(int bits) {
        if (size != 0 && size != bits) {
            failure = OTHER_FORM;
        }
        size = bits;
    }

    private void match(OperandCode code, Operand operand) {
        switch (operand) {
            case Operand.Register register -> matchRegister(code, register);
            case Operand.Memory address -> matchMemory(code, address);
            case Operand.Immediate constant -> matchImmediate(code, constant.value());
            case Operand.Target branch -> {
                target = branch.address();
                accept(matchesBranch(code));
            }
            case Operand.FarPointer pointer -> {
                immediate = pointer.offset();
                immediate2 = pointer.selector();
                accept(code == OperandCode.Ap);
            }
        }
    }

    private boolean matchesBranch(OperandCode code) {
        return switch (code) {
            case Jb -> request.branch() != EncodingRequest.Branch.NEAR;
            case Jz -> request.branch() != EncodingRequest.Branch.SHORT;
            default -> false;
        };
    }

    private void matchRegister(OperandCode code, Operand.Register register) {
        RegisterClass registers = register.registerClass();
        int number = register.number();
        boolean fits =
                switch (code) {
                    case AL -> registers == RegisterClass.BYTE && number == 0;
                    case CL -> registers == RegisterClass.BYTE && number == 1;
                    case AX -> registers == RegisterClass.WORD && number == 0;
                    case DX -> registers == RegisterClass.WORD && number == 2;
                    case rAX -> number == 0 && general(registers);
                    case ES, CS, SS, DS, FS, GS ->
                        registers == RegisterClass.SEGMENT && number == code.ordinal() - OperandCode.ES.ordinal();
                    case ST0 -> registers == RegisterClass.STACK && number == 0;
                    case STi -> rm(registers == RegisterClass.STACK, number);
                    case Eb -> rm(registers == RegisterClass.BYTE, number);
                    case Ew -> rm(registers == RegisterClass.WORD || wideSource(registers), number);
                    case Ev, Ew_v -> rm(general(registers), number);
                    case Rd -> rm(registers == RegisterClass.DWORD, number);
                    case Gb, Zb -> reg(registers == RegisterClass.BYTE, number);
                    case Gw -> reg(registers == RegisterClass.WORD, number);
                    case Gv, Zv -> reg(general(registers), number);
                    case Sw -> reg(registers == RegisterClass.SEGMENT, number);
                    case Cd -> reg(registers == RegisterClass.CONTROL, number);
                    case Dd -> reg(registers == RegisterClass.DEBUG, number);
                    default -> false;
                };
        if (!fits) {
            failure = OTHER_FORM;
        }
    }

    /** Whether a doubleword register may be written for a word operand: its upper half is ignored. */
    private boolean wideSource(RegisterClass registers) {
        return registers == RegisterClass.DWORD
                && switch (pattern.row.mnemonic()) {
                    case MOV_SREG, LAR, LSL -> true;
                    default -> false;
                };
    }

    private boolean general(RegisterClass registers) {
        if (registers == RegisterClass.WORD || registers == RegisterClass.DWORD) {
            fix(registers == RegisterClass.WORD ? 16 : 32);
            return failure == null;
        }
        return false;
    }

    private boolean rm(boolean fits, int number) {
        rm = number;
        return fits;
    }

    private boolean reg(boolean fits, int number) {
        reg = number;
        return fits;
    }

    private void matchMemory(OperandCode code, Operand.Memory address) {
        memory = address;
        int bits = address.size();
        switch (code) {
            case Eb -> byteOperand(bits);
            case Ew -> wordOperand(bits);
            case Ev -> sizedOperand(bits);
            case Ew_v -> accept(bits == 0 || bits == 16);
            case M -> accept(true);
            case Ma -> accept(bits == 0 || bits == 2 * size);
            case Mw -> memoryOnly(bits, 16);
            case Md -> memoryOnly(bits, 32);
            case Mq -> memoryOnly(bits, 64);
            case Mt -> memoryOnly(bits, 80);
            case Ms -> accept(bits == 0 || bits == 48);
            case Mp -> farPointer(bits);
            case Ob -> accept(address.absolute() && (bits == 0 || bits == 8));
            case Ov -> {
                accept(address.absolute());
                if (failure == null && bits != 0) {
                    fix(bits);
                }
            }
            default -> accept(false);
        }
    }

    private void accept(boolean fits) {
        if (!fits) {
            failure = OTHER_FORM;
        }
    }

    private void byteOperand(int bits) {
        accept(bits == 8 || bits == 0);
        boolean known = pattern.row.operands().contains(OperandCode.Gb) || isSetcc();
        if (bits == 0 && !known) {
            failure = NO_SIZE;
        }
    }

    private boolean isSetcc() {
        return pattern.escaped && (pattern.opcode & 0xF0) == 0x90;
    }

    private void wordOperand(int bits) {
        accept(bits == 16 || bits == 0);
        boolean extended = pattern.row.mnemonic() == Mnemonic.MOVZX || pattern.row.mnemonic() == Mnemonic.MOVSX;
        if (bits == 0 && extended) {
            failure = NO_SIZE;
        }
    }

    private void sizedOperand(int bits) {
        if (bits == 16 || bits == 32) {
            fix(bits);
        } else if (bits != 0) {
            failure = OTHER_FORM;
        } else if (!pattern.row.operands().contains(OperandCode.Gv)) {
            sizeMissing = !isBranch();
        }
    }

    private boolean isBranch() {
        return pattern.row.mnemonic() == Mnemonic.CALL || pattern.row.mnemonic() == Mnemonic.JMP;
    }

    private void memoryOnly(int bits, int expected) {
        if (bits == 0) {
            failure = Encoder.memoryForms(pattern.row.mnemonic()) > 1 ? NO_SIZE : null;
        } else {
            accept(bits == expected);
        }
    }

    /** A far pointer is an offset of the operand size and a selector. */
    private void farPointer(int bits) {
        accept(bits == 0 || bits == 32 || bits == 48);
        if (failure == null && bits != 0) {
            fix(bits - 16);
        }
    }

    private void matchImmediate(OperandCode code, int value) {
        switch (code) {
            case One -> accept(value == 1);
            case Ib -> {
                if (pattern.secondImmediate) {
                    immediate2 = value;
                } else {
                    immediate = value;
                }
                if (value < -256 || value > 255) {
                    failure = "value does not fit in a byte";
                }
            }
            case Ibs -> {
                immediate = value;
                int bits = immediateSize();
                int extended = bits == 16 ? (short) value : value;
                accept(!request.fullImmediate() && extended == (byte) value && fitsWord(bits, value));
            }
            case Iw -> {
                immediate = value;
                accept(fitsWord(16, value));
            }
            case Iz -> {
                immediate = value;
                int bits = immediateSize();
                if (!fitsWord(bits, value)) {
                    failure = "value does not fit in a word";
                }
            }
            default -> accept(false);
        }
    }

    private int immediateSize() {
        return size != 0 ? size : request.size() >= 16 ? request.size() : request.defaultSize();
    }

    private static boolean fitsWord(int bits, int value) {
        return bits == 32 || (value >= -0x1_0000 && value <= 0xFFFF);
    }
}
