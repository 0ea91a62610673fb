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
        // Now root^2 is at most high:low, a 128-bit integer of 127 or 128 bits. The double estimate (IEEE 754 defines
        // every bit of it) is good to 52 bits; one Newton step makes it exact but for a unit or two.
        long root = seed(high);
        long remainderLow = low - root * root;
        long remainderHigh = high - Math.unsignedMultiplyHigh(root, root) - borrow(low, root * root);
        double remainder = remainderHigh * TWO_64 + unsigned(remainderLow);
        root = saturatedAdd(root, (long) (remainder / (2 * unsigned(root))));
        remainderLow = low - root * root;
        remainderHigh = high - Math.unsignedMultiplyHigh(root, root) - borrow(low, root * root);
        while (remainderHigh < 0) {
            // (root - 1)^2 is less than root^2 by 2 * root - 1.
            root--;
            long gained = remainderLow + (root << 1 | 1);
            remainderHigh += (root >>> 63) + borrow(gained, remainderLow);
            remainderLow = gained;
        }
        while (remainderHigh > 1 || remainderHigh == 1 && Long.compareUnsigned(remainderLow, root << 1) > 0) {
            long lost = remainderLow - (root << 1 | 1);
            remainderHigh -= (root >>> 63) + borrow(remainderLow, root << 1 | 1);
            remainderLow = lost;
            root++;
        }
        // The remainder exceeds the root exactly if the true root lies above the middle; it never lies on it.
        boolean above = remainderHigh != 0 || Long.compareUnsigned(remainderLow, root) > 0;
        long fraction = above ? Extended.INTEGER_BIT | 1 : remainderLow != 0 ? 1 : 0;
        return Rounding.round(fpu, 0, (exponent >> 1) + BIAS, root, fraction);
    }

    /** Returns 1 if the unsigned difference of the operands is below zero, else 0. */
    private static int borrow(long minuend, long subtrahend) {
        return Long.compareUnsigned(minuend, subtrahend) < 0 ? 1 : 0;
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

    private static double unsigned(long value) {
        return value >= 0 ? value : (value >>> 1) * 2.0 + (value & 1);
    }
}
