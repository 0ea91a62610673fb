package ringside.sem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

/** Many elements at once come out as one after the other. */
class ElementRunsTests {
    private static final int MIDDLE = 1000;
    private static final int[] STEPS = {1, 2, 4, -1, -2, -4};
    private static final int[] COUNTS = {1, 2, 3, 7, 8, 9, 16, 17, 33, 100};

    private final SplittableRandom random = new SplittableRandom(11);

    @Test
    void overlapping_copies_read_what_earlier_elements_wrote() {
        for (int step : STEPS) {
            for (int count : COUNTS) {
                for (int distance = -40; distance <= 40; distance++) {
                    byte[] bytes = noise(256);
                    byte[] expected = bytes.clone();
                    for (int i = 0; i < count; i++) {
                        set(expected, MIDDLE + distance + i * step, step, get(expected, MIDDLE + i * step, step));
                    }
                    ElementRuns.copy(bytes, MIDDLE, MIDDLE + distance, count, step);
                    assertThat(bytes)
                            .as("%d elements, step %d, distance %d", count, step, distance)
                            .isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void fills_store_the_value_in_every_element_and_nothing_elsewhere() {
        for (int value : new int[] {0, 0x0101_0101, 0x1234_5678, 0xFFFF_FFFF, 0xAA55_AA55}) {
            for (int step : STEPS) {
                for (int count : COUNTS) {
                    int size = Math.abs(step);
                    byte[] bytes = noise(256);
                    byte[] expected = bytes.clone();
                    for (int i = 0; i < count; i++) {
                        set(expected, MIDDLE + i * size, size, value);
                    }
                    ElementRuns.fill(bytes, MIDDLE, count, size, value);
                    assertThat(bytes).as("%d elements of %d bytes", count, size).isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void searches_stop_before_the_first_element_that_is_equal_or_that_is_not() {
        for (int round = 0; round < 4000; round++) {
            int step = STEPS[round % STEPS.length];
            int count = COUNTS[random.nextInt(COUNTS.length)];
            byte[] bytes = noise(round % 5 == 0 ? 256 : 2);
            int value =
                    random.nextBoolean() ? get(bytes, MIDDLE + random.nextInt(count) * step, step) : random.nextInt(2);
            for (boolean equal : new boolean[] {false, true}) {
                int expected = first(count, i -> (get(bytes, MIDDLE + i * step, step) == value) == equal);
                assertThat(ElementRuns.beforeElement(bytes, MIDDLE, value, count, step, equal))
                        .as("%d elements, step %d, value %x, equal %s", count, step, value, equal)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void comparisons_stop_before_the_first_pair_that_is_equal_or_that_is_not() {
        for (int round = 0; round < 4000; round++) {
            int step = STEPS[round % STEPS.length];
            int count = COUNTS[random.nextInt(COUNTS.length)];
            int right = MIDDLE + random.nextInt(-5, 6);
            byte[] bytes = noise(round % 3 + 1);
            for (boolean equal : new boolean[] {false, true}) {
                int expected = first(
                        count,
                        i -> (get(bytes, MIDDLE + i * step, step) == get(bytes, right + i * step, step)) == equal);
                assertThat(ElementRuns.beforePair(bytes, MIDDLE, right, count, step, equal))
                        .as("%d elements, step %d, distance %d, equal %s", count, step, right - MIDDLE, equal)
                        .isEqualTo(expected);
            }
        }
    }

    private byte[] noise(int values) {
        byte[] bytes = new byte[2 * MIDDLE];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) random.nextInt(values);
        }
        return bytes;
    }

    private static int first(int count, IntPredicate found) {
        for (int i = 0; i < count; i++) {
            if (found.test(i)) {
                return i;
            }
        }
        return count;
    }

    private static int get(byte[] bytes, int at, int step) {
        int value = 0;
        for (int i = Math.abs(step) - 1; i >= 0; i--) {
            value = value << 8 | bytes[at + i] & 0xFF;
        }
        return value;
    }

    private static void set(byte[] bytes, int at, int step, int value) {
        for (int i = 0; i < Math.abs(step); i++) {
            bytes[at + i] = (byte) (value >> 8 * i);
        }
    }
}
