package ringside.hostile;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Damages valid input in ways that keep most of its structure; the same seed does the same damage. */
final class Mutator {
    private static final int[] BOUNDARIES = {
        0,
        1,
        2,
        3,
        4,
        0x1F,
        0x20,
        0x7F,
        0x80,
        0xFF,
        0x100,
        0x200,
        0xFFF,
        0x1000,
        0x7FFF,
        0x8000,
        0xFFFF,
        0x1_0000,
        0x9_F000,
        0xA_0000,
        0x10_0000,
        0x20_0000,
        0x40_0000,
        0x7FFF_FFFF,
        0x8000_0000,
        0xFFF0_0000,
        0xFFFF_F000,
        0xFFFF_FFF0,
        0xFFFF_FFFC,
        0xFFFF_FFFE,
        0xFFFF_FFFF
    };

    private static final List<String> WORDS = List.of(
            "0",
            "1",
            "-1",
            "7fffffff",
            "0x80000000",
            "0xffffffff",
            "99999999999999999999",
            "9223372036854775807",
            "-9223372036854775808",
            "\"",
            "'",
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "+",
            "*",
            "/",
            "%",
            "(",
            ")",
            "$",
            "$$",
            "null",
            "true",
            "\\u0000",
            "\u00E9\u4E2D",
            "eax",
            "cr8",
            "st9",
            "byte",
            "dword",
            "times",
            "times 9999999 ",
            "equ",
            "org",
            "bits 64",
            "db",
            "dd",
            "resb 0x7fffffff",
            "lock",
            "rep",
            "kind",
            "\n",
            "\t",
            ";",
            "");

    private final Random random;

    Mutator(long seed) {
        random = new Random(seed);
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    /** Returns a damaged copy of binary input. */
    byte[] bytes(byte[] valid) {
        byte[] damaged = valid.clone();
        for (int i = 1 + below(4); i > 0 && damaged.length > 0; i--) {
            damaged = once(damaged);
        }
        return damaged;
    }

    private byte[] once(byte[] input) {
        int at = position(input.length);
        switch (below(10)) {
            case 0, 1 -> input[at] ^= (byte) (1 << below(8));
            case 2 -> input[at] = (byte) BOUNDARIES[below(BOUNDARIES.length)];
            case 3, 4, 5, 6 -> field(input, at & ~1, boundary(input.length));
            case 7 -> {
                return Arrays.copyOf(input, at);
            }
            case 8 -> {
                return Arrays.copyOf(input, input.length + below(5000));
            }
            default -> {
                int from = position(input.length);
                int length = Math.min(1 + below(64), input.length - Math.max(at, from));
                System.arraycopy(input.clone(), from, input, at, length);
            }
        }
        return input;
    }

    /** Headers stand in front, so that damage is likelier there. */
    private int position(int length) {
        return below(3) == 0 ? below(length) : below(Math.min(length, 0x280));
    }

    private int boundary(int length) {
        return switch (below(4)) {
            case 0 -> length + below(5) - 2;
            case 1 -> random.nextInt();
            default -> BOUNDARIES[below(BOUNDARIES.length)];
        };
    }

    private void field(byte[] input, int at, int value) {
        int size = below(2) == 0 ? 2 : 4;
        for (int i = 0; i < size && at + i < input.length; i++) {
            input[at + i] = (byte) (value >>> 8 * i);
        }
    }

    /** Returns a damaged copy of a text: words and lines replaced, removed, repeated, exchanged. */
    String text(String valid) {
        StringBuilder damaged = new StringBuilder(valid);
        for (int i = 1 + below(4); i > 0 && !damaged.isEmpty(); i--) {
            int from = below(damaged.length());
            int to = wordEnd(damaged, from);
            switch (below(6)) {
                case 0, 1 -> damaged.replace(from, to, WORDS.get(below(WORDS.size())));
                case 2 -> damaged.insert(from, WORDS.get(below(WORDS.size())));
                case 3 -> damaged.delete(from, Math.min(damaged.length(), from + 1 + below(40)));
                case 4 -> {
                    int end = Math.min(damaged.length(), from + 1 + below(60));
                    damaged.insert(below(damaged.length()), damaged.substring(from, end));
                }
                default -> damaged.setCharAt(from, (char) below(below(2) == 0 ? 128 : 0x3000));
            }
        }
        return damaged.toString();
    }

    private static int wordEnd(CharSequence text, int from) {
        int to = from + 1;
        while (to < text.length() && Character.isLetterOrDigit(text.charAt(to))) {
            to++;
        }
        return to;
    }
}
