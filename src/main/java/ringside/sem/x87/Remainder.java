package ringside.sem.x87;

import static ringside.cpu.FpuState.C0;
import static ringside.cpu.FpuState.C1;
import static ringside.cpu.FpuState.C2;
import static ringside.cpu.FpuState.C3;
import static ringside.sem.x87.Extended.EXPONENT;
import static ringside.sem.x87.Extended.SIGN;

import ringside.cpu.FpuState;

/**
 * Computes partial remainders. {@code raised} receives, beside exceptions, C2 for "incomplete" or else the low quotient
 * bits in C1, C3, C0 (bits 0, 1, 2). SDM Vol. 2A, "FPREM" and "FPREM1".
 */
final class Remainder {
    private Remainder() {}

    /** Returns a - b * q, where q is a / b rounded toward zero (FPREM) or to nearest even (FPREM1). */
    static long remainder(FpuState fpu, int aSe, long a, int bSe, long b, boolean nearest) {
        if (Extended.isUnordinary(aSe, a) || Extended.isUnordinary(bSe, b)) {
            return Extended.unordinary(fpu, aSe, a, bSe, b);
        }
        if ((aSe & EXPONENT) == EXPONENT || Extended.isZero(bSe, b)) {
            return Extended.invalid(fpu);
        }
        Extended.checkDenormal(fpu, aSe, a);
        Extended.checkDenormal(fpu, bSe, b);
        int sign = aSe & SIGN;
        if (a == 0) {
            return Extended.zero(fpu, sign);
        }
        int aExponent = Extended.exponentOf(aSe, a);
        long dividend = Extended.normalized(a);
        if ((bSe & EXPONENT) == EXPONENT) {
            return Extended.unchanged(fpu, aSe, a);
        }
        int bExponent = Extended.exponentOf(bSe, b);
        long divisor = Extended.normalized(b);
        int distance = aExponent - bExponent;
        if (distance < -1 || distance < 0 && !nearest) {
            return exact(fpu, sign, aExponent, dividend);
        }
        if (distance >= 64) {
            // One step takes 32 to 63 bits off the difference and leaves a multiple of 32; so do Intel's processors.
            int step = distance & 31 | 32;
            fpu.raised |= C2;
            long rest = Long.remainderUnsigned(dividend, divisor);
            rest = shiftedRemainder(rest, step, divisor);
            return exact(fpu, sign, bExponent + distance - step, rest);
        }
        if (distance < 0) {
            return half(fpu, sign, aExponent, dividend, divisor);
        }
        long high = distance == 0 ? 0 : dividend >>> -distance;
        long low = dividend << distance;
        long quotient = Division.divide128(high, low, divisor);
        long rest = low - quotient * divisor;
        if (nearest && roundsUp(rest, divisor, quotient)) {
            quotient++;
            rest = divisor - rest;
            sign ^= SIGN;
        }
        conditions(fpu, quotient);
        return rest == 0 ? Extended.zero(fpu, aSe & SIGN) : exact(fpu, sign, bExponent, rest);
    }

    /** FPREM1 of a dividend whose exponent is one less than the divisor's: the quotient is 0 or 1. */
    private static long half(FpuState fpu, int sign, int exponent, long dividend, long divisor) {
        if (Long.compareUnsigned(dividend, divisor) <= 0) {
            return exact(fpu, sign, exponent, dividend);
        }
        conditions(fpu, 1);
        // 2 * divisor - dividend in units of the dividend's last bit; it is less than the divisor.
        return exact(fpu, sign ^ SIGN, exponent, divisor - (dividend - divisor));
    }

    private static boolean roundsUp(long rest, long divisor, long quotient) {
        int order = Long.compareUnsigned(rest, divisor - rest);
        return order > 0 || order == 0 && (quotient & 1) != 0;
    }

    private static long shiftedRemainder(long rest, int shift, long divisor) {
        long high = rest >>> -shift;
        long low = rest << shift;
        return low - Division.divide128(high, low, divisor) * divisor;
    }

    private static void conditions(FpuState fpu, long quotient) {
        fpu.raised |= ((quotient & 1) != 0 ? C1 : 0) | ((quotient & 2) != 0 ? C3 : 0) | ((quotient & 4) != 0 ? C0 : 0);
    }

    /** Returns a result that needs no rounding, though it may underflow. */
    private static long exact(FpuState fpu, int sign, int exponent, long significand) {
        if (significand == 0) {
            return Extended.zero(fpu, sign);
        }
        int shift = Long.numberOfLeadingZeros(significand);
        return Rounding.roundExtended(fpu, sign, exponent - shift, significand << shift, 0);
    }
}
