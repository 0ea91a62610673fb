package ringside.sem.x87;

import static ringside.sem.x87.Extended.BIAS;
import static ringside.sem.x87.Extended.EXPONENT;
import static ringside.sem.x87.Extended.SIGN;

import ringside.cpu.FpuState;

/** Takes square roots. SDM Vol. 2A, "FSQRT". */
final class SquareRoot {
    private static final double TWO_64 = 0x1p64;

    private SquareRoot() {}

    /** Returns the square root of a. */
    static long squareRoot(FpuState fpu, int aSe, long a) {
        if (Extended.isUnordinary(aSe, a)) {
            return Extended.unordinary(fpu, aSe, a);
        }
        if (Extended.isZero(aSe, a)) {
            return Extended.result(fpu, aSe, a);
        }
        if ((aSe & SIGN) != 0) {
            return Extended.invalid(fpu);
        }
        if ((aSe & EXPONENT) == EXPONENT) {
            return Extended.result(fpu, aSe, a);
        }
        Extended.checkDenormal(fpu, aSe, a);
        return root(fpu, Extended.exponentOf(aSe, a) - BIAS, Extended.normalized(a));
    }

    /** Takes the root of {@code a * 2^(exponent - 63)}. */
    private static long root(FpuState fpu, int exponent, long a) {
        boolean odd = (exponent & 1) != 0;
        long high = odd ? a : a >>> 1;
        long low = odd ? 0 : a << 63;
        // Now root^2 is at most high:low, a 128-bit integer of 127 or 128 bits; the double estimate (IEEE 754 defines
        // its
        // every bit) is good to 52 bits, one Newton step in integers makes it exact but for the last unit.
        long root = seed(high);
        long remainderHigh =
                high - Math.unsignedMultiplyHigh(root, root) - (Long.compareUnsigned(low, root * root) < 0 ? 1 : 0);
        long remainderLow = low - root * root;
        double remainder = remainderHigh * TWO_64 + unsigned(remainderLow);
        root = saturatedAdd(root, (long) (remainder / (2 * unsigned(root))));
        while (isGreater(root, high, low)) {
            root--;
        }
        while (root != -1 && !isGreater(root + 1, high, low)) {
            root++;
        }
        long squareLow = root * root;
        boolean exact = low == squareLow && high == Math.unsignedMultiplyHigh(root, root);
        return Rounding.round(fpu, 0, (exponent >> 1) + BIAS, root, exact ? 0 : fraction(root, high, low));
    }

    private static long seed(long high) {
        double estimate = Math.sqrt(unsigned(high)) * 0x1p32;
        if (estimate >= TWO_64) {
            return -1;
        }
        return estimate >= 0x1p63 ? (long) (estimate - 0x1p63) ^ Long.MIN_VALUE : Long.MIN_VALUE;
    }

    /** Adds a signed correction of far less than 2^62 to a root that has its top bit set, within the 64 bits. */
    private static long saturatedAdd(long root, long correction) {
        long sum = root + correction;
        return correction > 0 && sum >= 0 ? -1 : sum;
    }

    private static boolean isGreater(long root, long high, long low) {
        int order = Long.compareUnsigned(Math.unsignedMultiplyHigh(root, root), high);
        return order > 0 || order == 0 && Long.compareUnsigned(root * root, low) > 0;
    }

    /** The remainder exceeds the root exactly if the true root lies above the middle; it never lies on it. */
    private static long fraction(long root, long high, long low) {
        long rest = low - root * root;
        boolean wide =
                high - Math.unsignedMultiplyHigh(root, root) - (Long.compareUnsigned(low, root * root) < 0 ? 1 : 0)
                        != 0;
        return wide || Long.compareUnsigned(rest, root) > 0 ? Extended.INTEGER_BIT | 1 : 1;
    }

    private static double unsigned(long value) {
        return value >= 0 ? value : (value >>> 1) * 2.0 + (value & 1);
    }
}
