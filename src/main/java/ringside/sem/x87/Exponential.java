package ringside.sem.x87;

import static ringside.sem.x87.Extended.BIAS;
import static ringside.sem.x87.Extended.EXPONENT;
import static ringside.sem.x87.Extended.INTEGER_BIT;
import static ringside.sem.x87.Extended.SIGN;

import ringside.cpu.FpuState;

/** Two to a power, less one. SDM Vol. 2A, "F2XM1". */
final class Exponential {
    /** The natural logarithm of 2 to 128 bits. */
    private static final Wide LN_2 = new Wide(-1, 0xB172_17F7_D1CF_79ABL, 0xC9E3_B398_03F2_F6AFL);

    /** (e^y - 1) / y for y up to 0.7: the terms left out are below 2^-86. */
    private static final Series SERIES = new Series(23, i -> Series.reciprocalFactorial(i + 1, false));

    private Exponential() {}

    /**
     * Returns 2^a - 1 for a from -1 to 1. Operands outside, for which the manual defines nothing, come back unchanged, as
     * from Intel's processors; and as there, results that happen to be exact count as inexact.
     */
    static long powerOfTwoLessOne(FpuState fpu, int aSe, long a) {
        if (Extended.isUnordinary(aSe, a)) {
            return Extended.unordinary(fpu, aSe, a);
        }
        if ((aSe & EXPONENT) == EXPONENT) {
            return (aSe & SIGN) != 0 ? Extended.result(fpu, SIGN | BIAS, INTEGER_BIT) : Extended.infinity(fpu, 0);
        }
        Extended.checkDenormal(fpu, aSe, a);
        if (a == 0) {
            return Extended.result(fpu, aSe, a);
        }
        if ((aSe & EXPONENT) >= BIAS) {
            boolean minusOne = aSe == (SIGN | BIAS) && a == INTEGER_BIT;
            fpu.raised |= FpuState.PE;
            return Extended.result(fpu, minusOne ? aSe - 1 : aSe, a);
        }
        Wide y = Wide.of(aSe, a).multiply(LN_2);
        return SERIES.at(y).multiply(y).roundInexact(fpu);
    }
}
