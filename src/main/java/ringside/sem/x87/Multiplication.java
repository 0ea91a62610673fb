package ringside.sem.x87;

import static ringside.sem.x87.Extended.BIAS;
import static ringside.sem.x87.Extended.EXPONENT;
import static ringside.sem.x87.Extended.SIGN;

import ringside.cpu.FpuState;

/** Multiplies. SDM Vol. 2A, "FMUL". */
final class Multiplication {
    private Multiplication() {}

    /** Returns a * b. */
    static long multiply(FpuState fpu, int aSe, long a, int bSe, long b) {
        if (Extended.isNormal(aSe, a) && Extended.isNormal(bSe, b)) {
            return product(fpu, (aSe ^ bSe) & SIGN, (aSe & EXPONENT) + (bSe & EXPONENT) - BIAS, a, b);
        }
        return special(fpu, aSe, a, bSe, b);
    }

    private static long product(FpuState fpu, int sign, int exponent, long a, long b) {
        long high = Math.unsignedMultiplyHigh(a, b);
        long low = a * b;
        int carry = (int) (high >>> 63);
        int shift = 1 - carry;
        return Rounding.round(fpu, sign, exponent + carry, high << shift | low >>> 63 & shift, low << shift);
    }

    private static long special(FpuState fpu, int aSe, long a, int bSe, long b) {
        if (Extended.isUnordinary(aSe, a) || Extended.isUnordinary(bSe, b)) {
            return Extended.unordinary(fpu, aSe, a, bSe, b);
        }
        int sign = (aSe ^ bSe) & SIGN;
        boolean infinite = Extended.isInfinite(aSe, a) || Extended.isInfinite(bSe, b);
        boolean zero = Extended.isZero(aSe, a) || Extended.isZero(bSe, b);
        if (infinite && zero) {
            return Extended.invalid(fpu);
        }
        Extended.checkDenormal(fpu, aSe, a);
        Extended.checkDenormal(fpu, bSe, b);
        if (infinite) {
            return Extended.infinity(fpu, sign);
        }
        if (zero) {
            return Extended.zero(fpu, sign);
        }
        int exponent = Extended.exponentOf(aSe, a) + Extended.exponentOf(bSe, b) - BIAS;
        return product(fpu, sign, exponent, Extended.normalized(a), Extended.normalized(b));
    }
}
