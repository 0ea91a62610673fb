package ringside.sem.x87;

import static ringside.sem.x87.Extended.BIAS;
import static ringside.sem.x87.Extended.EXPONENT;
import static ringside.sem.x87.Extended.SIGN;

import ringside.cpu.FpuState;

/**
 * Sine, cosine and tangent. Arguments are reduced by multiples of pi / 2 exactly, with the pi of 66 bits that the manual
 * defines for these instructions: near multiples of pi results are those of the processor, not those of mathematics. SDM
 * Vol. 1, 8.3.8 "Approximation of Pi".
 */
final class Trigonometry {
    /** The operand is out of range from 2^63 on. */
    private static final int LIMIT = BIAS + 63;

    /** Top 64 of the 66 bits of pi; the last two are ones. */
    private static final long PI = 0xC90F_DAA2_2168_C234L;

    /** All 66 bits of pi as an integer of 128, which is pi / 2 in units of 2^-65. */
    private static final long HALF_PI_HIGH = PI >>> 62;

    private static final long HALF_PI_LOW = PI << 2 | 3;

    /** The reduced argument's square is below 0.62: the terms left out are below 2^-83. */
    private static final Series SINE = new Series(13, i -> Series.reciprocalFactorial(2 * i + 1, (i & 1) != 0));

    private static final Series COSINE = new Series(13, i -> Series.reciprocalFactorial(2 * i, (i & 1) != 0));

    /** Below this exponent the functions are their first terms, which the processor returns in every rounding mode. */
    private static final int TINY = -64;

    private Trigonometry() {}

    /** Tells whether a finite operand is so large that the instructions refuse it and set C2. */
    static boolean isOutOfRange(int signExponent) {
        return (signExponent & EXPONENT) >= LIMIT;
    }

    static long sine(FpuState fpu, int aSe, long a) {
        if (a == 0) {
            return Extended.result(fpu, aSe, a);
        }
        Wide r = Wide.of(aSe, a);
        if (r.exponent < TINY) {
            return r.roundFlagged(fpu);
        }
        int quadrant = reduce(r);
        Wide value = (quadrant & 1) != 0 ? cosine(r) : sine(r);
        if ((quadrant & 2) != 0) {
            value.negate();
        }
        return value.roundInexact(fpu);
    }

    static long cosine(FpuState fpu, int aSe, long a) {
        if (a == 0) {
            return Extended.result(fpu, BIAS, Extended.INTEGER_BIT);
        }
        Wide r = Wide.of(aSe, a);
        if (r.exponent < TINY) {
            return Wide.of(1).roundFlagged(fpu);
        }
        int quadrant = reduce(r);
        Wide value = (quadrant & 1) != 0 ? sine(r) : cosine(r);
        if (quadrant == 1 || quadrant == 2) {
            value.negate();
        }
        return value.roundInexact(fpu);
    }

    static long tangent(FpuState fpu, int aSe, long a) {
        if (a == 0) {
            return Extended.result(fpu, aSe, a);
        }
        Wide r = Wide.of(aSe, a);
        if (r.exponent < TINY) {
            return r.roundFlagged(fpu);
        }
        int quadrant = reduce(r);
        Wide sine = sine(r);
        Wide cosine = cosine(r);
        Wide value = (quadrant & 1) != 0 ? cosine.divide(sine).negate() : sine.divide(cosine);
        return value.roundInexact(fpu);
    }

    private static Wide sine(Wide r) {
        Wide square = new Wide(r).multiply(r);
        return SINE.at(square).multiply(r);
    }

    private static Wide cosine(Wide r) {
        Wide square = new Wide(r).multiply(r);
        return COSINE.at(square);
    }

    /**
     * Replaces x by x - q * pi / 2, at most pi / 4 in magnitude, and returns q modulo 4. In units of 2^-65, pi / 2 is an
     * integer D of 66 bits, and any x from 1/4 on is an integer X of at most 128 bits.
     */
    private static int reduce(Wide x) {
        if (x.exponent < -1) {
            return 0;
        }
        int shift = x.exponent + 2;
        long high = shift == 64 ? x.high : x.high >>> -shift;
        long low = shift == 64 ? 0 : x.high << shift;
        // X / 4 divided by the top 64 bits of D exceeds X / D by less than one.
        long quotient = Division.divide128(high >>> 2, high << 62 | low >>> 2, PI);
        long restLow = low - quotient * HALF_PI_LOW;
        long restHigh = high
                - Math.unsignedMultiplyHigh(quotient, HALF_PI_LOW)
                - quotient * HALF_PI_HIGH
                - (Long.compareUnsigned(low, quotient * HALF_PI_LOW) < 0 ? 1 : 0);
        if (restHigh < 0) {
            quotient--;
            restLow += HALF_PI_LOW;
            restHigh += HALF_PI_HIGH + (Long.compareUnsigned(restLow, HALF_PI_LOW) < 0 ? 1 : 0);
        }
        int sign = x.sign;
        if (isAboveQuarterPi(restHigh, restLow)) {
            quotient++;
            restHigh = HALF_PI_HIGH - restHigh - (Long.compareUnsigned(HALF_PI_LOW, restLow) < 0 ? 1 : 0);
            restLow = HALF_PI_LOW - restLow;
            x.sign ^= SIGN;
        }
        x.exponent = 62;
        x.high = restHigh;
        x.low = restLow;
        x.normalize();
        return (int) (sign == 0 ? quotient : -quotient) & 3;
    }

    private static boolean isAboveQuarterPi(long high, long low) {
        int order = Long.compareUnsigned(high, PI >>> 63);
        return order > 0 || order == 0 && Long.compareUnsigned(low, PI << 1 | 1) > 0;
    }
}
