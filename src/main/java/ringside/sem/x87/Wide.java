package ringside.sem.x87;

import static ringside.sem.x87.Extended.BIAS;
import static ringside.sem.x87.Extended.SIGN;

import ringside.cpu.FpuState;

/**
 * A floating-point accumulator with a significand of 128 bits, in which transcendental functions are computed: twice the
 * width of their results, so that the few units in the last place that each operation may lose (it truncates) stay far
 * below the rounding to 64 bits. The exponent has the whole range of an {@code int}; there are no special values but zero.
 */
final class Wide {
    /** 0 or 8000h. */
    int sign;

    /** The number is {@code high:low / 2^127 * 2^exponent}. */
    int exponent;

    /** Upper half of the significand; the top bit is set unless the number is zero. */
    long high;

    long low;

    Wide() {}

    Wide(int exponent, long high, long low) {
        this.exponent = exponent;
        this.high = high;
        this.low = low;
    }

    Wide(Wide source) {
        set(source);
    }

    /** Makes a finite number of the extended format. */
    static Wide of(int signExponent, long significand) {
        Wide wide = new Wide();
        if (significand != 0) {
            wide.sign = signExponent & SIGN;
            wide.exponent = Extended.exponentOf(signExponent, significand) - BIAS;
            wide.high = Extended.normalized(significand);
        }
        return wide;
    }

    static Wide of(long value) {
        Wide wide = new Wide(127, 0, Math.abs(value));
        wide.sign = value < 0 ? SIGN : 0;
        return wide.normalize();
    }

    boolean isZero() {
        return high == 0;
    }

    Wide set(Wide source) {
        sign = source.sign;
        exponent = source.exponent;
        high = source.high;
        low = source.low;
        return this;
    }

    Wide negate() {
        sign ^= SIGN;
        return this;
    }

    /** Multiplies by a power of two. */
    Wide scale(int power) {
        exponent += power;
        return this;
    }

    Wide multiply(Wide other) {
        long a = high;
        long b = other.high;
        long product = a * b;
        long cross = Math.unsignedMultiplyHigh(a, other.low);
        long sum = product + cross;
        int carry = Long.compareUnsigned(sum, product) < 0 ? 1 : 0;
        cross = Math.unsignedMultiplyHigh(low, b);
        low = sum + cross;
        carry += Long.compareUnsigned(low, sum) < 0 ? 1 : 0;
        high = Math.unsignedMultiplyHigh(a, b) + carry;
        sign ^= other.sign;
        exponent += other.exponent + 1;
        return high < 0 ? this : normalize();
    }

    Wide subtract(Wide other) {
        return add(other.sign ^ SIGN, other.exponent, other.high, other.low);
    }

    Wide add(Wide other) {
        return add(other.sign, other.exponent, other.high, other.low);
    }

    private Wide add(int otherSign, int otherExponent, long otherHigh, long otherLow) {
        if (otherHigh == 0) {
            return this;
        }
        if (high == 0) {
            return assign(otherSign, otherExponent, otherHigh, otherLow);
        }
        int distance = exponent - otherExponent;
        if (distance < 0) {
            long thisHigh = high;
            long thisLow = low;
            int thisSign = sign;
            assign(otherSign, otherExponent, otherHigh, otherLow);
            return addSmaller(thisSign, thisHigh, thisLow, -distance);
        }
        return addSmaller(otherSign, otherHigh, otherLow, distance);
    }

    /** Adds a number whose exponent is less by {@code distance}. */
    private Wide addSmaller(int otherSign, long otherHigh, long otherLow, int distance) {
        if (distance > 127) {
            return this;
        }
        long shiftedLow = distance == 0 ? otherLow : Rounding.shiftRightLow(otherHigh, otherLow, distance) & -2;
        long shiftedHigh = distance == 0 ? otherHigh : Rounding.shiftRight(otherHigh, distance);
        if (sign == otherSign) {
            return increase(shiftedHigh, shiftedLow);
        }
        long difference = low - shiftedLow;
        high -= shiftedHigh + (Long.compareUnsigned(low, shiftedLow) < 0 ? 1 : 0);
        low = difference;
        if (distance == 0 && isBelow(otherHigh, otherLow)) {
            high = ~high + (low == 0 ? 1 : 0);
            low = -low;
            sign = otherSign;
        }
        return normalize();
    }

