package ringside.oracle;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import ringside.isa.Decoder;
import ringside.isa.Instruction;
import ringside.isa.Mnemonic;
import ringside.isa.OperandCode;
import ringside.isa.PrivilegeClass;
import ringside.isa.Row;

/**
 * Makes cases for the host's CPU from encoding rows: all operand forms and prefixes, boundary values, addresses in and at
 * the edges of the two pages that exist.
 *
 * <p>No case may reach memory that belongs to the oracle's own process, so every address is solved for a place near the
 * data or the stack page.
 */
final class CaseGenerator {
    private static final int[] BOUNDARIES = {
        0,
        1,
        2,
        3,
        7,
        8,
        15,
        16,
        17,
        31,
        32,
        33,
        0x7F,
        0x80,
        0xFF,
        0x100,
        0x7FFF,
        0x8000,
        0xFFFF,
        0x1_0000,
        0x7FFF_FFFF,
        0x8000_0000,
        0x8000_0001,
        -2,
        -1,
        0x5555_5555,
        0xAAAA_AAAA,
        0x0909_0909,
        0x9999_9999
    };

    private static final Set<Mnemonic> STRINGS =
            EnumSet.of(Mnemonic.MOVS, Mnemonic.CMPS, Mnemonic.STOS, Mnemonic.LODS, Mnemonic.SCAS);

    private static final Set<Mnemonic> BIT_STRINGS = EnumSet.of(Mnemonic.BT, Mnemonic.BTC, Mnemonic.BTR, Mnemonic.BTS);

    private static final int ESP = 4;
    private static final int EBP = 5;
    private static final int ESI = 6;
    private static final int EDI = 7;

    private final SplittableRandom random;

    CaseGenerator(long seed) {
        random = new SplittableRandom(seed);
    }

    /** Why no case can be made of a row, or null if it can: what the host's user mode cannot show as a bare CPU does. */
    static String unsuitable(Row row) {
        return switch (row.mnemonic()) {
            case INVALID -> "no instruction";
            case CPUID, RDTSC, RDPMC -> "answers differ between CPUs";
            case INT, INT1, SYSENTER -> "enters the host's kernel";
            case SYSEXIT, RSM -> "depends on the host's mode";
            case CALL_FAR, JMP_FAR, RET_FAR, IRET, LDS, LES, LFS, LGS, LSS, MOV_SREG, POP_SREG, PUSH_SREG ->
                "needs the host's descriptors";
            case LAR, LSL, VERR, VERW, SLDT, STR, SGDT, SIDT, SMSW -> "reads the host's descriptors";
            case LLDT, LTR, LGDT, LIDT, LMSW, MOV_CR, MOV_DR -> "order of checks differs with the host's VMM";
            case UD0, UD1 -> "length differs between CPUs";
            case BSWAP -> row.encoding().contains("o16") ? "undefined with 16-bit operands" : null;
            default -> isFpu(row) ? "x87 has vectors of its own" : null;
        };
    }

    private static boolean isFpu(Row row) {
        String name = row.mnemonic().name();
        return name.startsWith("F");
    }

    /** Makes {@code wanted} cases of one row; fewer if the row seldom gives one. */
    List<HostCase> cases(Row row, boolean bits16, int wanted) {
        List<HostCase> cases = new ArrayList<>();
        for (int tries = 0; cases.size() < wanted && tries < 64 * wanted; tries++) {
            HostCase test = next(row, bits16);
            if (test != null) {
                cases.add(test);
            }
        }
        return cases;
    }

    /** Makes one case, or null if this try came to nothing. */
    private HostCase next(Row row, boolean bits16) {
        byte[] code = encoding(row, bits16);
        Instruction instruction = Decoder.decode(code, 0, code.length, !bits16);
        if (instruction == Decoder.TRUNCATED || instruction.row != row || instruction.length > 15) {
            return null;
        }
        code = Arrays.copyOf(code, instruction.length);
        int[] gpr = new int[8];
        for (int i = 0; i < 8; i++) {
            gpr[i] = value();
        }
        gpr[ESP] = stackPlace(bits16);
        if (!place(instruction, gpr, bits16)) {
            return null;
        }
        int eflags = random.nextInt() & 0xCD5;
        return new HostCase(gpr, eflags, random.nextInt(), code, bits16);
    }

