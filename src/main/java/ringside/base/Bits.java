package ringside.base;

/** Bit arithmetic that the JDK does not name. */
public final class Bits {
    private Bits() {}

    /** Returns bit {@code index} (0 = least significant) of {@code value} as 0 or 1. */
    public static int bit(int value, int index) {
        return (value >>> index) & 1;
    }

    /** Returns a mask of the low {@code width} bits; {@code width} is 0 to 32. */
    public static int mask(int width) {
        return width >= 32 ? -1 : (1 << width) - 1;
    }

    /** Returns the low {@code width} bits of {@code value}, sign-extended; {@code width} is 1 to 32. */
    public static int signExtend(int value, int width) {
        return value << (32 - width) >> (32 - width);
    }

    /** Returns {@code value} zero-extended to 64 bits. */
    public static long unsigned(int value) {
        return value & 0xFFFF_FFFFL;
    }
}
