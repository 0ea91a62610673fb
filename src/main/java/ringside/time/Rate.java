package ringside.time;

/**
 * The ratio between a device's own clock and guest time, kept as integers so that nothing drifts: the device has seen
 * {@code floor(time * ticks / units)} ticks at any time.
 *
 * @param ticks device ticks in {@code units} units of guest time; positive, reduced
 * @param units units of guest time; positive, reduced
 */
public record Rate(long ticks, long units) {
    /** Makes a reduced ratio. */
    public Rate {
        if (ticks <= 0 || units <= 0) {
            throw new IllegalArgumentException("a clock rate needs positive numbers: " + ticks + "/" + units);
        }
        long divisor = gcd(ticks, units);
        ticks /= divisor;
        units /= divisor;
    }

    /** Returns how many ticks are complete at {@code time}. */
    public long ticksAt(long time) {
        return time / units * ticks + time % units * ticks / units;
    }

    /** Returns the first time at which {@code tick} ticks are complete: the inverse of {@link #ticksAt}. */
    public long timeOf(long tick) {
        return tick / ticks * units + (tick % ticks * units + ticks - 1) / ticks;
    }

    private static long gcd(long a, long b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
