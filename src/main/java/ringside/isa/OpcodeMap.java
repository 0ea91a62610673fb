package ringside.isa;

import java.util.ArrayList;
import java.util.List;

/**
 * The encoding rows of a Pentium Pro class IA-32 CPU with x87, and the look-up from bytes to rows.
 *
 * <p>{@link #rows()} is the one table that decoder, encoder, disassembler, assembler and the generators of tests are
 * derived from. SDM Vol. 2D, appendix A "Opcode Map".
 */
public final class OpcodeMap {
    /** The row of bytes that are no instruction: executing them raises #UD. */
    public static final Row INVALID = marker();

    /** The row of an instruction of more than 15 bytes: executing it raises #GP(0). SDM Vol. 2A, 2.3.11. */
    public static final Row TOO_LONG = marker();

    private static final List<Pattern> PATTERNS =
            allRows().stream().map(Pattern::new).toList();
    private static final List<Row> ROWS =
            PATTERNS.stream().map(pattern -> pattern.row).toList();

    /** By operand size (16, 32), escape and opcode: 4 x 256. */
    private static final Slot[] SLOTS = slots();

    private OpcodeMap() {}

    /** Returns all rows; of rows that say the same, the one that an assembler prefers comes first. */
    public static List<Row> rows() {
        return ROWS;
    }

    /** Returns the rows with their encodings taken apart, in the order of {@link #rows()}. */
    static List<Pattern> patterns() {
        return PATTERNS;
    }

    /** Returns what stands at an opcode. */
    static Slot slot(boolean operand32, boolean escaped, int opcode) {
        return SLOTS[(operand32 ? 512 : 0) | (escaped ? 256 : 0) | opcode];
    }

    /** Everything that one opcode byte can mean under one operand size. */
    static final class Slot {
        /** Whether a ModRM byte follows. */
        final boolean modRm;

        /** The pattern by ModRM byte, all equal if ModRM does not choose; null where nothing is defined. */
        private final Pattern[] patterns;

        private Slot(boolean modRm, Pattern[] patterns) {
            this.modRm = modRm;
            this.patterns = patterns;
        }

        /** Returns the pattern for a ModRM byte (anything if there is none), or null. */
        Pattern pattern(int modRmByte) {
            return patterns[modRm ? modRmByte : 0];
        }
    }

    private static List<Row> allRows() {
        List<Row> rows = new ArrayList<>();
        rows.addAll(GeneralRows.rows());
        rows.addAll(SystemRows.rows());
        rows.addAll(FpuRows.rows());
        return rows;
    }

    private static Row marker() {
        return new Row(
                "",
                Mnemonic.INVALID,
                List.of(),
                new Effects(0, 0, 0, true, false, false),
                PrivilegeClass.INNOCUOUS,
                Availability.I386);
    }

    private static Slot[] slots() {
        Slot[] slots = new Slot[1024];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = slot(i >= 512 ? 32 : 16, (i & 256) != 0, i & 255);
        }
        return slots;
    }

    private static Slot slot(int operandSize, boolean escaped, int opcode) {
        List<Pattern> candidates = PATTERNS.stream()
                .filter(pattern -> pattern.escaped == escaped)
                .filter(pattern -> pattern.operandSize == 0 || pattern.operandSize == operandSize)
                .filter(pattern -> (pattern.registerInOpcode ? opcode & ~7 : opcode) == pattern.opcode)
                .toList();
        if (candidates.stream().noneMatch(pattern -> pattern.modRm)) {
            // NOP shares its byte with XCHG EAX, EAX: an exact opcode goes before one with a register in it.
            Pattern best = candidates.stream()
                    .filter(pattern -> !pattern.registerInOpcode)
                    .findFirst()
                    .orElse(candidates.isEmpty() ? null : candidates.get(0));
            return new Slot(false, new Pattern[] {best});
        }
        Pattern[] patterns = new Pattern[256];
        for (int modRm = 0; modRm < 256; modRm++) {
            patterns[modRm] = find(candidates, modRm);
        }
        return new Slot(true, patterns);
    }

    private static Pattern find(List<Pattern> candidates, int modRm) {
        for (Pattern pattern : candidates) {
            // A row that fixes ModRM is a register form; the memory forms beside it take the rest.
            if (pattern.accepts(modRm)) {
                return pattern;
            }
        }
        return null;
    }
}
