package ringside.debug.linux;

import java.nio.charset.StandardCharsets;

/**
 * The dictionary of kallsyms: 256 strings, zero-terminated one behind the other, and a table of their 16-bit distances from
 * the first. Names are sequences of codes into it. A character that occurs in names has its own code, so the ten digits
 * stand side by side in every such dictionary; that and the distances, which must fit to the byte, identify it.
 */
final class TokenTable {
    private static final int CODES = 256;
    private static final int LONGEST = 64;
    private static final int DIGITS = 10;

    private final int start;
    private final int indexStart;
    private final String[] tokens = new String[CODES];

    private TokenTable(Ram ram, int start, int indexStart) {
        this.start = start;
        this.indexStart = indexStart;
        for (int code = 0; code < CODES; code++) {
            int from = start + ram.u16(indexStart + 2 * code);
            int to = from;
            while (ram.u8(to) != 0) {
                to++;
            }
            tokens[code] = new String(ram.bytes(), from, to - from, StandardCharsets.ISO_8859_1);
        }
    }

    /** Returns the physical address of the first string. */
    int start() {
        return start;
    }

    /** Returns the physical address behind the distances. */
    int end() {
        return indexStart + 2 * CODES;
    }

    String token(int code) {
        return tokens[code];
    }

    /** Returns the first dictionary whose digits stand at {@code from} or later, or null. */
    static TokenTable find(Ram ram, int from) {
        for (int digits = digits(ram, from); digits >= 0; digits = digits(ram, digits + 1)) {
            TokenTable table = around(ram, digits);
            if (table != null) {
                return table;
            }
        }
        return null;
    }

    /** Returns where to look for the next one. */
    int behind() {
        return start + CODES;
    }

    private static int digits(Ram ram, int from) {
        byte[] bytes = ram.bytes();
        int last = ram.length() - 2 * DIGITS;
        for (int at = Math.max(1, from); at <= last; at++) {
            if (bytes[at] == '0' && bytes[at + 2] == '1' && bytes[at - 1] == 0) {
                int i = 0;
                while (i < DIGITS && bytes[at + 2 * i] == '0' + i && bytes[at + 2 * i + 1] == 0) {
                    i++;
                }
                if (i == DIGITS) {
                    return at;
                }
            }
        }
        return -1;
    }

    /** Looks for the distances behind the strings; ten of them differ by two, and the first tells where the strings begin. */
    private static TokenTable around(Ram ram, int digits) {
        for (int at = digits + 2 * DIGITS & ~1; at < digits + CODES * LONGEST; at += 2) {
            int indexStart = at - 2 * '0';
            if (!ram.has(at, 2 * DIGITS) || !ram.has(indexStart, 2 * CODES)) {
                return null;
            }
            int first = ram.u16(at);
            int i = 1;
            while (i < DIGITS && ram.u16(at + 2 * i) == first + 2 * i) {
                i++;
            }
            if (i == DIGITS && fits(ram, digits - first, indexStart)) {
                return new TokenTable(ram, digits - first, indexStart);
            }
        }
        return null;
    }

    private static boolean fits(Ram ram, int start, int indexStart) {
        if (start < 0 || ram.u16(indexStart) != 0) {
            return false;
        }
        int at = start;
        for (int code = 0; code < CODES; code++) {
            if (ram.u16(indexStart + 2 * code) != at - start) {
                return false;
            }
            int from = at;
            while (at < indexStart && ram.u8(at) != 0) {
                at++;
            }
            if (at >= indexStart || at - from > LONGEST) {
                return false;
            }
            at++;
        }
        return true;
    }
}
