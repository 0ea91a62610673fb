package ringside.dev;

/**
 * A date and time of the Gregorian calendar, without time zones.
 *
 * @param year such as 2026
 * @param month 1 to 12
 * @param day 1 to 31
 * @param hour 0 to 23
 * @param minute 0 to 59
 * @param second 0 to 59
 */
public record CalendarTime(int year, int month, int day, int hour, int minute, int second) {
    private static final long SECONDS_PER_DAY = 86_400;
    private static final int DAYS_PER_ERA = 146_097;
    /** Days from 1 March of year 0 to 1 January 1970. */
    private static final int EPOCH_DAY = 719_468;

    /** Returns the time {@code seconds} after the beginning of 1970. */
    public static CalendarTime ofEpochSecond(long seconds) {
        long days = Math.floorDiv(seconds, SECONDS_PER_DAY);
        int rest = (int) Math.floorMod(seconds, SECONDS_PER_DAY);
        // Years are counted from March, so that the leap day is the last of its year; an era is 400 years.
        long shifted = days + EPOCH_DAY;
        long era = Math.floorDiv(shifted, DAYS_PER_ERA);
        int dayOfEra = Math.floorMod(shifted, DAYS_PER_ERA);
        int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int marchMonth = (5 * dayOfYear + 2) / 153;
        int day = dayOfYear - (153 * marchMonth + 2) / 5 + 1;
        int month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
        int year = (int) (era * 400 + yearOfEra) + (month <= 2 ? 1 : 0);
        return new CalendarTime(year, month, day, rest / 3600, rest / 60 % 60, rest % 60);
    }

    /** Returns the seconds since the beginning of 1970. */
    public long epochSecond() {
        long marchYear = month <= 2 ? year - 1L : year;
        long era = Math.floorDiv(marchYear, 400);
        int yearOfEra = Math.floorMod(marchYear, 400);
        int dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
        int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        long days = era * DAYS_PER_ERA + dayOfEra - EPOCH_DAY;
        return days * SECONDS_PER_DAY + hour * 3600L + minute * 60L + second;
    }

    /** Returns the day of the week, 1 = Sunday to 7 = Saturday. */
    public int dayOfWeek() {
        // 1 January 1970 was a Thursday.
        return Math.floorMod(Math.floorDiv(epochSecond(), SECONDS_PER_DAY) + 4, 7) + 1;
    }

    /** Returns {@code 2026-11-20 23:59:50}. */
    @Override
    public String toString() {
        return "%04d-%02d-%02d %02d:%02d:%02d".formatted(year, month, day, hour, minute, second);
    }
}
