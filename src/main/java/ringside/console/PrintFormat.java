package ringside.console;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import ringside.debug.expr.Address;
import ringside.debug.expr.Value;

/** A format as C's printf takes it. */
final class PrintFormat {
    private static final Pattern CONVERSION =
            Pattern.compile("%([-+ 0#]*)([0-9]{0,4})(?:\\.[0-9]{0,4})?(?:hh|h|ll|l|z|j)?([a-zA-Z%])?");
    private static final String KNOWN = "diuxXocsp";

    /** A piece of text, or a conversion if the letter is not blank. */
    private record Part(String text, String flags, int width, char letter) {}

    private final List<Part> parts = new ArrayList<>();

    private PrintFormat() {}

    /** Parses a format; an unknown conversion throws {@link CommandError}. */
    static PrintFormat parse(String format) {
        PrintFormat result = new PrintFormat();
        Matcher matcher = CONVERSION.matcher(format);
        int end = 0;
        while (matcher.find()) {
            result.parts.add(new Part(format.substring(end, matcher.start()), "", 0, ' '));
            end = matcher.end();
            String letter = matcher.group(3) == null ? "" : matcher.group(3);
            if (letter.equals("%")) {
                result.parts.add(new Part("%", "", 0, ' '));
            } else if (letter.isEmpty() || KNOWN.indexOf(letter.charAt(0)) < 0) {
                throw new CommandError(
                        "'" + matcher.group() + "' is no conversion; there are %d %i %u %x %X %o %c %s %p" + " and %%");
            } else {
                int width = matcher.group(2).isEmpty() ? 0 : Integer.parseInt(matcher.group(2));
                result.parts.add(new Part("", matcher.group(1), width, letter.charAt(0)));
            }
        }
        result.parts.add(new Part(format.substring(end), "", 0, ' '));
        return result;
    }

    /** Returns how many values the format takes. */
    int conversions() {
        return (int) parts.stream().filter(part -> part.letter() != ' ').count();
    }

    /**
     * Returns the text.
     *
     * @param strings reads the string at an address
     */
    String format(List<Value> values, Function<Address, String> strings) {
        StringBuilder text = new StringBuilder();
        int next = 0;
        for (Part part : parts) {
            if (part.letter() == ' ') {
                text.append(part.text());
            } else {
                text.append(padded(part, convert(part, values.get(next), strings)));
                next++;
            }
        }
        return text.toString();
    }

    private static String convert(Part part, Value value, Function<Address, String> strings) {
        long bits = value.width() >= 64 ? value.bits() : value.bits() & (1L << value.width()) - 1;
        boolean alternate = part.flags().contains("#") && bits != 0;
        return switch (part.letter()) {
            case 'd', 'i' -> {
                long signed = value.width() <= 32 ? (int) value.bits() : value.bits();
                yield (signed >= 0 && part.flags().contains("+") ? "+" : "") + signed;
            }
            case 'u' -> Long.toUnsignedString(bits);
            case 'x' -> (alternate ? "0x" : "") + Long.toHexString(bits);
            case 'X' -> (alternate ? "0X" : "") + Long.toHexString(bits).toUpperCase();
            case 'o' -> (alternate ? "0" : "") + Long.toOctalString(bits);
            case 'p' -> "0x" + Long.toHexString(bits);
            case 'c' -> String.valueOf((char) (bits & 0xFF));
            default -> strings.apply(value.toAddress());
        };
    }

    private static String padded(Part part, String text) {
        int missing = part.width() - text.length();
        if (missing <= 0) {
            return text;
        }
        if (part.flags().contains("-")) {
            return text + " ".repeat(missing);
        }
        boolean zeros = part.flags().contains("0") && "cs".indexOf(part.letter()) < 0;
        if (!zeros) {
            return " ".repeat(missing) + text;
        }
        int sign = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
        return text.substring(0, sign) + "0".repeat(missing) + text.substring(sign);
    }
}
