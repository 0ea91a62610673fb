package ringside.sem.x87;

import static ringside.sem.x87.Extended.EXPONENT;
import static ringside.sem.x87.Extended.SIGN;

import ringside.cpu.FpuState;

/** The angle of a vector. SDM Vol. 2A, "FPATAN". */
final class Arctangent {
    /** Pi to 128 bits. */
    private static final Wide PI = new Wide(1, 0xC90F_DAA2_2168_C234L, 0xC4C6_628B_80DC_1CD1L);

    /** Arguments up to 1/16: the terms left out are below 2^-96. */
    private static final Series SERIES = new Series(12, i -> Series.reciprocal(2 * i + 1, (i & 1) != 0));

    /** Arctangents of 0/16 to 16/16. */
    private static final Wide[] SIXTEENTHS = sixteenths();

    /** Below this exponent an arctangent differs from its argument by less than half a unit of 128 bits. */
    private static final int TINY = -64;

    private Arctangent() {}

    /** Returns the angle of the point (x, y), between minus pi and pi, with the sign of y. */
    static long angle(FpuState fpu, int ySe, long y, int xSe, long x) {
        if (Extended.isUnordinary(ySe, y) || Extended.isUnordinary(xSe, x)) {
            return Extended.unordinary(fpu, xSe, x, ySe, y);
        }
        Extended.checkDenormal(fpu, xSe, x);
        Extended.checkDenormal(fpu, ySe, y);
        int sign = ySe & SIGN;
        boolean left = (xSe & SIGN) != 0;
        boolean yInfinite = (ySe & EXPONENT) == EXPONENT;
        boolean xInfinite = (xSe & EXPONENT) == EXPONENT;
        if (yInfinite && xInfinite) {
            return fractionOfPi(fpu, sign, left ? 3 : 1);
        }
        if (yInfinite || x == 0 && y != 0) {
            return fractionOfPi(fpu, sign, 2);
        }
        if (xInfinite || y == 0) {
            return left ? fractionOfPi(fpu, sign, 4) : Extended.zero(fpu, sign);
        }
        Wide angle = firstQuadrant(Wide.of(ySe & EXPONENT, y), Wide.of(xSe & EXPONENT, x));
        if (left) {
            angle = new Wide(PI).subtract(angle);
        }
        angle.sign = sign;
        return angle.exponent < TINY ? angle.roundFlagged(fpu) : angle.roundInexact(fpu);
    }

    private static long fractionOfPi(FpuState fpu, int sign, int quarters) {
        Wide angle = Wide.of(quarters).multiply(PI).scale(-2);
        angle.sign = sign;
        return angle.roundInexact(fpu);
    }

    private static Wide firstQuadrant(Wide y, Wide x) {
        boolean steep = y.exponent > x.exponent || y.exponent == x.exponent && Long.compareUnsigned(y.high, x.high) > 0;
        if (steep) {
            return new Wide(PI).scale(-1).subtract(arctangent(x.divide(y)));
        }
        return arctangent(y.divide(x));
    }

    /** Returns the arctangent of a number above 0 and up to 1, as that of the nearest sixteenth and a small rest. */
    private static Wide arctangent(Wide z) {
        if (z.exponent < TINY) {
            return z;
        }
        if (z.exponent < -5) {
            return small(z);
        }
        int nearest = (int) (z.high >>> 58 - z.exponent) + 1 >> 1;
        Wide divisor = Wide.of(nearest).multiply(z).add(Wide.of(16));
        Wide rest = z.scale(4).subtract(Wide.of(nearest)).divide(divisor);
        return small(rest).add(SIXTEENTHS[nearest]);
    }

    private static Wide small(Wide z) {
        Wide square = new Wide(z).multiply(z);
        return SERIES.at(square).multiply(z);
    }

    /** Each differs from the one before it by the arctangent of (1/16) / (1 + k * (k - 1) / 256). */
    private static Wide[] sixteenths() {
        Wide[] angles = new Wide[17];
        angles[0] = new Wide();
        for (int k = 1; k <= 16; k++) {
            Wide step = Wide.of(16).divide(Wide.of(256 + k * (k - 1)));
            angles[k] = small(step).add(angles[k - 1]);
        }
        return angles;
    }
}
