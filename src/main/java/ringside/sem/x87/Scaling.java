package ringside.sem.x87;

import static ringside.cpu.FpuState.C1;
import static ringside.cpu.FpuState.PE;
import static ringside.sem.x87.Extended.BIAS;
import static ringside.sem.x87.Extended.EXPONENT;
import static ringside.sem.x87.Extended.INTEGER_BIT;
import static ringside.sem.x87.Extended.SIGN;

import ringside.cpu.FpuState;

/** Works on exponents and binary points: FRNDINT, FSCALE and FXTRACT. SDM Vol. 2A. */
final class Scaling {
    /** Any scale factor from here on overflows or underflows whatever is scaled. */
    private static final int SCALE_LIMIT = 0x10000;

    private Scaling() {}

    /** Returns a rounded to an integer. */
    static long roundToInteger(FpuState fpu, int aSe, long a) {
        if (Extended.isUnordinary(aSe, a)) {
            return Extended.unordinary(fpu, aSe, a);
        }
        Extended.checkDenormal(fpu, aSe, a);
        int fractionBits = BIAS + 63 - (aSe & EXPONENT);
        if (fractionBits <= 0 || a == 0) {
            return Extended.result(fpu, aSe, a);
        }
        int sign = aSe & SIGN;
        long units = fractionBits < 64 ? a >>> fractionBits : 0;
        long rest = fractionBits < 64 ? a << -fractionBits : fractionBits == 64 ? a : 1;
        if (rest == 0) {
            return Extended.result(fpu, aSe, a);
        }
        fpu.raised |= PE;
        if (Rounding.roundsUp(fpu.fcw & Rounding.CONTROL, sign != 0, units, rest)) {
            fpu.raised |= C1;
            units++;
        }
        if (units == 0) {
            return Extended.zero(fpu, sign);
        }
        int shift = Long.numberOfLeadingZeros(units);
        return Extended.result(fpu, sign | BIAS + 63 - shift, units << shift);
    }

    /** Returns a times two to the power of b rounded toward zero. */
    static long scale(FpuState fpu, int aSe, long a, int bSe, long b) {
        if (Extended.isUnordinary(aSe, a) || Extended.isUnordinary(bSe, b)) {
            return Extended.unordinary(fpu, aSe, a, bSe, b);
        }
        int sign = aSe & SIGN;
        boolean aInfinite = Extended.isInfinite(aSe, a);
        if (Extended.isInfinite(bSe, b)) {
            boolean grows = (bSe & SIGN) == 0;
            if (grows ? Extended.isZero(aSe, a) : aInfinite) {
                return Extended.invalid(fpu);
            }
            Extended.checkDenormal(fpu, aSe, a);
            return grows ? Extended.infinity(fpu, sign) : Extended.zero(fpu, sign);
        }
        Extended.checkDenormal(fpu, aSe, a);
        Extended.checkDenormal(fpu, bSe, b);
        if (aInfinite || a == 0 || b == 0) {
            return Extended.unchanged(fpu, aSe, a);
        }
        int exponent = Extended.exponentOf(aSe, a) + truncated(bSe, b);
        // What even the wrapped exponent cannot hold is zero or infinity, in every rounding mode.
        if (exponent + Rounding.WRAP <= 0 && (fpu.fcw & FpuState.UE) == 0) {
            fpu.raised |= FpuState.UE | PE;
            return Extended.zero(fpu, sign);
        }
        if (exponent - Rounding.WRAP > Extended.MAX_FINITE_EXPONENT && (fpu.fcw & FpuState.OE) == 0) {
            fpu.raised |= FpuState.OE | PE | C1;
            return Extended.infinity(fpu, sign);
        }
        return Rounding.roundExtended(fpu, sign, exponent, Extended.normalized(a), 0);
    }

    /** Returns the integer part, within plus and minus {@link #SCALE_LIMIT}. */
    private static int truncated(int signExponent, long significand) {
        int power = (signExponent & EXPONENT) - BIAS;
        if (power < 0) {
            return 0;
        }
        int magnitude = power >= 16 ? SCALE_LIMIT : (int) (significand >>> 63 - power);
        return (signExponent & SIGN) != 0 ? -magnitude : magnitude;
    }

    /** Returns the unbiased exponent of a as a number; raises what FXTRACT raises for its operand. */
    static long exponent(FpuState fpu, int aSe, long a) {
        if (Extended.isUnordinary(aSe, a)) {
            return Extended.unordinary(fpu, aSe, a);
        }
        if (Extended.isZero(aSe, a)) {
            return Extended.divisionByZero(fpu, SIGN);
        }
        if ((aSe & EXPONENT) == EXPONENT) {
            return Extended.infinity(fpu, 0);
        }
        Extended.checkDenormal(fpu, aSe, a);
        return IntegerConversion.fromLong(fpu, Extended.exponentOf(aSe, a) - BIAS);
    }

    /** Returns a with its exponent replaced by that of numbers from 1 to 2. */
    static long significand(FpuState fpu, int aSe, long a) {
        if (Extended.isUnordinary(aSe, a)) {
            return Extended.unordinary(fpu, aSe, a);
        }
        if (a == 0 || (aSe & EXPONENT) == EXPONENT) {
            return Extended.result(fpu, aSe, a);
        }
        return Extended.result(
                fpu, aSe & SIGN | BIAS, (aSe & EXPONENT) == 0 ? Extended.normalized(a) : a | INTEGER_BIT);
    }
}
