package ringside.sem.x87;

import static ringside.cpu.FpuState.C1;
import static ringside.cpu.FpuState.DE;
import static ringside.cpu.FpuState.IE;
import static ringside.cpu.FpuState.OE;
import static ringside.cpu.FpuState.PE;
import static ringside.cpu.FpuState.UE;
import static ringside.sem.x87.Extended.BIAS;
import static ringside.sem.x87.Extended.EXPONENT;
import static ringside.sem.x87.Extended.INTEGER_BIT;
import static ringside.sem.x87.Extended.SIGN;

import ringside.cpu.FpuState;

/** Converts between the extended format and single and double. SDM Vol. 1, 4.8 and table 8-7. */
final class RealConversion {
    private static final int SINGLE_FRACTION = 23;
    private static final int SINGLE_BIAS = 127;
    private static final int DOUBLE_FRACTION = 52;
    private static final int DOUBLE_BIAS = 1023;

    private RealConversion() {}

    /** Widens a single. A denormal raises DE; an SNaN stays signaling for the operation to judge. */
    static long fromSingle(FpuState fpu, int bits) {
        int sign = bits >>> 16 & SIGN;
        int exponent = bits >>> SINGLE_FRACTION & 0xFF;
        long fraction = (long) bits << 64 - SINGLE_FRACTION;
        return widen(fpu, sign, exponent, 0xFF, SINGLE_BIAS, fraction);
    }

    /** Widens a double. A denormal raises DE; an SNaN stays signaling for the operation to judge. */
    static long fromDouble(FpuState fpu, long bits) {
        int sign = (int) (bits >>> 48) & SIGN;
        int exponent = (int) (bits >>> DOUBLE_FRACTION) & 0x7FF;
        long fraction = bits << 64 - DOUBLE_FRACTION;
        return widen(fpu, sign, exponent, 0x7FF, DOUBLE_BIAS, fraction);
    }

    private static long widen(FpuState fpu, int sign, int exponent, int maximum, int bias, long fraction) {
        if (exponent == maximum) {
            return Extended.result(fpu, sign | EXPONENT, INTEGER_BIT | fraction >>> 1);
        }
        if (exponent != 0) {
            return Extended.result(fpu, sign | exponent - bias + BIAS, INTEGER_BIT | fraction >>> 1);
        }
        if (fraction == 0) {
            return Extended.zero(fpu, sign);
        }
        fpu.raised |= DE;
        int shift = Long.numberOfLeadingZeros(fraction);
        return Extended.result(fpu, sign | BIAS - bias - shift, fraction << shift);
    }

    /** Narrows to a single, rounding as the rounding control says. */
    static int toSingle(FpuState fpu, int signExponent, long significand) {
        return (int) narrow(fpu, signExponent, significand, SINGLE_FRACTION, SINGLE_BIAS);
    }

    /** Narrows to a double, rounding as the rounding control says. */
    static long toDouble(FpuState fpu, int signExponent, long significand) {
        int exponent = (signExponent & EXPONENT) - BIAS + DOUBLE_BIAS;
        if ((fpu.fcw & Rounding.CONTROL) == Rounding.NEAREST && exponent > 0 && exponent < 0x7FE && significand < 0) {
            long fraction = significand << 1 >>> 64 - DOUBLE_FRACTION;
            long rest = significand << DOUBLE_FRACTION + 1;
            long belowHalf = rest << 1;
            int up = (int) (rest >>> 63 & (belowHalf | -belowHalf) >>> 63 | rest >>> 63 & fraction);
            if (rest != 0) {
                fpu.raised |= PE | up << 9;
            }
            // A carry out of the fraction moves into the exponent, which has room for it.
            return (long) (signExponent & SIGN) << 48 | ((long) exponent << DOUBLE_FRACTION | fraction) + up;
        }
        return narrow(fpu, signExponent, significand, DOUBLE_FRACTION, DOUBLE_BIAS);
    }

    private static long narrow(FpuState fpu, int signExponent, long significand, int fractionBits, int bias) {
        int maximum = 2 * bias + 1;
        long sign = signExponent >>> 15;
        int signBit = fractionBits == SINGLE_FRACTION ? 31 : 63;
        if (Extended.isUnsupported(signExponent, significand)) {
            fpu.raised = IE;
            return pack(1, signBit, maximum, fractionBits, 1L << fractionBits - 1);
        }
        int exponent = signExponent & EXPONENT;
        if (exponent == EXPONENT) {
            if (significand << 1 == 0) {
                return pack(sign, signBit, maximum, fractionBits, 0);
            }
            fpu.raised = (significand & Extended.QUIET_BIT) == 0 ? IE : 0;
            long fraction = (significand | Extended.QUIET_BIT) << 1 >>> 64 - fractionBits;
            return pack(sign, signBit, maximum, fractionBits, fraction);
        }
        if (significand == 0) {
            return pack(sign, signBit, 0, fractionBits, 0);
        }
        int scaled = Extended.exponentOf(signExponent, significand) - BIAS + bias;
        long normalized = Extended.normalized(significand);
        return roundTo(fpu, sign, signBit, scaled, maximum, fractionBits, normalized);
    }

    /** Rounds a normalized significand whose exponent, in the target's bias, may lie outside the target's range. */
    private static long roundTo(
            FpuState fpu, long sign, int signBit, int exponent, int maximum, int fractionBits, long significand) {
        int mode = fpu.fcw & Rounding.CONTROL;
        int dropped = 63 - fractionBits;
        long kept = significand >>> dropped;
        long rest = significand << -dropped;
        boolean up = Rounding.roundsUp(mode, sign != 0, kept, rest);
        boolean carry = up && kept + 1 == 1L << fractionBits + 1;
        if (exponent <= 0) {
            boolean tiny = exponent < 0 || !carry;
            if (tiny && (fpu.fcw & UE) == 0) {
                fpu.raised |= UE;
                return 0;
            }
            int shift = dropped + 1 - exponent;
            kept = Rounding.shiftRight(significand, shift);
            rest = Rounding.shiftRightLow(significand, 0, shift);
            up = Rounding.roundsUp(mode, sign != 0, kept, rest);
            if (rest != 0) {
                fpu.raised |= (tiny ? UE | PE : PE) | (up ? C1 : 0);
            }
            // A carry into the integer bit makes the smallest normal number, exponent field 1.
            return sign << signBit | kept + (up ? 1 : 0);
        }
        if (exponent + (carry ? 1 : 0) >= maximum) {
            return overflow(fpu, sign, signBit, maximum, fractionBits, mode);
        }
        if (rest != 0) {
            fpu.raised |= up ? PE | C1 : PE;
        }
        return (sign << signBit) + ((long) (exponent - 1) << fractionBits) + kept + (up ? 1 : 0);
    }

    private static long overflow(FpuState fpu, long sign, int signBit, int maximum, int fractionBits, int mode) {
        fpu.raised |= OE;
        if ((fpu.fcw & OE) == 0) {
            return 0;
        }
        fpu.raised |= PE;
        if (Rounding.toInfinity(mode, sign != 0)) {
            fpu.raised |= C1;
            return pack(sign, signBit, maximum, fractionBits, 0);
        }
        return pack(sign, signBit, maximum - 1, fractionBits, (1L << fractionBits) - 1);
    }

    private static long pack(long sign, int signBit, int exponent, int fractionBits, long fraction) {
        return sign << signBit | (long) exponent << fractionBits | fraction;
    }
}
