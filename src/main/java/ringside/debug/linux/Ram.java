package ringside.debug.linux;

import java.nio.charset.StandardCharsets;
import ringside.base.LittleEndian;

/**
 * The guest's RAM from physical address 0 on, for reading.
 *
 * @param bytes the memory; never changed here
 * @param length how many of them are RAM
 */
record Ram(byte[] bytes, int length) {
    int u8(int at) {
        return bytes[at] & 0xFF;
    }

    int u16(int at) {
        return u8(at) | u8(at + 1) << 8;
    }

    int i32(int at) {
        return LittleEndian.get32(bytes, at);
    }

    long u32(int at) {
        return i32(at) & 0xFFFF_FFFFL;
    }

    /** Whether {@code count} bytes from {@code at} on are all RAM. */
    boolean has(long at, long count) {
        return at >= 0 && count >= 0 && at + count <= length;
    }

    /** Returns where {@code pattern} first stands in {@code from} to {@code to}, excluded, or -1. */
    int find(byte[] pattern, int from, int to) {
        int last = Math.min(to, length) - pattern.length;
        for (int at = Math.max(0, from); at <= last; at++) {
            int i = 0;
            while (i < pattern.length && bytes[at + i] == pattern[i]) {
                i++;
            }
            if (i == pattern.length) {
                return at;
            }
        }
        return -1;
    }

    /** Returns the zero-terminated identifier at {@code at}, or null if there is none of at most {@code longest} bytes. */
    String identifier(int at, int longest) {
        int end = at;
        while (has(end, 1) && end - at <= longest && isIdentifierByte(u8(end))) {
            end++;
        }
        if (end == at || !has(end, 1) || bytes[end] != 0) {
            return null;
        }
        return new String(bytes, at, end - at, StandardCharsets.ISO_8859_1);
    }

    private static boolean isIdentifierByte(int octet) {
        return octet >= 'a' && octet <= 'z'
                || octet >= 'A' && octet <= 'Z'
                || octet >= '0' && octet <= '9'
                || octet == '_'
                || octet == '.'
                || octet == '$';
    }
}
