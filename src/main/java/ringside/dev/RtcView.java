package ringside.dev;

/**
 * What a debugger shows of the real-time clock.
 *
 * @param time date and time it shows
 * @param index selected register
 * @param statusA status register A
 * @param statusB status register B
 * @param statusC status register C, pending interrupt flags
 */
public record RtcView(CalendarTime time, int index, int statusA, int statusB, int statusC) {}
