package ringside.isa;

import java.util.Arrays;

/** Writes the bytes of one instruction whose row and operands are settled. */
final class Emission {
    private static final int NONE = Instruction.NO_REGISTER;
    private static final int[] SEGMENT_PREFIXES = {0x26, 0x2E, 0x36, 0x3E, 0x64, 0x65};

    private final Pattern pattern;
    private final EncodingRequest request;
    private final OperandMatch match;
    private final byte[] bytes = new byte[24];
    private int length;

    Emission(Pattern pattern, EncodingRequest request, OperandMatch match) {
        this.pattern = pattern;
        this.request = request;
        this.match = match;
    }

    /** Returns the bytes, or null if a short branch does not reach. */
    byte[] bytes() {
        prefixes();
        if (pattern.escaped) {
            put8(0x0F);
        }
        put8(pattern.registerInOpcode ? pattern.opcode + match.reg() : pattern.opcode);
        if (pattern.fixedModRm >= 0) {
            put8(pattern.stackRegister ? pattern.fixedModRm + match.rm() : pattern.fixedModRm);
        } else if (pattern.modRm) {
            modRm();
        }
        if (pattern.immediate != null && !immediate()) {
            return null;
        }
        return Arrays.copyOf(bytes, length);
    }

    private void prefixes() {
        if ((request.prefixes() & Instruction.REP) != 0) {
            put8(0xF3);
        } else if ((request.prefixes() & Instruction.REPNE) != 0) {
            put8(0xF2);
        }
        if ((request.prefixes() & Instruction.LOCK) != 0) {
            put8(0xF0);
        }
        int segment = segment();
        if (segment != Operand.DEFAULT_SEGMENT) {
            put8(SEGMENT_PREFIXES[segment]);
        }
        if (dependsOnOperandSize() && match.operandSize() != request.defaultSize()) {
            put8(0x66);
        }
        if (addressSize() != request.defaultSize()) {
            put8(0x67);
        }
    }

    private int segment() {
        boolean ofMemory = match.memory() != null && match.memory().segment() != Operand.DEFAULT_SEGMENT;
        return ofMemory ? match.memory().segment() : request.segment();
    }

    private int addressSize() {
        if (match.memory() != null) {
            return match.memory().addressSize();
        }
        return request.addressSize() == 0 || !usesAddressSize() ? request.defaultSize() : request.addressSize();
    }

    private boolean usesAddressSize() {
        return switch (pattern.row.mnemonic()) {
            case XLAT, LOOP, LOOPE, LOOPNE, JCXZ -> true;
            default -> pattern.row.operands().stream().anyMatch(EncodingRequest::isImplied);
        };
    }

    /** Whether the operand size changes what the row does. */
    private boolean dependsOnOperandSize() {
        if (pattern.operandSize != 0) {
            return true;
        }
        for (OperandCode code : pattern.row.operands()) {
            switch (code) {
                case Ev, Gv, Zv, rAX, Iz, Ibs, Jz, Ap, Ma, Mp, Ms, Ov, Xv, Yv -> {
                    return true;
                }
                case Ew_v -> {
                    return match.memory() == null;
                }
                default -> {}
            }
        }
        return switch (pattern.row.mnemonic()) {
            case PUSHA, POPA, PUSHF, POPF, IRET, RET, RET_FAR, LEAVE, ENTER, PUSH_SREG, POP_SREG -> true;
            case FLDENV, FNSTENV, FNSAVE, FRSTOR -> true;
            default -> false;
        };
    }

    private void modRm() {
        int reg = (pattern.digit >= 0 ? pattern.digit : match.reg()) << 3;
        Operand.Memory memory = match.memory();
        if (memory == null) {
            put8(0xC0 | reg | match.rm());
        } else if (memory.addressSize() == 16) {
            address16(reg, memory);
        } else {
            address32(reg, memory);
        }
    }

    private void address16(int reg, Operand.Memory memory) {
        if (memory.absolute()) {
            put8(reg | 6);
            put16(memory.displacement());
            return;
        }
        int rm = rm16(memory);
        int displacement = (short) memory.displacement();
        int mod = mod(displacement, rm == 6);
        put8(mod << 6 | reg | rm);
        displacement(mod, displacement, 16);
    }

    private static int rm16(Operand.Memory memory) {
        for (int rm = 0; rm < 8; rm++) {
            int base = Decoder.base16(rm);
            int index = Decoder.index16(rm);
            boolean exchanged = memory.base() == index && memory.index() == base;
            if ((memory.base() == base && memory.index() == index) || exchanged) {
                return rm;
            }
        }
        throw new EncodingException("invalid 16-bit effective address");
    }

    private void address32(int reg, Operand.Memory memory) {
        int displacement = memory.displacement();
        if (memory.index() == NONE && memory.base() != 4) {
            if (memory.base() == NONE) {
                put8(reg | 5);
                put32(displacement);
                return;
            }
            int mod = mod(displacement, memory.base() == 5);
            put8(mod << 6 | reg | memory.base());
            displacement(mod, displacement, 32);
            return;
        }
        if (memory.index() == 4) {
            throw new EncodingException("esp cannot be an index");
        }
        int index = (memory.index() == NONE ? 4 : memory.index()) << 3 | memory.scale() << 6;
        if (memory.base() == NONE) {
            put8(reg | 4);
            put8(index | 5);
            put32(displacement);
            return;
        }
        int mod = mod(displacement, memory.base() == 5);
        put8(mod << 6 | reg | 4);
        put8(index | memory.base());
        displacement(mod, displacement, 32);
    }

    private int mod(int displacement, boolean needsDisplacement) {
        if (request.displacementSize() == 0) {
            boolean omitted = displacement == 0 && !needsDisplacement;
            return omitted ? 0 : displacement == (byte) displacement ? 1 : 2;
        }
        return request.displacementSize() == 8 ? 1 : 2;
    }

    private void displacement(int mod, int displacement, int size) {
        if (mod == 1) {
            put8(displacement);
        } else if (mod == 2) {
            put(displacement, size);
        }
    }

    /** Writes what follows ModRM; returns false if a short branch does not reach. */
    private boolean immediate() {
        switch (pattern.immediate) {
            case Ib, Ibs -> put8(match.immediate());
            case Iw -> put16(match.immediate());
            case Iz -> put(match.immediate(), match.operandSize());
            case Jb -> {
                int distance = distance(1);
                put8(distance);
                return distance == (byte) distance;
            }
            case Jz -> put(distance(match.operandSize() / 8), match.operandSize());
            case Ap -> {
                put(match.immediate(), match.operandSize());
                put16(match.immediate2());
            }
            default -> put(match.memory().displacement(), match.memory().addressSize());
        }
        if (pattern.secondImmediate) {
            put8(match.immediate2());
        }
        return true;
    }

    private int distance(int size) {
        int distance = match.target() - (request.address() + length + size);
        return match.operandSize() == 16 ? (short) distance : distance;
    }

    private void put(int value, int bits) {
        if (bits == 32) {
            put32(value);
        } else {
            put16(value);
        }
    }

    private void put8(int value) {
        bytes[length++] = (byte) value;
    }

    private void put16(int value) {
        put8(value);
        put8(value >> 8);
    }

    private void put32(int value) {
        put16(value);
        put16(value >> 16);
    }
}