    private int value() {
        return switch (random.nextInt(4)) {
            case 0 -> BOUNDARIES[random.nextInt(BOUNDARIES.length)];
            case 1 -> random.nextInt(256);
            default -> random.nextInt();
        };
    }

    private int stackPlace(boolean bits16) {
        int offset =
                switch (random.nextInt(8)) {
                    case 0 -> random.nextInt(-4, 12);
                    case 1 -> random.nextInt(4096 - 40, 4096 + 4);
                    default -> 0x400 + (random.nextInt(0x800) & ~3) + (random.nextInt(8) == 0 ? 1 : 0);
                };
        // The upper half of ESP must not point at the oracle's own signal stack, which is in the lower 2 GiB.
        return bits16 ? offset & 0xFFFF | random.nextInt() & 0x7FFF_0000 | 0x8000_0000 : HostCase.STACK_PAGE + offset;
    }

    private int dataPlace(boolean bits16) {
        int offset =
                switch (random.nextInt(8)) {
                    case 0 -> random.nextInt(-12, 12);
                    case 1 -> random.nextInt(4096 - 12, 4096 + 4);
                    default -> random.nextInt(64, 4000);
                };
        if (bits16 && random.nextInt(24) == 0) {
            offset = 0xFFF8 + random.nextInt(8);
        }
        return bits16 ? offset & 0xFFFF : HostCase.DATA_PAGE + offset;
    }

    /** Bends the registers so that every address of the instruction lies where it may; false if that is impossible. */
    private boolean place(Instruction instruction, int[] gpr, boolean bits16) {
        Mnemonic mnemonic = instruction.mnemonic;
        boolean address16 = instruction.addressSize == 16;
        if (instruction.row.privilege() != PrivilegeClass.INNOCUOUS
                && mnemonic != Mnemonic.PUSHF
                && mnemonic != Mnemonic.POPF) {
            return !instruction.memory || mnemonic == Mnemonic.INVLPG;
        }
        if (STRINGS.contains(mnemonic)) {
            gpr[ESI] = dataPlace(bits16);
            gpr[EDI] = dataPlace(bits16);
            if (random.nextInt(3) == 0) {
                gpr[1] = random.nextInt(3);
            }
            return bits16 == address16;
        }
        switch (mnemonic) {
            case XLAT -> {
                gpr[3] = dataPlace(bits16) - (gpr[0] & 0xFF);
                return bits16 == address16;
            }
            case ENTER, LEAVE -> gpr[EBP] = stackPlace(bits16);
            default -> {}
        }
        if (!instruction.memory || mnemonic == Mnemonic.LEA || mnemonic == Mnemonic.NOP) {
            return true;
        }
        if (bits16 != address16) {
            return false;
        }
        if (BIT_STRINGS.contains(mnemonic) && instruction.row.operands().get(1) == OperandCode.Gv) {
            if (instruction.reg == instruction.base || instruction.reg == instruction.index) {
                return false;
            }
            gpr[instruction.reg] = random.nextInt(-9000, 9000);
        }
        boolean onStack = instruction.segment == 2;
        int target = bits16 ? dataPlace(true) : onStack && random.nextBoolean() ? stackPlace(false) : dataPlace(false);
        return solve(instruction, gpr, target, bits16);
    }

