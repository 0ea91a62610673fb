package ringside.sem.x87;

import static ringside.cpu.FpuState.C1;
import static ringside.cpu.FpuState.IE;
import static ringside.cpu.FpuState.PE;
import static ringside.sem.x87.Extended.BIAS;
import static ringside.sem.x87.Extended.EXPONENT;
import static ringside.sem.x87.Extended.SIGN;

import ringside.cpu.FpuState;

/** Converts between the extended format, two's complement integers and packed BCD. SDM Vol. 1, 4.2.1.2, 4.7 and 8.1.2. */
final class IntegerConversion {
    /** The largest magnitude of 18 decimal digits. */
    private static final long MAX_DECIMAL = 999_999_999_999_999_999L;

    /** Ten to the power of 16, which parts the two upper decimal digits from the rest. */
    static final long SIXTEEN_DIGITS = 10_000_000_000_000_000L;

    private IntegerConversion() {}

    /** Returns an integer as a number; always exact. */
    static long fromLong(FpuState fpu, long value) {
        if (value == 0) {
            return Extended.zero(fpu, 0);
        }
        long magnitude = Math.abs(value);
        int shift = Long.numberOfLeadingZeros(magnitude);
        return Extended.result(fpu, (value < 0 ? SIGN : 0) | BIAS + 63 - shift, magnitude << shift);
    }

    /** Rounds to a signed integer of {@code width} bits; the integer indefinite (the least one) if it does not fit. */
    static long toInteger(FpuState fpu, int signExponent, long significand, int width) {
        long indefinite = -1L << width - 1;
        long magnitude = magnitude(fpu, signExponent, significand);
        boolean negative = (signExponent & SIGN) != 0;
        // Unsigned, the magnitude of the least integer is 2^(width - 1), that of the greatest is one less.
        long limit = negative ? -indefinite : ~indefinite;
        if (fpu.raised == IE || Long.compareUnsigned(magnitude, limit) > 0) {
            fpu.raised = IE;
            return indefinite;
        }
        return negative ? -magnitude : magnitude;
    }

    /** Rounds to a signed integer of 18 decimal digits; raises IE if it does not fit. */
    static long toDecimal(FpuState fpu, int signExponent, long significand) {
        long magnitude = magnitude(fpu, signExponent, significand);
        if (fpu.raised != IE && Long.compareUnsigned(magnitude, MAX_DECIMAL) > 0) {
            fpu.raised = IE;
        }
        return magnitude;
    }

    /** Returns the rounded magnitude, unsigned; IE stands alone in {@code raised} if 64 bits cannot hold it. */
    private static long magnitude(FpuState fpu, int signExponent, long significand) {
        int fractionBits = BIAS + 63 - (signExponent & EXPONENT);
        if (fractionBits < 0 || Extended.isUnsupported(signExponent, significand)) {
            fpu.raised = IE;
            return 0;
        }
        if (significand == 0) {
            return 0;
        }
        long units = fractionBits < 64 ? significand >>> fractionBits : 0;
        long rest = fractionBits == 0 ? 0 : fractionBits <= 64 ? significand << -fractionBits : 1;
        if (rest == 0) {
            return units;
        }
        fpu.raised |= PE;
        if (Rounding.roundsUp(fpu.fcw & Rounding.CONTROL, (signExponent & SIGN) != 0, units, rest)) {
            fpu.raised |= C1;
            units++;
        }
        return units;
    }

    /** Returns the value of 18 packed decimal digits, the last eight bits of which stand in {@code top}. */
    static long fromPacked(FpuState fpu, long digits, int top) {
        long value = 0;
        for (int shift = 4; shift >= 0; shift -= 4) {
            value = value * 10 + (top >>> shift & 15);
        }
        for (int shift = 60; shift >= 0; shift -= 4) {
            value = value * 10 + (digits >>> shift & 15);
        }
        return fromLong(fpu, value);
    }

    /** Returns the low 16 decimal digits of a value, packed. */
    static long toPacked(long value) {
        long digits = 0;
        for (int shift = 0; shift < 64; shift += 4) {
            digits |= value % 10 << shift;
            value /= 10;
        }
        return digits;
    }
}
