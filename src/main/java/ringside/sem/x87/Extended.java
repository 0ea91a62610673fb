package ringside.sem.x87;

import ringside.cpu.FpuState;

/** The double extended-precision format: its fields, its classes of values and the rules for NaNs. SDM Vol. 1, 4.8 and 8.2.2. */
final class Extended {
    static final int SIGN = 0x8000;
    static final int BIAS = 0x3FFF;
    static final int EXPONENT = 0x7FFF;
    static final int MAX_FINITE_EXPONENT = 0x7FFE;

    static final long INTEGER_BIT = 1L << 63;
    static final long QUIET_BIT = 1L << 62;

    /** Sign and exponent of the real indefinite QNaN, the masked response to invalid operations. */
    static final int INDEFINITE_SIGN_EXPONENT = 0xFFFF;

    /** Significand of the real indefinite QNaN. */
    static final long INDEFINITE = INTEGER_BIT | QUIET_BIT;

    private Extended() {}

    /** Tells a normal finite number, the only class that fast paths take: integer bit set, exponent neither 0 nor 7FFFh. */
    static boolean isNormal(int signExponent, long significand) {
        return significand < 0 && (signExponent + 1 & 0x7FFE) != 0;
    }

    /** Tells an encoding that the 387 and later reject: pseudo-NaN, pseudo-infinity or unnormal. SDM Vol. 1, table 8-3. */
    static boolean isUnsupported(int signExponent, long significand) {
        return significand >= 0 && (signExponent & EXPONENT) != 0;
    }

    static boolean isNan(int signExponent, long significand) {
        return (signExponent & EXPONENT) == EXPONENT && significand << 1 != 0;
    }

    static boolean isSignaling(int signExponent, long significand) {
        return isNan(signExponent, significand) && (significand & QUIET_BIT) == 0;
    }

    static boolean isInfinite(int signExponent, long significand) {
        return (signExponent & EXPONENT) == EXPONENT && significand << 1 == 0;
    }

    static boolean isZero(int signExponent, long significand) {
        return significand == 0 && (signExponent & EXPONENT) == 0;
    }

    /** Tells a denormal or a pseudo-denormal (exponent 0 with integer bit), which raises DE alike. */
    static boolean isDenormal(int signExponent, long significand) {
        return (signExponent & EXPONENT) == 0 && significand != 0;
    }

    /** Raises DE if the operand is denormal. */
    static void checkDenormal(FpuState fpu, int signExponent, long significand) {
        if (isDenormal(signExponent, significand)) {
            fpu.raised |= FpuState.DE;
        }
    }

    /** Returns the exponent that a finite nonzero number has once {@link #normalized}; 0 or less for denormals. */
    static int exponentOf(int signExponent, long significand) {
        int exponent = signExponent & EXPONENT;
        return exponent == 0 ? 1 - Long.numberOfLeadingZeros(significand) : exponent;
    }

    static long normalized(long significand) {
        return significand << Long.numberOfLeadingZeros(significand);
    }

    /** Returns the given value as the result. */
    static long result(FpuState fpu, int signExponent, long significand) {
        fpu.resultSignExponent = signExponent;
        return significand;
    }

    /** Returns the operand as the result; a pseudo-denormal becomes the normal number of its value. */
    static long unchanged(FpuState fpu, int signExponent, long significand) {
        boolean pseudo = significand < 0 && (signExponent & EXPONENT) == 0;
        return result(fpu, pseudo ? signExponent | 1 : signExponent, significand);
    }

    static long zero(FpuState fpu, int sign) {
        return result(fpu, sign, 0);
    }

    static long infinity(FpuState fpu, int sign) {
        return result(fpu, sign | EXPONENT, INTEGER_BIT);
    }

    /** Raises IE alone and returns the real indefinite. */
    static long invalid(FpuState fpu) {
        fpu.raised = FpuState.IE;
        return result(fpu, INDEFINITE_SIGN_EXPONENT, INDEFINITE);
    }

    /** Raises ZE alone and returns an infinity of the given sign. */
    static long divisionByZero(FpuState fpu, int sign) {
        fpu.raised = FpuState.ZE;
        return infinity(fpu, sign);
    }

    /** Tells whether the operand alone decides the result through {@link #unordinary}: a NaN or an unsupported encoding. */
    static boolean isUnordinary(int signExponent, long significand) {
        return isUnsupported(signExponent, significand) || isNan(signExponent, significand);
    }

    /** Returns the result of an operation on a NaN or an unsupported encoding. */
    static long unordinary(FpuState fpu, int signExponent, long significand) {
        if (isUnsupported(signExponent, significand)) {
            return invalid(fpu);
        }
        fpu.raised = (significand & QUIET_BIT) == 0 ? FpuState.IE : 0;
        return result(fpu, signExponent, significand | QUIET_BIT);
    }

    /**
     * Returns the result of an operation at least one of whose operands is a NaN or an unsupported encoding. A QNaN wins
     * over an SNaN, otherwise the larger significand wins, and the positive one among equals. SDM Vol. 1, table 4-7.
     */
    static long unordinary(FpuState fpu, int aSe, long a, int bSe, long b) {
        if (isUnsupported(aSe, a) || isUnsupported(bSe, b)) {
            return invalid(fpu);
        }
        boolean aNan = isNan(aSe, a);
        boolean bNan = isNan(bSe, b);
        boolean aSignals = aNan && (a & QUIET_BIT) == 0;
        boolean bSignals = bNan && (b & QUIET_BIT) == 0;
        fpu.raised = aSignals || bSignals ? FpuState.IE : 0;
        boolean takeA;
        if (!aNan || !bNan) {
            takeA = aNan;
        } else if (aSignals != bSignals) {
            takeA = bSignals;
        } else if (a != b) {
            takeA = Long.compareUnsigned(a, b) > 0;
        } else {
            takeA = aSe <= bSe;
        }
        return takeA ? result(fpu, aSe, a | QUIET_BIT) : result(fpu, bSe, b | QUIET_BIT);
    }
}
