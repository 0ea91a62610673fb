package ringside.sem.x87;

import static ringside.sem.x87.Extended.BIAS;
import static ringside.sem.x87.Extended.EXPONENT;
import static ringside.sem.x87.Extended.INTEGER_BIT;
import static ringside.sem.x87.Extended.SIGN;

import ringside.cpu.FpuState;

/** Divides. SDM Vol. 2A, "FDIV". */
final class Division {
    private static final long LOW_HALF = 0xFFFF_FFFFL;

    private Division() {}

    /** Returns a / b. */
    static long divide(FpuState fpu, int aSe, long a, int bSe, long b) {
        if (Extended.isNormal(aSe, a) && Extended.isNormal(bSe, b)) {
            return quotient(fpu, (aSe ^ bSe) & SIGN, (aSe & EXPONENT) - (bSe & EXPONENT) + BIAS, a, b);
        }
        return special(fpu, aSe, a, bSe, b);
    }

    private static long quotient(FpuState fpu, int sign, int exponent, long a, long b) {
        int below = Long.compareUnsigned(a, b) < 0 ? 1 : 0;
        int shift = 1 - below;
        long low = a << 63 & -shift;
        long quotient = divide128(a >>> shift, low, b);
        long remainder = low - quotient * b;
        return Rounding.round(fpu, sign, exponent - below, quotient, fraction(remainder, b));
    }

    /** Returns remainder / divisor as 64 bits of fraction, exact in the first bit and sticky below. */
    private static long fraction(long remainder, long divisor) {
        if (remainder == 0) {
            return 0;
        }
        int order = Long.compareUnsigned(remainder, divisor - remainder);
        return order < 0 ? 1 : order == 0 ? INTEGER_BIT : INTEGER_BIT | 1;
    }

    /**
     * Divides the unsigned 128-bit number {@code high:low} by a divisor whose top bit is set and which is greater than
     * {@code high}, in two steps of 32 quotient bits.
     */
    static long divide128(long high, long low, long divisor) {
        long divisorHigh = divisor >>> 32;
        long upper = digit(high, low >>> 32, divisor, divisorHigh);
        long partial = (high << 32 | low >>> 32) - upper * divisor;
        return upper << 32 | digit(partial, low & LOW_HALF, divisor, divisorHigh);
    }

    /** Returns one 32-bit digit: the estimate from the divisor's upper half is at most two too large. */
    private static long digit(long high, long next, long divisor, long divisorHigh) {
        long digit = Long.divideUnsigned(high, divisorHigh);
        long rest = high - digit * divisorHigh;
        long divisorLow = divisor & LOW_HALF;
        while (digit > LOW_HALF || Long.compareUnsigned(digit * divisorLow, rest << 32 | next) > 0) {
            digit--;
            rest += divisorHigh;
            if (rest > LOW_HALF) {
                break;
            }
        }
        return digit;
    }

    private static long special(FpuState fpu, int aSe, long a, int bSe, long b) {
        if (Extended.isUnordinary(aSe, a) || Extended.isUnordinary(bSe, b)) {
            return Extended.unordinary(fpu, aSe, a, bSe, b);
        }
        int sign = (aSe ^ bSe) & SIGN;
        boolean aInfinite = Extended.isInfinite(aSe, a);
        boolean bInfinite = Extended.isInfinite(bSe, b);
        boolean aZero = Extended.isZero(aSe, a);
        boolean bZero = Extended.isZero(bSe, b);
        if (aInfinite && bInfinite || aZero && bZero) {
            return Extended.invalid(fpu);
        }
        if (bZero && !aInfinite) {
            return Extended.divisionByZero(fpu, sign);
        }
        Extended.checkDenormal(fpu, aSe, a);
        Extended.checkDenormal(fpu, bSe, b);
        if (aInfinite) {
            return Extended.infinity(fpu, sign);
        }
        if (aZero || bInfinite) {
            return Extended.zero(fpu, sign);
        }
        int exponent = Extended.exponentOf(aSe, a) - Extended.exponentOf(bSe, b) + BIAS;
        return quotient(fpu, sign, exponent, Extended.normalized(a), Extended.normalized(b));
    }
}
