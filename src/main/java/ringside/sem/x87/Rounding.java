package ringside.sem.x87;

import static ringside.cpu.FpuState.C1;
import static ringside.cpu.FpuState.OE;
import static ringside.cpu.FpuState.PE;
import static ringside.cpu.FpuState.UE;
import static ringside.sem.x87.Extended.EXPONENT;
import static ringside.sem.x87.Extended.INTEGER_BIT;
import static ringside.sem.x87.Extended.MAX_FINITE_EXPONENT;

import ringside.cpu.FpuState;

/**
 * Rounds exact intermediate results to a register, as precision and rounding control say. SDM Vol. 1, 4.8.4 and 8.5.
 *
 * <p>An intermediate result is a sign (0 or 8000h), an exponent that may lie outside the format, and a significand of 128
 * bits with its top bit set, the last bit of which stands for everything below it ("sticky").
 */
final class Rounding {
    /** Added to exponents of unmasked underflows, subtracted from those of unmasked overflows. SDM Vol. 1, 8.5.4. */
    static final int WRAP = 24576;

    static final int NEAREST = 0x000;
    static final int DOWN = 0x400;
    static final int UP = 0x800;
    static final int CONTROL = 0xC00;

    private static final int FULL_PRECISION = 0x300;
    private static final int PRECISION = 0x300;
    private static final int SINGLE = 0x000;
    private static final int DOUBLE = 0x200;

    private Rounding() {}

    /** Rounds to the precision in force. */
    static long round(FpuState fpu, int sign, int exponent, long high, long low) {
        if ((fpu.fcw & (PRECISION | CONTROL)) == (FULL_PRECISION | NEAREST)
                && exponent > 0
                && exponent < MAX_FINITE_EXPONENT) {
            return nearest(fpu, sign | exponent, high, low);
        }
        return round(fpu, sign, exponent, high, low, dropped(fpu.fcw));
    }

    /** Rounds to 64 bits whatever the precision control says. */
    static long roundExtended(FpuState fpu, int sign, int exponent, long high, long low) {
        return round(fpu, sign, exponent, high, low, 0);
    }

    /**
     * Rounds to the nearest of 64 bits; there is room for the exponent to grow by one. Whether results are rounded up is a
     * toss, so it is computed rather than branched on.
     */
    private static long nearest(FpuState fpu, int signExponent, long high, long low) {
        fpu.resultSignExponent = signExponent;
        if (low == 0) {
            return high;
        }
        long belowHalf = low << 1;
        int up = (int) (low >>> 63 & (belowHalf | -belowHalf) >>> 63 | low >>> 63 & high);
        fpu.raised |= PE | up << 9;
        long rounded = high + up;
        if (rounded == 0) {
            fpu.resultSignExponent = signExponent + 1;
            return INTEGER_BIT;
        }
        return rounded;
    }

    private static long round(FpuState fpu, int sign, int exponent, long high, long low, int dropped) {
        int mode = fpu.fcw & CONTROL;
        long rest = rest(high, low, dropped);
        long kept = high >>> dropped << dropped;
        boolean up = roundsUp(mode, sign != 0, kept >>> dropped, rest);
        boolean carry = up && kept + (1L << dropped) == 0;
        if (exponent <= 0) {
            boolean tiny = exponent < 0 || !carry;
            if (tiny && (fpu.fcw & UE) == 0) {
                fpu.raised |= UE;
                exponent += WRAP;
            } else {
                return denormal(fpu, sign, 1 - exponent, high, low, dropped, tiny);
            }
        }
        if (carry) {
            exponent++;
        }
        if (exponent > MAX_FINITE_EXPONENT) {
            fpu.raised |= OE;
            if ((fpu.fcw & OE) != 0) {
                return overflow(fpu, sign, dropped);
            }
            exponent -= WRAP;
        }
        if (rest != 0) {
            fpu.raised |= up ? PE | C1 : PE;
        }
        fpu.resultSignExponent = sign | exponent & EXPONENT;
        return carry ? INTEGER_BIT : up ? kept + (1L << dropped) : kept;
    }

    /** Returns the masked response to a result too small for a normal number: rounded at the denormals' fixed point. */
    private static long denormal(FpuState fpu, int sign, int shift, long high, long low, int dropped, boolean tiny) {
        long shiftedHigh = shiftRight(high, shift);
        long shiftedLow = shiftRightLow(high, low, shift);
        long rest = rest(shiftedHigh, shiftedLow, dropped);
        long kept = shiftedHigh >>> dropped << dropped;
        boolean up = roundsUp(fpu.fcw & CONTROL, sign != 0, kept >>> dropped, rest);
        if (rest != 0) {
            fpu.raised |= (tiny ? UE | PE : PE) | (up ? C1 : 0);
        }
        if (up) {
            kept += 1L << dropped;
        }
        fpu.resultSignExponent = kept < 0 ? sign | 1 : sign;
        return kept;
    }

    /** Returns the masked response to an overflow: infinity, or the largest finite number of the precision. */
    private static long overflow(FpuState fpu, int sign, int dropped) {
        fpu.raised |= PE;
        if (toInfinity(fpu.fcw & CONTROL, sign != 0)) {
            fpu.raised |= C1;
            return Extended.infinity(fpu, sign);
        }
        return Extended.result(fpu, sign | MAX_FINITE_EXPONENT, -1L << dropped);
    }

    /** Tells whether a rounding mode takes overflows of the given sign to infinity. */
    static boolean toInfinity(int mode, boolean negative) {
        return mode == NEAREST || mode == (negative ? DOWN : UP);
    }

    /**
     * Tells whether to round away from zero.
     *
     * @param units the kept part, of which the last bit matters
     * @param rest the part cut off as a fraction of one unit, bit 63 worth one half
     */
    static boolean roundsUp(int mode, boolean negative, long units, long rest) {
        if (rest == 0) {
            return false;
        }
        if (mode == NEAREST) {
            return rest < 0 && (rest << 1 != 0 || (units & 1) != 0);
        }
        return mode == (negative ? DOWN : UP);
    }

    /** Returns what lies below the lowest kept bit, as a fraction with sticky last bit. */
    static long rest(long high, long low, int dropped) {
        return dropped == 0 ? low : high << -dropped | (low != 0 ? 1 : 0);
    }

    /** Returns the upper half of a 128-bit number shifted right by {@code shift} (1 or more). */
    static long shiftRight(long high, int shift) {
        return shift < 64 ? high >>> shift : 0;
    }

    /** Returns the lower half of a 128-bit number shifted right by {@code shift} (1 or more), its last bit sticky. */
    static long shiftRightLow(long high, long low, int shift) {
        if (shift < 64) {
            return high << -shift | low >>> shift | (low << -shift != 0 ? 1 : 0);
        }
        if (shift == 64) {
            return high | (low != 0 ? 1 : 0);
        }
        if (shift < 128) {
            return high >>> shift | ((high << -shift | low) != 0 ? 1 : 0);
        }
        return (high | low) != 0 ? 1 : 0;
    }

    /** Returns the number of low significand bits that the precision control leaves zero. */
    private static int dropped(int fcw) {
        return switch (fcw & PRECISION) {
            case SINGLE -> 40;
            case DOUBLE -> 11;
            default -> 0;
        };
    }
}
