package ringside.sem.x87;

import static ringside.sem.x87.Extended.EXPONENT;
import static ringside.sem.x87.Extended.INTEGER_BIT;
import static ringside.sem.x87.Extended.SIGN;

import ringside.cpu.FpuState;

/** Adds and subtracts. SDM Vol. 2A, "FADD" and "FSUB". */
final class Addition {
    private Addition() {}

    /** Returns a + b. */
    static long add(FpuState fpu, int aSe, long a, int bSe, long b) {
        if (Extended.isNormal(aSe, a) && Extended.isNormal(bSe, b)) {
            return sum(fpu, aSe & SIGN, aSe & EXPONENT, a, bSe & SIGN, bSe & EXPONENT, b);
        }
        return special(fpu, aSe, a, bSe, b, 0);
    }

    /** Returns a - b. */
    static long subtract(FpuState fpu, int aSe, long a, int bSe, long b) {
        if (Extended.isNormal(aSe, a) && Extended.isNormal(bSe, b)) {
            return sum(fpu, aSe & SIGN, aSe & EXPONENT, a, ~bSe & SIGN, bSe & EXPONENT, b);
        }
        return special(fpu, aSe, a, bSe, b, SIGN);
    }

    /** Adds two normalized numbers whose exponents may lie outside the format. */
    private static long sum(FpuState fpu, int aSign, int aExponent, long a, int bSign, int bExponent, long b) {
        int distance = aExponent - bExponent;
        // Which operand is larger and whether the sum carries is anybody's guess: bit operations instead of branches.
        int swap = distance >> 31;
        long difference = (a ^ b) & swap;
        long larger = a ^ difference;
        long smaller = b ^ difference;
        int exponent = bExponent + (distance & ~swap);
        int shift = (distance ^ swap) - swap;
        if (aSign == bSign) {
            return increase(fpu, aSign, exponent, larger, smaller, shift);
        }
        return decrease(fpu, aSign ^ swap & SIGN, exponent, larger, smaller, shift);
    }

    /** Adds magnitudes: {@code a + b * 2^-distance}. */
    private static long increase(FpuState fpu, int sign, int exponent, long a, long b, int distance) {
        long low = below(b, distance);
        long aligned = distance < 64 ? b >>> distance : 0;
        long high = a + aligned;
        int carry = (int) ((a & aligned | (a | aligned) & ~high) >>> 63);
        long shiftedLow = low >>> carry | low & carry | high << 63 & -carry;
        return Rounding.round(fpu, sign, exponent + carry, high >>> carry | (long) carry << 63, shiftedLow);
    }

    /** Subtracts magnitudes: {@code a - b * 2^-distance}, which is negative at most if the distance is 0. */
    private static long decrease(FpuState fpu, int sign, int exponent, long a, long b, int distance) {
        if (distance == 0) {
            return difference(fpu, sign, exponent, a, b);
        }
        long below = below(b, distance);
        long low = -below;
        long high = a - (distance < 64 ? b >>> distance : 0) - (below != 0 ? 1 : 0);
        if (high == 0) {
            // Only the bit below the last one is left, as the operands were one place apart.
            return Rounding.round(fpu, sign, exponent - 64 - Long.numberOfLeadingZeros(low), INTEGER_BIT, 0);
        }
        int shift = Long.numberOfLeadingZeros(high);
        return Rounding.round(fpu, sign, exponent - shift, high << shift | low >>> 1 >>> 63 - shift, low << shift);
    }

    /** Subtracts significands of equal exponents; the result is exact but for the precision in force. */
    private static long difference(FpuState fpu, int sign, int exponent, long a, long b) {
        if (a == b) {
            return Extended.zero(fpu, (fpu.fcw & Rounding.CONTROL) == Rounding.DOWN ? SIGN : 0);
        }
        boolean negative = Long.compareUnsigned(a, b) < 0;
        long magnitude = negative ? b - a : a - b;
        int shift = Long.numberOfLeadingZeros(magnitude);
        return Rounding.round(fpu, negative ? sign ^ SIGN : sign, exponent - shift, magnitude << shift, 0);
    }

    /** Returns the bits of {@code b * 2^-distance} below the last bit of a, the last one sticky. */
    private static long below(long b, int distance) {
        if (distance < 64) {
            return b << 1 << 63 - distance;
        }
        // From 66 places on, one bit of normalization still leaves more than half a unit to round away.
        return distance == 64 ? b : distance == 65 ? b >>> 1 | b & 1 : 1;
    }

    private static long special(FpuState fpu, int aSe, long a, int bSe, long b, int flip) {
        if (Extended.isUnordinary(aSe, a) || Extended.isUnordinary(bSe, b)) {
            return Extended.unordinary(fpu, aSe, a, bSe, b);
        }
        int aSign = aSe & SIGN;
        int bSign = (bSe ^ flip) & SIGN;
        boolean aInfinite = Extended.isInfinite(aSe, a);
        boolean bInfinite = Extended.isInfinite(bSe, b);
        if (aInfinite && bInfinite && aSign != bSign) {
            return Extended.invalid(fpu);
        }
        Extended.checkDenormal(fpu, aSe, a);
        Extended.checkDenormal(fpu, bSe, b);
        if (aInfinite) {
            return Extended.infinity(fpu, aSign);
        }
        if (bInfinite) {
            return Extended.infinity(fpu, bSign);
        }
        if (a == 0 && b == 0) {
            boolean down = (fpu.fcw & Rounding.CONTROL) == Rounding.DOWN;
            return Extended.zero(fpu, aSign == bSign ? aSign : down ? SIGN : 0);
        }
        int aExponent = Extended.exponentOf(aSe, a);
        int bExponent = Extended.exponentOf(bSe, b);
        if (a == 0) {
            return Rounding.round(fpu, bSign, bExponent, Extended.normalized(b), 0);
        }
        if (b == 0) {
            return Rounding.round(fpu, aSign, aExponent, Extended.normalized(a), 0);
        }
        return sum(fpu, aSign, aExponent, Extended.normalized(a), bSign, bExponent, Extended.normalized(b));
    }
}
