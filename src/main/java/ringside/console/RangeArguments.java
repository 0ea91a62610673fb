package ringside.console;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import ringside.debug.MemoryRange;
import ringside.debug.expr.Address;
import ringside.debug.expr.Value;

/**
 * Reads ranges and patterns as GDB writes them (START, +LENGTH or START, END with the end left out) and as WinDbg does
 * (START LLENGTH, in hexadecimal), commas or not. Goes through the words of a statement from left to right.
 */
final class RangeArguments {
    private static final long MOST = 1L << 32;

    private final Session session;
    private final Arguments arguments;
    private int next;

    RangeArguments(Session session, Arguments arguments, int first) {
        this.session = session;
        this.arguments = arguments;
        this.next = first;
    }

    /** Returns the index of the word that comes next. */
    int next() {
        return next;
    }

    boolean hasMore() {
        return next < arguments.count();
    }

    /** Reads an address. */
    Address address(String what) {
        String word = word(what);
        Address place = arguments.expression(next, word, session.debugger()::address);
        next++;
        return place;
    }

    /** Reads a start and an end or a length; {@code lengths} tells that a bare number is a length. */
    MemoryRange range(boolean lengths) {
        Address start = address("the start of the range");
        String word = word("the end of the range");
        long length;
        if (word.startsWith("+")) {
            length = number(word.substring(1));
        } else if (word.matches("[lL]\\??[0-9a-fA-F]+")) {
            length = Long.parseUnsignedLong(word.substring(1).replace("?", ""), 16);
        } else if (lengths) {
            length = number(word);
        } else {
            Address end = arguments.expression(next, word, session.debugger()::address);
            length = end.value() - start.value();
        }
        if (length <= 0 || length > MOST) {
            throw arguments.error(
                    next,
                    lengths ? "the length must be 1 to 4 GiB" : "the range is empty: its end comes behind its start");
        }
        next++;
        return new MemoryRange(start, length);
    }

    private long number(String word) {
        return arguments.expression(next, word, session.debugger()::evaluate).bits();
    }

    /**
     * Reads the rest as a pattern of numbers and strings.
     *
     * @param size bytes in each number, or 0 for as many as it needs
     * @param hexadecimal whether numbers without a prefix are hexadecimal
     */
    byte[] pattern(int size, boolean hexadecimal) {
        StringBuilder bytes = new StringBuilder();
        word("a value");
        while (hasMore()) {
            Arguments.Word written = arguments.words().get(next);
            if (written.quoted()) {
                bytes.append(written.text());
            } else if (!word("a value").isEmpty()) {
                append(bytes, word("a value"), size, hexadecimal);
            }
            next++;
        }
        return bytes.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private void append(StringBuilder bytes, String word, int size, boolean hexadecimal) {
        boolean bare = hexadecimal && word.matches("[0-9a-fA-F]{1,16}");
        Value value = arguments.expression(
                next, bare ? "0x" + word.toLowerCase(Locale.ROOT) : word, session.debugger()::evaluate);
        long bits = value.bits();
        int needed = bits >>> 8 == 0 || bits >= -128 && bits < 0
                ? 1
                : bits >>> 16 == 0 || bits >= -32768 && bits < 0 ? 2 : bits >>> 32 == 0 || bits >> 31 == -1 ? 4 : 8;
        if (size > 0 && needed > size) {
            throw arguments.error(next, "'" + word + "' does not fit into " + Quantity.of(size, "byte"));
        }
        for (int i = 0; i < (size == 0 ? needed : size); i++) {
            bytes.append((char) (bits >>> 8 * i & 0xFF));
        }
    }

    /** Returns the word that comes next without the comma behind it. */
    private String word(String what) {
        String word = arguments.required(next, what);
        return word.endsWith(",") ? word.substring(0, word.length() - 1) : word;
    }
}
