package ringside.testing;

import java.math.BigDecimal;
import java.math.MathContext;

/** Real time as people write it. */
final class Seconds {
    private static final MathContext THREE_DIGITS = new MathContext(3);

    private Seconds() {}

    static String text(double seconds) {
        return new BigDecimal(seconds).round(THREE_DIGITS).stripTrailingZeros().toPlainString() + " s";
    }
}
