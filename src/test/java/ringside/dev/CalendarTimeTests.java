package ringside.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class CalendarTimeTests {
    @Test
    void it_agrees_with_the_calendar_of_the_jdk() {
        for (long second = -5_000_000_000L; second < 10_000_000_000L; second += 7_654_321) {
            LocalDateTime expected = LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC);
            CalendarTime time = CalendarTime.ofEpochSecond(second);
            assertThat(time)
                    .isEqualTo(new CalendarTime(
                            expected.getYear(),
                            expected.getMonthValue(),
                            expected.getDayOfMonth(),
                            expected.getHour(),
                            expected.getMinute(),
                            expected.getSecond()));
            assertThat(time.epochSecond()).isEqualTo(second);
            assertThat(time.dayOfWeek()).isEqualTo(expected.getDayOfWeek().getValue() % 7 + 1);
        }
    }

    @Test
    void it_prints_as_iso() {
        assertThat(new CalendarTime(2026, 3, 1, 4, 5, 6)).hasToString("2026-03-01 04:05:06");
    }
}