    private boolean solve(Instruction instruction, int[] gpr, int target, boolean bits16) {
        int base = instruction.base;
        int index = instruction.index;
        if (base == ESP || base == Instruction.NO_REGISTER && index == Instruction.NO_REGISTER) {
            return near(offset(instruction, gpr), bits16) || bits16;
        }
        if (base == Instruction.NO_REGISTER) {
            gpr[index] = target - instruction.displacement >> instruction.scale;
        } else if (base == index) {
            gpr[base] = (target - instruction.displacement) / (1 + (1 << instruction.scale));
        } else {
            gpr[base] = 0;
            gpr[base] = target - offset(instruction, gpr);
            if (bits16) {
                gpr[base] = gpr[base] & 0xFFFF | random.nextInt() & 0xFFFF_0000;
            }
        }
        return bits16 || near(offset(instruction, gpr), false);
    }

    private static int offset(Instruction instruction, int[] gpr) {
        int base = instruction.base == Instruction.NO_REGISTER ? 0 : gpr[instruction.base];
        int index = instruction.index == Instruction.NO_REGISTER ? 0 : gpr[instruction.index];
        return base + (index << instruction.scale) + instruction.displacement;
    }

    private static boolean near(int address, boolean bits16) {
        return bits16 || address >= 0x50_0000 && address < 0x60_0000;
    }

    private byte[] encoding(Row row, boolean bits16) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        prefixes(row, bits16, out);
        boolean modRm = false;
        int fixed = -1;
        String[] tokens = row.encoding().split(" ");
        boolean escape = false;
        boolean opcode = false;
        for (String token : tokens) {
            char first = token.charAt(0);
            if (first == '/') {
                modRm = true;
                fixed = token.equals("/r") ? -1 : token.charAt(1) - '0';
            } else if (token.equals("o")) {
                writeOffset(dataPlace(bits16), bits16, out);
            } else if (Character.isUpperCase(first) || Character.isDigit(first)) {
                int code = Integer.parseInt(token.substring(0, 2), 16);
                if (token.endsWith("+r") || token.endsWith("+i")) {
                    code += random.nextInt(8);
                }
                out.write(code);
                escape |= !opcode && code == 0x0F;
                opcode = true;
            }
        }
        if (modRm) {
            modRm(row, fixed, bits16, out);
        }
        for (int i = 0; i < 8; i++) {
            out.write(i == 0 || random.nextBoolean() ? immediateByte() : random.nextInt(256));
        }
        return out.toByteArray();
    }

    private int immediateByte() {
        return random.nextInt(3) == 0 ? BOUNDARIES[random.nextInt(BOUNDARIES.length)] & 0xFF : random.nextInt(256);
    }

    private void prefixes(Row row, boolean bits16, ByteArrayOutputStream out) {
        boolean needs16 = row.encoding().startsWith("o16");
        boolean needs32 = row.encoding().startsWith("o32");
        if (needs16 ? !bits16 : needs32 ? bits16 : random.nextInt(3) == 0) {
            out.write(0x66);
        }
        if (random.nextInt(16) == 0) {
            out.write(0x67);
        }
        if (STRINGS.contains(row.mnemonic()) && random.nextInt(3) > 0) {
            out.write(random.nextBoolean() ? 0xF3 : 0xF2);
        } else if (row.effects().lockable() && random.nextInt(8) == 0) {
            out.write(0xF0);
        }
        if (random.nextInt(12) == 0) {
            out.write(List.of(0x26, 0x36, 0x3E).get(random.nextInt(3)));
        }
    }

    private void modRm(Row row, int digit, boolean bits16, ByteArrayOutputStream out) {
        int reg = digit >= 0 ? digit : random.nextInt(8);
        int mod = random.nextInt(4);
        int rm = random.nextInt(8);
        out.write(mod << 6 | reg << 3 | rm);
        if (mod < 3 && !bits16) {
            if (rm == 4) {
                out.write(random.nextInt(256));
            } else if (mod == 0 && rm == 5) {
                writeOffset(dataPlace(false), false, out);
            }
        }
    }

    private static void writeOffset(int offset, boolean bits16, ByteArrayOutputStream out) {
        for (int shift = 0; shift < (bits16 ? 16 : 32); shift += 8) {
            out.write(offset >> shift);
        }
    }
}