    /** Tells whether a difference of equal exponents has wrapped: it then is above what was subtracted from. */
    private boolean isBelow(long subtractedHigh, long subtractedLow) {
        long sumLow = low + subtractedLow;
        long sumHigh = high + subtractedHigh + (Long.compareUnsigned(sumLow, low) < 0 ? 1 : 0);
        int order = Long.compareUnsigned(sumHigh, subtractedHigh);
        return order < 0 || order == 0 && Long.compareUnsigned(sumLow, subtractedLow) < 0;
    }

    private Wide increase(long otherHigh, long otherLow) {
        long sumLow = low + otherLow;
        int carry = Long.compareUnsigned(sumLow, low) < 0 ? 1 : 0;
        long sumHigh = high + otherHigh + carry;
        // The larger significand has its top bit set, so a sum without it has overflowed; so has one below a summand.
        if (sumHigh >= 0 || Long.compareUnsigned(sumHigh, otherHigh) < 0) {
            sumLow = sumHigh << 63 | sumLow >>> 1;
            sumHigh = sumHigh >>> 1 | Long.MIN_VALUE;
            exponent++;
        }
        high = sumHigh;
        low = sumLow;
        return this;
    }

    /** Divides by a number that is not zero. */
    Wide divide(Wide other) {
        if (high == 0) {
            return this;
        }
        sign ^= other.sign;
        exponent -= other.exponent;
        boolean below = Long.compareUnsigned(high, other.high) < 0
                || high == other.high && Long.compareUnsigned(low, other.low) < 0;
        if (below) {
            exponent--;
        } else {
            low = high << 63 | low >>> 1;
            high >>>= 1;
        }
        long quotient = digit(other);
        low = estimate(other);
        high = quotient;
        return this;
    }

    /** Takes 64 quotient bits: returns them and leaves the remainder in place of the dividend. */
    private long digit(Wide divisor) {
        long digit = estimate(divisor);
        long product = digit * divisor.high;
        long subtracted = Math.unsignedMultiplyHigh(digit, divisor.low);
        long rest = -(digit * divisor.low);
        long borrow = rest != 0 ? 1 : 0;
        long middle = low - product;
        long top = high
                - Math.unsignedMultiplyHigh(digit, divisor.high)
                - (Long.compareUnsigned(low, product) < 0 ? 1 : 0);
        long lower = middle - subtracted;
        top -= Long.compareUnsigned(middle, subtracted) < 0 ? 1 : 0;
        long next = lower - borrow;
        top -= Long.compareUnsigned(lower, borrow) < 0 ? 1 : 0;
        high = next;
        low = rest;
        while (top < 0) {
            digit--;
            long sum = low + divisor.low;
            long carry = Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
            low = sum;
            sum = high + divisor.high;
            top += Long.compareUnsigned(sum, high) < 0 ? 1 : 0;
            high = sum + carry;
            top += Long.compareUnsigned(high, carry) < 0 ? 1 : 0;
        }
        return digit;
    }

    /** Returns 64 quotient bits from the divisor's upper half, at most two too large. */
    private long estimate(Wide divisor) {
        return Long.compareUnsigned(high, divisor.high) >= 0 ? -1 : Division.divide128(high, low, divisor.high);
    }

    /** Restores the top bit. */
    Wide normalize() {
        if (high == 0) {
            high = low;
            low = 0;
            exponent -= 64;
        }
        if (high == 0) {
            return assign(0, 0, 0, 0);
        }
        int shift = Long.numberOfLeadingZeros(high);
        if (shift != 0) {
            high = high << shift | low >>> -shift;
            low <<= shift;
            exponent -= shift;
        }
        return this;
    }

    private Wide assign(int sign, int exponent, long high, long low) {
        this.sign = sign;
        this.exponent = exponent;
        this.high = high;
        this.low = low;
        return this;
    }

    /** Rounds to a result that cannot be exact. */
    long roundInexact(FpuState fpu) {
        return Rounding.roundExtended(fpu, sign, exponent + BIAS, high, low | 1);
    }

    /** Rounds to a result that may be exact, but which Intel's processors flag as inexact (and tiny) all the same. */
    long roundFlagged(FpuState fpu) {
        long result = Rounding.roundExtended(fpu, sign, exponent + BIAS, high, low);
        fpu.raised |= (fpu.resultSignExponent & Extended.EXPONENT) == 0 ? FpuState.PE | FpuState.UE : FpuState.PE;
        return result;
    }
}
