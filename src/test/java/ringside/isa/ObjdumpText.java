package ringside.isa;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reduces objdump's text to what {@link Disassembler} promises to show. */
final class ObjdumpText {
    private static final Pattern NEGATIVE_ABSOLUTE = Pattern.compile("(^|[ ,*:])-0x([0-9a-f]+)(?=,|$)");

    private ObjdumpText() {}

    static String normalized(String text, Instruction instruction) {
        String result = absolute(withoutAbsentIndex(text), instruction.addressSize == 16 ? 0xFFFF : -1);
        if (!result.contains("loop")) {
            result = result.replaceFirst("addr(16|32) (\\S+) ?", "$2 ");
            result = padded(result);
        }
        if (instruction.row.operands().contains(OperandCode.Ew_v) && instruction.memory) {
            // The operand size changes nothing here.
            result = padded(result.replaceFirst("data(16|32) ", ""));
        }
        if (instruction.memory && usesDefaultSegment(instruction)) {
            result = result.replaceAll("[ds]s:(?=\\[)", "").replaceAll("%[ds]s:", "");
        }
        return result;
    }

    /** The register "no index" of SIB: objdump calls it eiz. */
    private static String withoutAbsentIndex(String text) {
        Matcher intel = Pattern.compile("\\[eiz\\*\\d([+-])0x([0-9a-f]+)\\]").matcher(text);
        String result = intel.replaceAll(match -> {
            int value = Integer.parseUnsignedInt(match.group(2), 16);
            return "ds:0x" + Integer.toHexString(match.group(1).equals("-") ? -value : value);
        });
        result = result.replaceAll("(?<=[a-z]s:)ds:", "");
        result = result.replaceAll("\\+eiz\\*\\d", "").replaceAll(",%eiz,\\d\\)", ")");
        return result.replaceAll("(-?0x[0-9a-f]+)\\(\\)", "$1");
    }

    /** An address without registers is an unsigned offset. */
    private static String absolute(String text, int mask) {
        return NEGATIVE_ABSOLUTE
                .matcher(text)
                .replaceAll(match -> match.group(1)
                        + "0x"
                        + Integer.toHexString(-Integer.parseUnsignedInt(match.group(2), 16) & mask));
    }

    private static String padded(String text) {
        Matcher matcher =
                Pattern.compile("^((?:lock |repz? |repnz )?\\S+) +(.+)$").matcher(text);
        return matcher.matches() ? "%-6s %s".formatted(matcher.group(1), matcher.group(2)) : text.strip();
    }

    private static boolean usesDefaultSegment(Instruction instruction) {
        boolean stack = instruction.base == 5 || (instruction.base == 4 && instruction.addressSize == 32);
        return instruction.segment == (stack ? SegmentRegister.SS : SegmentRegister.DS);
    }
}
