package ringside.time;

/** Guest time as devices see it. Confined to the machine thread. */
public final class VirtualClock {
    /** Time units in a second of guest time unless set otherwise: a unit is a nanosecond. */
    public static final long DEFAULT_UNITS_PER_SECOND = 1_000_000_000L;

    private final TimeSource source;
    private final long unitsPerSecond;

    /** Makes a clock on {@code source} with {@code unitsPerSecond} units in a second of guest time. */
    public VirtualClock(TimeSource source, long unitsPerSecond) {
        this.source = source;
        this.unitsPerSecond = unitsPerSecond;
    }

    /** Returns the present time in units. */
    public long now() {
        return source.now();
    }

    public long unitsPerSecond() {
        return unitsPerSecond;
    }

    /** Returns the rate of a device clock of {@code numerator / denominator} hertz. */
    public Rate rate(long numerator, long denominator) {
        return new Rate(numerator, Math.multiplyExact(unitsPerSecond, denominator));
    }
}
