package ringside.sem.x87;

import static ringside.sem.x87.Extended.BIAS;
import static ringside.sem.x87.Extended.EXPONENT;
import static ringside.sem.x87.Extended.INTEGER_BIT;
import static ringside.sem.x87.Extended.SIGN;

import ringside.cpu.FpuState;

/** Binary logarithms times a factor. SDM Vol. 2A, "FYL2X" and "FYL2XP1". */
final class Logarithm {
    /** Twice the binary logarithm of e, to 128 bits. */
    private static final Wide TWICE_LOG2_E = new Wide(1, 0xB8AA_3B29_5C17_F0BBL, 0xBE87_FED0_691D_3E88L);

    /** The area tangent of s over s, for s up to 0.1716: the terms left out are below 2^-86. */
    private static final Series SERIES = new Series(17, i -> Series.reciprocal(2 * i + 1, false));

    /** The square root of 2: logarithms are taken of significands between its half and itself. */
    private static final long ROOT_2 = 0xB504_F333_F9DE_6484L;

    private static final Wide ONE = Wide.of(1);

    private Logarithm() {}

    /** Returns y * log2(x). */
    static long timesLog2(FpuState fpu, int ySe, long y, int xSe, long x) {
        if (Extended.isUnordinary(ySe, y) || Extended.isUnordinary(xSe, x)) {
            return Extended.unordinary(fpu, xSe, x, ySe, y);
        }
        boolean yInfinite = (ySe & EXPONENT) == EXPONENT;
        int ySign = ySe & SIGN;
        if (x == 0) {
            return ofZero(fpu, ySe, y, yInfinite);
        }
        boolean one = xSe == BIAS && x == INTEGER_BIT;
        if ((xSe & SIGN) != 0 || yInfinite && one || y == 0 && (xSe & EXPONENT) == EXPONENT) {
            return Extended.invalid(fpu);
        }
        Extended.checkDenormal(fpu, xSe, x);
        Extended.checkDenormal(fpu, ySe, y);
        int sign = xSe < BIAS ? ySign ^ SIGN : ySign;
        if (yInfinite || (xSe & EXPONENT) == EXPONENT) {
            return Extended.infinity(fpu, sign);
        }
        if (y == 0 || one) {
            return Extended.zero(fpu, sign);
        }
        Wide logarithm = log2(Wide.of(xSe, x));
        Wide product = logarithm.multiply(Wide.of(ySe, y));
        return Extended.normalized(x) == INTEGER_BIT ? product.roundFlagged(fpu) : product.roundInexact(fpu);
    }

    private static long ofZero(FpuState fpu, int ySe, long y, boolean yInfinite) {
        if (y == 0) {
            return Extended.invalid(fpu);
        }
        int sign = ~ySe & SIGN;
        if (yInfinite) {
            return Extended.infinity(fpu, sign);
        }
        return Extended.divisionByZero(fpu, sign);
    }

    /**
     * Returns y * log2(x + 1). For x of -1 and below the manual defines nothing; x comes back inexact, as from Intel's
     * processors.
     */
    static long timesLog2OfOnePlus(FpuState fpu, int ySe, long y, int xSe, long x) {
        if (Extended.isUnordinary(ySe, y) || Extended.isUnordinary(xSe, x)) {
            return Extended.unordinary(fpu, xSe, x, ySe, y);
        }
        boolean yInfinite = (ySe & EXPONENT) == EXPONENT;
        boolean xInfinite = (xSe & EXPONENT) == EXPONENT;
        int sign = (xSe ^ ySe) & SIGN;
        if (yInfinite && x == 0 || xInfinite && (y == 0 || (xSe & SIGN) != 0)) {
            return Extended.invalid(fpu);
        }
        Extended.checkDenormal(fpu, xSe, x);
        Extended.checkDenormal(fpu, ySe, y);
        if (yInfinite || xInfinite) {
            return Extended.infinity(fpu, sign);
        }
        if (x == 0 || y == 0) {
            return Extended.zero(fpu, sign);
        }
        if ((xSe & SIGN) != 0 && (xSe & EXPONENT) >= BIAS) {
            fpu.raised |= FpuState.PE;
            return Extended.result(fpu, xSe, x);
        }
        Wide operand = Wide.of(xSe, x);
        Wide logarithm =
                operand.exponent < -2 ? ofRatio(new Wide(operand), operand.add(Wide.of(2))) : log2(operand.add(ONE));
        return logarithm.multiply(Wide.of(ySe, y)).roundInexact(fpu);
    }

    private static Wide log2(Wide x) {
        int power = x.exponent;
        if (Long.compareUnsigned(x.high, ROOT_2) > 0) {
            power++;
        }
        x.scale(-power);
        return ofRatio(new Wide(x).subtract(ONE), x.add(ONE)).add(Wide.of(power));
    }

    /** Returns the binary logarithm of m from m - 1 and m + 1. */
    private static Wide ofRatio(Wide less, Wide more) {
        Wide s = less.divide(more);
        Wide square = new Wide(s).multiply(s);
        return SERIES.at(square).multiply(s).multiply(TWICE_LOG2_E);
    }
}
