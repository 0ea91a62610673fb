package ringside.isa.asm;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Reads numbers and strings as NASM writes them. */
final class Literals {
    private Literals() {}

    /**
     * Returns the value of a number: {@code 0x1F}, {@code 1Fh}, {@code $1F}, {@code 0b101}, {@code 101b}, {@code 17q}, {@code
     * 0o17}, {@code 10d} or {@code 10}, with underscores anywhere.
     */
    static long number(int column, String text) {
        String digits = text.toLowerCase(Locale.ROOT).replace("_", "");
        if (digits.startsWith("$")) {
            return parse(column, text, digits.substring(1), 16);
        }
        if (digits.length() > 2 && digits.charAt(0) == '0') {
            int radix = radix(digits.charAt(1));
            boolean hexadecimalSuffix = digits.endsWith("h") && digits.charAt(1) != 'x';
            if (radix != 0 && !hexadecimalSuffix) {
                return parse(column, text, digits.substring(2), radix);
            }
        }
        int radix = radix(digits.charAt(digits.length() - 1));
        return radix == 0
                ? parse(column, text, digits, 10)
                : parse(column, text, digits.substring(0, digits.length() - 1), radix);
    }

    /** Returns the radix that a letter before or after the digits stands for, or 0. */
    private static int radix(char letter) {
        return switch (letter) {
            case 'x', 'h' -> 16;
            case 'b', 'y' -> 2;
            case 'o', 'q' -> 8;
            case 'd', 't' -> 10;
            default -> 0;
        };
    }

    private static long parse(int column, String text, String digits, int radix) {
        try {
            BigInteger value = new BigInteger(digits, radix);
            if (value.bitLength() > 64) {
                throw new SourceError(column, "number " + text + " does not fit in 64 bits");
            }
            return value.longValue();
        } catch (NumberFormatException e) {
            throw new SourceError(column, "malformed number " + text);
        }
    }

    /** Returns the bytes of a quoted string; in back quotes C's escapes hold. */
    static byte[] string(int column, String quoted) {
        String body = quoted.substring(1, quoted.length() - 1);
        return quoted.charAt(0) == '`' ? unescape(column, body) : body.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] unescape(int column, String body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int i = 0;
        while (i < body.length()) {
            char c = body.charAt(i++);
            if (c != '\\') {
                bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
                continue;
            }
            char escape = body.charAt(i++);
            int simple = "abtnvfre".indexOf(escape);
            if (simple >= 0) {
                bytes.write("\u0007\b\t\n\u000b\f\r\u001b".charAt(simple));
            } else if (escape == 'x') {
                int end = digits(body, i, 16, 2);
                if (end == i) {
                    throw new SourceError(column, "\\x needs hexadecimal digits");
                }
                bytes.write(Integer.parseInt(body.substring(i, end), 16));
                i = end;
            } else if (escape >= '0' && escape <= '7') {
                int end = digits(body, i - 1, 8, 3);
                bytes.write(Integer.parseInt(body.substring(i - 1, end), 8));
                i = end;
            } else {
                bytes.write(escape);
            }
        }
        return bytes.toByteArray();
    }

    private static int digits(String text, int from, int radix, int most) {
        int end = from;
        while (end < text.length() && end < from + most && Character.digit(text.charAt(end), radix) >= 0) {
            end++;
        }
        return end;
    }

    /** Returns a string as a number, its first character lowest. */
    static long character(int column, String quoted) {
        byte[] bytes = string(column, quoted);
        if (bytes.length > 8) {
            throw new SourceError(column, "a character constant has at most 8 characters");
        }
        long value = 0;
        for (int i = bytes.length - 1; i >= 0; i--) {
            value = value << 8 | (bytes[i] & 0xFF);
        }
        return value;
    }
}
