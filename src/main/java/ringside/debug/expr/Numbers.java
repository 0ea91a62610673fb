package ringside.debug.expr;

import java.util.Locale;

/** Number formats: {@code 0x7c00 7c00h 0b101 0o17 0n10 42}, underscores between digits allowed. */
public final class Numbers {
    private Numbers() {}

    /**
     * Reads a number that starts with a digit.
     *
     * @param radix the base of numbers without prefix or suffix, 10 or 16
     * @throws ExpressionException if it is none; the message names the bad digit
     */
    public static long parse(String text, int radix) {
        String digits = text.replace("_", "").toLowerCase(Locale.ROOT);
        if (digits.startsWith("0x")) {
            return digits(text, digits.substring(2), 16, "hex");
        }
        if (digits.startsWith("0o")) {
            return digits(text, digits.substring(2), 8, "octal");
        }
        if (digits.startsWith("0n")) {
            return digits(text, digits.substring(2), 10, "decimal");
        }
        if (digits.endsWith("h")) {
            return digits(text, digits.substring(0, digits.length() - 1), 16, "hex");
        }
        if (radix == 10 && digits.startsWith("0b")) {
            return digits(text, digits.substring(2), 2, "binary");
        }
        if (radix == 10 && isHexOnly(digits)) {
            throw new ExpressionException(
                    "'" + text + "' is no decimal number; write 0x" + digits + ", or 'set radix 16' for bare hex");
        }
        return digits(text, digits, radix, radix == 16 ? "hex" : "decimal");
    }

    /** Whether text of letters and digits reads as a hexadecimal number but not as a decimal one. */
    private static boolean isHexOnly(String digits) {
        return digits.chars().allMatch(c -> Character.digit(c, 16) >= 0)
                && digits.chars().anyMatch(c -> Character.digit(c, 10) < 0);
    }

    private static long digits(String text, String digits, int base, String kind) {
        if (digits.isEmpty()) {
            throw new ExpressionException("no digits in '" + text + "'");
        }
        for (char c : digits.toCharArray()) {
            if (Character.digit(c, base) < 0) {
                throw new ExpressionException("bad " + kind + " digit '" + c + "' in '" + text + "'");
            }
        }
        try {
            return Long.parseUnsignedLong(digits, base);
        } catch (NumberFormatException tooLong) {
            throw new ExpressionException("'" + text + "' does not fit in 64 bits");
        }
    }
}
