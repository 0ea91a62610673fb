package ringside.console;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import ringside.cpu.FpuState;

/** x87 registers as text. */
final class FpuText {
    private static final int BIAS = 16383;
    private static final int SPECIAL = 0x7FFF;
    private static final MathContext DIGITS = new MathContext(20);

    private FpuText() {}

    static int control(FpuState fpu) {
        return fpu.fcw;
    }

    static int status(FpuState fpu) {
        return fpu.statusWord();
    }

    /** Returns a line for each of ST(0) to ST(7). */
    static List<String> registers(FpuState fpu) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            int register = fpu.top + i & 7;
            boolean empty = (fpu.occupied >>> register & 1) == 0;
            int signExponent = fpu.signExponents[register];
            long significand = fpu.significands[register];
            lines.add(String.format(
                    "st%d  %04x %016x  %s",
                    i, signExponent, significand, empty ? "empty" : value(signExponent, significand)));
        }
        return lines;
    }

    /** Returns an 80-bit number in decimal. SDM Vol. 1, 4.2.2. */
    static String value(int signExponent, long significand) {
        String sign = (signExponent & 0x8000) != 0 ? "-" : "";
        int exponent = signExponent & SPECIAL;
        if (exponent == SPECIAL) {
            return sign + (significand << 1 == 0 ? "infinity" : "NaN");
        }
        if (significand == 0) {
            return sign + "0";
        }
        int power = Math.max(exponent, 1) - BIAS - 63;
        BigDecimal magnitude = new BigDecimal(new BigInteger(Long.toUnsignedString(significand)));
        BigDecimal scale = BigDecimal.valueOf(2).pow(Math.abs(power), MathContext.DECIMAL128);
        BigDecimal value = power >= 0 ? magnitude.multiply(scale, DIGITS) : magnitude.divide(scale, DIGITS);
        return sign + value.stripTrailingZeros();
    }
}
