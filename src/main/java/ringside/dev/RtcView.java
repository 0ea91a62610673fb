package ringside.dev;

import java.time.LocalDateTime;

/**
 * What a debugger shows of the real-time clock.
 *
 * @param time date and time it shows
 * @param index selected register
 * @param statusA status register A
 * @param statusB status register B
 * @param statusC status register C, pending interrupt flags
 */
public record RtcView(LocalDateTime time, int index, int statusA, int statusB, int statusC) {}
