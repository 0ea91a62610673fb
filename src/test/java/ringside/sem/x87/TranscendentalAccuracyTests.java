package ringside.sem.x87;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.SplittableRandom;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import ringside.cpu.FpuState;

/** Compares with a high-precision reference. Results must be the nearest numbers, but for a thousandth of a unit. */
class TranscendentalAccuracyTests {
    private static final int CASES = 400;
    private static final double NEAREST = 0.501;
    private static final int BIAS = 0x3FFF;
    private static final int SIGN = 0x8000;

    private static final int[] FSIN = {0xD9, 0xFE};
    private static final int[] FCOS = {0xD9, 0xFF};
    private static final int[] FPTAN = {0xD9, 0xF2};
    private static final int[] FPATAN = {0xD9, 0xF3};
    private static final int[] F2XM1 = {0xD9, 0xF0};
    private static final int[] FYL2X = {0xD9, 0xF1};
    private static final int[] FYL2XP1 = {0xD9, 0xF9};

    private final FpuBench bench = new FpuBench();
    private final FpuState fpu = bench.fpu();
    private final SplittableRandom random = new SplittableRandom(87);

    @Test
    void sine_is_that_of_an_operand_reduced_with_66_bits_of_pi() {
        unary(FSIN, Reference::sine, -40, 63);
    }

    @Test
    void cosine_is_that_of_an_operand_reduced_with_66_bits_of_pi() {
        unary(FCOS, Reference::cosine, -31, 63);
    }

    @Test
    void tangent_is_that_of_an_operand_reduced_with_66_bits_of_pi() {
        unary(FPTAN, Reference::tangent, -40, 63);
    }

    @Test
    void angles_are_right_in_all_quadrants() {
        binary(FPATAN, Reference::angle, -30, 30, true);
    }

    @Test
    void powers_of_two_are_right_from_minus_one_to_one() {
        unary(F2XM1, Reference::powerLessOne, -70, 0);
    }

    @Test
    void logarithms_are_right_near_one_and_far_away() {
        binary(FYL2X, (y, x) -> y.multiply(Reference.log2(x)), -40, 40, false);
        binary(FYL2X, (y, x) -> y.multiply(Reference.log2(x)), -1, 1, false);
    }

    @Test
    void logarithms_of_one_plus_a_small_number_are_right() {
        binary(FYL2XP1, (y, x) -> y.multiply(Reference.log2(BigDecimal.ONE.add(x))), -30, -2, true);
    }

    @Test
    void a_multiple_of_pi_shows_the_66_bits() {
        bench.push(0x4000, 0xC90F_DAA2_2168_C235L);
        bench.run(FSIN);

        assertThat(fpu.signExponents[fpu.top]).isEqualTo(0xBFBF);
        assertThat(fpu.significands[fpu.top]).isEqualTo(1L << 63);
    }

    private void unary(int[] code, UnaryOperator<BigDecimal> reference, int from, int to) {
        double worst = 0;
        for (int i = 0; i < CASES; i++) {
            int signExponent = randomExponent(from, to) | randomSign();
            long significand = randomSignificand();
            fpu.initialize();
            bench.push(signExponent, significand);
            bench.run(code);
            int result = code == FPTAN ? fpu.top + 1 & 7 : fpu.top;
            worst = Math.max(worst, distance(result, reference.apply(Reference.valueOf(signExponent, significand))));
        }
        assertThat(worst).isLessThan(NEAREST);
    }

    private void binary(int[] code, BinaryOperator<BigDecimal> reference, int from, int to, boolean signed) {
        double worst = 0;
        for (int i = 0; i < CASES; i++) {
            int ySe = randomExponent(-30, 30) | randomSign();
            long y = randomSignificand();
            int xSe = randomExponent(from, to) | (signed ? randomSign() : 0);
            long x = randomSignificand();
            fpu.initialize();
            bench.push(ySe, y);
            bench.push(xSe, x);
            bench.run(code);
            BigDecimal exact = reference.apply(Reference.valueOf(ySe, y), Reference.valueOf(xSe, x));
            worst = Math.max(worst, distance(fpu.top, exact));
        }
        assertThat(worst).isLessThan(NEAREST);
    }

    private double distance(int register, BigDecimal exact) {
        return Reference.distance(fpu.signExponents[register], fpu.significands[register], exact);
    }

    private int randomExponent(int from, int to) {
        return BIAS + random.nextInt(from, to);
    }

    private int randomSign() {
        return random.nextBoolean() ? SIGN : 0;
    }

    private long randomSignificand() {
        return random.nextLong() | Long.MIN_VALUE;
    }
}
