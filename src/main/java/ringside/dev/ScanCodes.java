package ringside.dev;

import java.util.HexFormat;

/**
 * Scan codes of the keyboard. A key is named by its set 1 make code, with {@code E000h} added if that has the prefix E0;
 * {@link #PAUSE} is the one key that fits no scheme.
 */
final class ScanCodes {
    /** The pause key, which sends E1 sequences and no break code. */
    static final int PAUSE = 0xE11D;

    private static final int EXTENDED = 0xE000;

    /** What the 8042 makes of set 2 codes 00h to 7Fh: set 1. */
    private static final byte[] TO_SET_1 = HexFormat.of()
            .parseHex("ff43413f3d3b3c58644442403e0f2959"
                    + "65382a701d10025a66712c1f1e11035b"
                    + "672e2d201205045c68392f211413065d"
                    + "693130232215075e6a7232241608095f"
                    + "6b332517180b0a606c34352627190c61"
                    + "6d7328741a0d626e3a361c1b752b6376"
                    + "55567778797a0e7b7c4f7d4b477e7f6f"
                    + "5253504c4d480145574e514a37494654");

    private static final int[] TO_SET_2 = new int[0x80];

    static {
        for (int code = 0; code < TO_SET_1.length; code++) {
            int set1 = TO_SET_1[code] & 0xFF;
            if (set1 < 0x80) {
                TO_SET_2[set1] = code;
            }
        }
        // F7 and Alt-SysRq are the two keys above 7Fh.
        TO_SET_2[0x41] = 0x83;
        TO_SET_2[0x54] = 0x84;
    }

    private ScanCodes() {}

    /** Translates one byte from set 2 to set 1 as the 8042 does, the break bit aside. */
    static int translate(int set2) {
        if (set2 == 0x83) {
            return 0x41;
        }
        if (set2 == 0x84) {
            return 0x54;
        }
        return set2 < 0x80 ? TO_SET_1[set2] & 0xFF : set2;
    }

    /** Whether {@code key} names a key. */
    static boolean valid(int key) {
        int low = key & 0xFF;
        return key == PAUSE || ((key & ~0xFF) == 0 || (key & ~0xFF) == EXTENDED) && low > 0 && low < 0x80;
    }

    /** Returns the bytes the keyboard sends in set 1 or 2 when {@code key} goes down or up. */
    static int[] bytes(int key, boolean down, int set) {
        if (key == PAUSE) {
            if (!down) {
                return new int[0];
            }
            return set == 1
                    ? new int[] {0xE1, 0x1D, 0x45, 0xE1, 0x9D, 0xC5}
                    : new int[] {0xE1, 0x14, 0x77, 0xE1, 0xF0, 0x14, 0xF0, 0x77};
        }
        int low = key & 0xFF;
        boolean extended = (key & EXTENDED) == EXTENDED;
        if (set == 1) {
            int code = down ? low : low | 0x80;
            return extended ? new int[] {0xE0, code} : new int[] {code};
        }
        int code = TO_SET_2[low];
        if (down) {
            return extended ? new int[] {0xE0, code} : new int[] {code};
        }
        return extended ? new int[] {0xE0, 0xF0, code} : new int[] {0xF0, code};
    }
}
