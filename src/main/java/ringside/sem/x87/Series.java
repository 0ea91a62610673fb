package ringside.sem.x87;

import java.util.function.IntFunction;

/** A power series cut off where its terms no longer matter to 64 bits; the coefficients are computed when first used. */
final class Series {
    private final Wide[] coefficients;

    /** Makes a series of {@code terms} terms from the coefficient of each power. */
    Series(int terms, IntFunction<Wide> coefficient) {
        coefficients = new Wide[terms];
        for (int i = 0; i < terms; i++) {
            coefficients[i] = coefficient.apply(i);
        }
    }

    /** Returns 1 / n!, negated if {@code negative}. */
    static Wide reciprocalFactorial(int n, boolean negative) {
        Wide value = Wide.of(negative ? -1 : 1);
        for (int i = 2; i <= n; i++) {
            value.divide(Wide.of(i));
        }
        return value;
    }

    /** Returns 1 / n, negated if {@code negative}. */
    static Wide reciprocal(int n, boolean negative) {
        return Wide.of(negative ? -1 : 1).divide(Wide.of(n));
    }

    /** Evaluates the series at {@code x} by Horner's rule. */
    Wide at(Wide x) {
        int last = coefficients.length - 1;
        Wide sum = new Wide(coefficients[last]);
        for (int i = last - 1; i >= 0; i--) {
            sum.multiply(x).add(coefficients[i]);
        }
        return sum;
    }
}
