package ringside.sem.x87;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/** Transcendental functions to 50 decimal digits, by plain series: slow and easily seen to be right. */
final class Reference {
    private static final MathContext CONTEXT = new MathContext(60);
    private static final BigDecimal TWO = BigDecimal.valueOf(2);
    private static final BigDecimal SMALLEST = BigDecimal.ONE.movePointLeft(58);

    /** Pi by Machin's formula. */
    static final BigDecimal PI = BigDecimal.valueOf(16)
            .multiply(arctangentSeries(BigDecimal.ONE.divide(BigDecimal.valueOf(5), CONTEXT)))
            .subtract(BigDecimal.valueOf(4)
                    .multiply(arctangentSeries(BigDecimal.ONE.divide(BigDecimal.valueOf(239), CONTEXT))));

    /** The 66 bits of pi that FSIN and its kin reduce their operands with. */
    static final BigDecimal PI_66 = new BigDecimal(new BigInteger("C90FDAA22168C234C", 16))
            .divide(new BigDecimal(BigInteger.ONE.shiftLeft(66)));

    static final BigDecimal LN_2 = logarithm(TWO);

    private Reference() {}

    /** The value of an extended number. */
    static BigDecimal valueOf(int signExponent, long significand) {
        BigDecimal magnitude = new BigDecimal(new BigInteger(Long.toUnsignedString(significand)));
        BigDecimal value = scale(magnitude, (signExponent & 0x7FFF) - 0x3FFF - 63);
        return (signExponent & 0x8000) != 0 ? value.negate() : value;
    }

    private static BigDecimal scale(BigDecimal value, int power) {
        BigDecimal factor = new BigDecimal(BigInteger.ONE.shiftLeft(Math.abs(power)));
        return power >= 0 ? value.multiply(factor) : value.divide(factor, CONTEXT);
    }

    /** Returns how far {@code actual} is from {@code exact}, in units of the last place of an extended result. */
    static double distance(int signExponent, long significand, BigDecimal exact) {
        int power = (signExponent & 0x7FFF) - 0x3FFF - 63;
        return scale(valueOf(signExponent, significand).subtract(exact, CONTEXT).abs(), -power)
                .doubleValue();
    }

    static BigDecimal sine(BigDecimal x) {
        BigDecimal[] reduced = reduce(x);
        return quadrant(reduced[1], reduced[0].intValueExact());
    }

    static BigDecimal cosine(BigDecimal x) {
        BigDecimal[] reduced = reduce(x);
        return quadrant(reduced[1], reduced[0].intValueExact() + 1 & 3);
    }

    static BigDecimal tangent(BigDecimal x) {
        return sine(x).divide(cosine(x), CONTEXT);
    }

    private static BigDecimal[] reduce(BigDecimal x) {
        BigDecimal half = PI_66.divide(TWO);
        BigDecimal quotient = x.divide(half, 0, RoundingMode.HALF_EVEN);
        BigDecimal rest = x.subtract(quotient.multiply(half));
        BigInteger quadrant = quotient.toBigInteger().mod(BigInteger.valueOf(4));
        return new BigDecimal[] {new BigDecimal(quadrant), rest};
    }

    private static BigDecimal quadrant(BigDecimal rest, int quadrant) {
        BigDecimal value = (quadrant & 1) == 0 ? sineSeries(rest, rest, 1) : sineSeries(rest, BigDecimal.ONE, 0);
        return quadrant < 2 ? value : value.negate();
    }

    /** Sums an alternating series of powers over factorials from {@code first}, whose power is {@code n}. */
    private static BigDecimal sineSeries(BigDecimal x, BigDecimal first, int n) {
        BigDecimal term = first;
        BigDecimal sum = first;
        BigDecimal limit = first.abs().multiply(SMALLEST);
        for (int i = n + 2; term.abs().compareTo(limit) > 0; i += 2) {
            term = term.multiply(x)
                    .multiply(x)
                    .divide(BigDecimal.valueOf((long) i * (i - 1)), CONTEXT)
                    .negate();
            sum = sum.add(term, CONTEXT);
        }
        return sum;
    }

    /** The angle of (x, y). */
    static BigDecimal angle(BigDecimal y, BigDecimal x) {
        BigDecimal magnitude = y.abs().compareTo(x.abs()) > 0
                ? PI.divide(TWO, CONTEXT).subtract(arctangent(x.abs().divide(y.abs(), CONTEXT)), CONTEXT)
                : arctangent(y.abs().divide(x.abs(), CONTEXT));
        BigDecimal angle = x.signum() < 0 ? PI.subtract(magnitude, CONTEXT) : magnitude;
        return y.signum() < 0 ? angle.negate() : angle;
    }

    /** Halves the angle three times, then sums the series. */
    private static BigDecimal arctangent(BigDecimal x) {
        BigDecimal halved = x;
        for (int i = 0; i < 3; i++) {
            BigDecimal root = BigDecimal.ONE.add(halved.multiply(halved)).sqrt(CONTEXT);
            halved = halved.divide(BigDecimal.ONE.add(root), CONTEXT);
        }
        return arctangentSeries(halved).multiply(BigDecimal.valueOf(8));
    }

    private static BigDecimal arctangentSeries(BigDecimal x) {
        return oddSeries(x, -1);
    }

    private static BigDecimal oddSeries(BigDecimal x, int sign) {
        BigDecimal power = x;
        BigDecimal sum = x;
        BigDecimal limit = x.abs().multiply(SMALLEST);
        for (int i = 3; power.abs().compareTo(limit) > 0; i += 2) {
            power = power.multiply(x).multiply(x, CONTEXT).multiply(BigDecimal.valueOf(sign));
            sum = sum.add(power.divide(BigDecimal.valueOf(i), CONTEXT), CONTEXT);
        }
        return sum;
    }

    /** 2^x - 1. */
    static BigDecimal powerLessOne(BigDecimal x) {
        BigDecimal y = x.multiply(LN_2, CONTEXT);
        BigDecimal term = y;
        BigDecimal sum = y;
        BigDecimal limit = y.abs().multiply(SMALLEST);
        for (int i = 2; term.abs().compareTo(limit) > 0; i++) {
            term = term.multiply(y).divide(BigDecimal.valueOf(i), CONTEXT);
            sum = sum.add(term, CONTEXT);
        }
        return sum;
    }

    static BigDecimal log2(BigDecimal x) {
        return logarithm(x).divide(LN_2, CONTEXT);
    }

    /** The natural logarithm: three square roots, then the area tangent's series. */
    private static BigDecimal logarithm(BigDecimal x) {
        if (x.subtract(BigDecimal.ONE).abs().compareTo(new BigDecimal("0.01")) < 0) {
            return areaTangent(x);
        }
        BigDecimal root = x;
        for (int i = 0; i < 6; i++) {
            root = root.sqrt(CONTEXT);
        }
        return areaTangent(root).multiply(BigDecimal.valueOf(64));
    }

    private static BigDecimal areaTangent(BigDecimal x) {
        BigDecimal s = x.subtract(BigDecimal.ONE).divide(x.add(BigDecimal.ONE), CONTEXT);
        return oddSeries(s, 1).multiply(TWO);
    }
}
