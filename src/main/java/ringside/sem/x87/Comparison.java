package ringside.sem.x87;

import static ringside.cpu.FpuState.C0;
import static ringside.cpu.FpuState.C2;
import static ringside.cpu.FpuState.C3;
import static ringside.sem.x87.Extended.EXPONENT;
import static ringside.sem.x87.Extended.SIGN;

import ringside.cpu.FpuState;

/** Compares and classifies. Results are condition codes in their status word positions. SDM Vol. 1, tables 8-6 and 8-9. */
final class Comparison {
    static final int GREATER = 0;
    static final int LESS = C0;
    static final int EQUAL = C3;
    static final int UNORDERED = C3 | C2 | C0;

    private static final int CLASS_NAN = C0;
    private static final int CLASS_NORMAL = C2;
    private static final int CLASS_INFINITY = C2 | C0;
    private static final int CLASS_ZERO = C3;
    private static final int CLASS_DENORMAL = C3 | C2;

    private Comparison() {}

    /**
     * Compares a with b.
     *
     * @param quiet whether QNaNs compare as unordered without IE, as FUCOM has it
     */
    static int compare(FpuState fpu, int aSe, long a, int bSe, long b, boolean quiet) {
        if (Extended.isNormal(aSe, a) && Extended.isNormal(bSe, b)) {
            return order(aSe, a, bSe, b);
        }
        if (Extended.isUnordinary(aSe, a) || Extended.isUnordinary(bSe, b)) {
            Extended.unordinary(fpu, aSe, a, bSe, b);
            if (!quiet) {
                fpu.raised = FpuState.IE;
            }
            return UNORDERED;
        }
        Extended.checkDenormal(fpu, aSe, a);
        Extended.checkDenormal(fpu, bSe, b);
        if (a == 0 && b == 0) {
            return EQUAL;
        }
        return order(aSe, a, bSe, b);
    }

    /** Orders two numbers that are not both zero. */
    private static int order(int aSe, long a, int bSe, long b) {
        boolean negative = (aSe & SIGN) != 0;
        if (((aSe ^ bSe) & SIGN) != 0) {
            return negative ? LESS : GREATER;
        }
        int order = Integer.compare(effectiveExponent(aSe), effectiveExponent(bSe));
        if (order == 0) {
            order = Long.compareUnsigned(a, b);
        }
        return order == 0 ? EQUAL : order < 0 != negative ? LESS : GREATER;
    }

    /** Denormals have the scale of exponent 1, so a pseudo-denormal equals the normal of the same value. */
    private static int effectiveExponent(int signExponent) {
        return Math.max(signExponent & EXPONENT, 1);
    }

    /** Classifies a register that is not empty, without its sign. SDM Vol. 2A, "FXAM". */
    static int examine(int signExponent, long significand) {
        int exponent = signExponent & EXPONENT;
        if (exponent == 0) {
            return significand == 0 ? CLASS_ZERO : CLASS_DENORMAL;
        }
        if (significand >= 0) {
            return 0;
        }
        if (exponent == EXPONENT) {
            return significand << 1 == 0 ? CLASS_INFINITY : CLASS_NAN;
        }
        return CLASS_NORMAL;
    }
}
