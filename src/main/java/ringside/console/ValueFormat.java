package ringside.console;

import ringside.debug.Symbols;

/** Numbers as text in the formats of {@code print} and {@code x}. */
final class ValueFormat {
    private ValueFormat() {}

    /**
     * Formats the low {@code width} bits of a number.
     *
     * @param letter {@code x d u o t c a f z}
     */
    static String format(long bits, int width, char letter, Symbols symbols) {
        long unsigned = width == 64 ? bits : bits & (1L << width) - 1;
        long signed = width == 64 ? bits : bits << 64 - width >> 64 - width;
        return switch (letter) {
            case 'd' -> Long.toString(signed);
            case 'u' -> Long.toUnsignedString(unsigned);
            case 'o' -> unsigned == 0 ? "0" : "0" + Long.toOctalString(unsigned);
            case 't' -> Long.toBinaryString(unsigned);
            case 'c' -> character((int) unsigned & 0xFF, signed);
            case 'a' -> address(unsigned, symbols);
            case 'f' ->
                width == 64
                        ? Double.toString(Double.longBitsToDouble(bits))
                        : width == 32 ? Float.toString(Float.intBitsToFloat((int) bits)) : Long.toString(signed);
            case 'z' -> String.format("0x%0" + width / 4 + "x", unsigned);
            default -> "0x" + Long.toHexString(unsigned);
        };
    }

    private static String address(long value, Symbols symbols) {
        String name = value >>> 32 == 0 ? symbols.describe((int) value) : "";
        return "0x" + Long.toHexString(value) + (name.isEmpty() ? "" : " <" + name + ">");
    }

    private static String character(int octet, long value) {
        return value + " '" + (octet == '\'' ? "\\'" : printable(octet)) + "'";
    }

    /** Returns a character of a string, control characters as escapes. */
    static String printable(int octet) {
        return switch (octet) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            case 0 -> "\\0";
            case '\\' -> "\\\\";
            default -> octet >= 32 && octet < 127 ? Character.toString(octet) : String.format("\\x%02x", octet);
        };
    }
}
