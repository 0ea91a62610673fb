package ringside.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RateTests {
    private final Rate pit = new VirtualClock(() -> 0, VirtualClock.DEFAULT_UNITS_PER_SECOND).rate(14_318_180, 12);

    @Test
    void ticks_are_the_exact_floor_at_any_time() {
        Random random = new Random(2);
        for (int i = 0; i < 10_000; i++) {
            long time = random.nextLong() >>> (2 + random.nextInt(50));
            BigInteger exact = BigInteger.valueOf(time)
                    .multiply(BigInteger.valueOf(14_318_180))
                    .divide(BigInteger.valueOf(12_000_000_000L));
            assertThat(pit.ticksAt(time)).isEqualTo(exact.longValueExact());
        }
    }

    @Test
    void the_time_of_a_tick_is_the_first_at_which_it_is_complete() {
        for (long tick = 1; tick < 5_000_000_000L; tick = tick * 3 + 1) {
            long time = pit.timeOf(tick);
            assertThat(pit.ticksAt(time)).isEqualTo(tick);
            assertThat(pit.ticksAt(time - 1)).isEqualTo(tick - 1);
        }
    }
}
