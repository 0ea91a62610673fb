package ringside.oracle;

import java.util.List;
import java.util.SplittableRandom;
import ringside.isa.Instruction;
import ringside.isa.Mnemonic;
import ringside.isa.SegmentRegister;

/** Code behind the instruction of a case that makes its hidden effects visible. */
final class SystemProbe {
    private static final int EDI = 7;

    private SystemProbe() {}

    /** What follows the instruction to show what it did, and undoes what must not last. */
    static byte[] after(Instruction instruction, int cpl, SystemCase test, SplittableRandom random) {
        int segment = loaded(instruction);
        if (segment >= 0) {
            int[] prefixes = {0x26, 0x2E, 0x36, 0x3E, 0x64, 0x65};
            // mov ebp, [segment:esi]
            return instruction.code32
                    ? bytes(prefixes[segment], 0x8B, 0x2E)
                    : bytes(prefixes[segment], 0x66, 0x67, 0x8B, 0x2E);
        }
        return switch (instruction.mnemonic) {
            // sldt ebp / str ebp; lar ebx, dx
            case LLDT, LTR -> {
                test.gpr(2, 4 | 8 * random.nextInt(32));
                yield bytes(0x0F, 0x00, instruction.mnemonic == Mnemonic.LLDT ? 0xC5 : 0xCD, 0x0F, 0x02, 0xDA);
            }
            // smsw ebp
            case CLTS -> bytes(0x0F, 0x01, 0xE5);
            case LMSW -> cpl == 0 ? restore(0, instruction, test) : bytes();
            case MOV_CR -> restoresControl(instruction, cpl) ? restore(instruction.reg, instruction, test) : bytes();
            // mov ebp, drN
            case MOV_DR -> bytes(0x0F, 0x21, 0xC5 | instruction.reg << 3);
            default -> bytes();
        };
    }

    private static boolean restoresControl(Instruction instruction, int cpl) {
        return cpl == 0
                && instruction.row.encoding().startsWith("0F 22")
                && (instruction.reg == 0 || instruction.reg == 3 || instruction.reg == 4);
    }

    /** {@code mov ebp, crN; mov crN, edi} with the old value in EDI. */
    private static byte[] restore(int register, Instruction instruction, SystemCase test) {
        byte[] state = test.bytes();
        int old = register == 3 ? test.image(0) : 0;
        for (int i = 0; i < 4 && register != 3; i++) {
            old |= (state[(register == 0 ? 4 : 8) + i] & 0xFF) << 8 * i;
        }
        if (instruction.rm == EDI && !instruction.memory) {
            // EDI holds the new value: take EBX for the old one.
            test.gpr(3, old);
            return bytes(0x0F, 0x20, 0xC5 | register << 3, 0x0F, 0x22, 0xC3 | register << 3);
        }
        if (!instruction.memory || instruction.base != EDI) {
            test.gpr(EDI, old);
            return bytes(0x0F, 0x20, 0xC5 | register << 3, 0x0F, 0x22, 0xC7 | register << 3);
        }
        test.gpr(0, old);
        return bytes(0x0F, 0x20, 0xC5 | register << 3, 0x0F, 0x22, 0xC0 | register << 3);
    }

    /** The segment register that the instruction loads, or -1. */
    private static int loaded(Instruction instruction) {
        return switch (instruction.mnemonic) {
            case MOV_SREG ->
                instruction.row.encoding().startsWith("8E") && instruction.reg < 6 && instruction.reg != 1
                        ? instruction.reg
                        : -1;
            case POP_SREG -> segmentOf(instruction.row.operands().get(0).name());
            case LES -> SegmentRegister.ES;
            case LSS -> SegmentRegister.SS;
            case LDS -> SegmentRegister.DS;
            case LFS -> SegmentRegister.FS;
            case LGS -> SegmentRegister.GS;
            default -> -1;
        };
    }

    private static int segmentOf(String name) {
        return List.of("ES", "CS", "SS", "DS", "FS", "GS").indexOf(name);
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
