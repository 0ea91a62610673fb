package ringside.machine;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import ringside.base.LittleEndian;

/**
 * A little-endian file image whose every read is checked, so that damaged files end in one clear line.
 *
 * @param name of the file, for messages
 * @param contents its bytes
 */
record ImageBytes(String name, byte[] contents) {
    int length() {
        return contents.length;
    }

    int u8(long offset, String what) {
        check(offset, 1, what);
        return contents[(int) offset] & 0xFF;
    }

    int u16(long offset, String what) {
        check(offset, 2, what);
        return LittleEndian.get16(contents, (int) offset);
    }

    int i32(long offset, String what) {
        check(offset, 4, what);
        return LittleEndian.get32(contents, (int) offset);
    }

    long u32(long offset, String what) {
        return i32(offset, what) & 0xFFFF_FFFFL;
    }

    /** Returns a copy of {@code size} bytes. */
    byte[] slice(long offset, long size, String what) {
        check(offset, size, what);
        return Arrays.copyOfRange(contents, (int) offset, (int) (offset + size));
    }

    /** Returns the characters from {@code offset} up to a zero byte, {@code end} or the end of the file. */
    String text(long offset, long end) {
        int from = (int) Math.min(Math.max(offset, 0), contents.length);
        int to = from;
        while (to < contents.length && to < end && contents[to] != 0) {
            to++;
        }
        return new String(contents, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** Whether the bytes at {@code offset} are those of {@code ascii}. */
    boolean has(int offset, String ascii) {
        byte[] wanted = ascii.getBytes(StandardCharsets.ISO_8859_1);
        return contents.length >= offset + wanted.length
                && Arrays.equals(contents, offset, offset + wanted.length, wanted, 0, wanted.length);
    }

    ImageException damaged(String problem) {
        return new ImageException(name + ": " + problem);
    }

    private void check(long offset, long size, String what) {
        if (offset < 0 || size < 0 || offset + size > contents.length) {
            throw damaged(
                    "%s at byte %Xh is cut short, the file has %Xh bytes".formatted(what, offset, contents.length));
        }
    }
}
