package ringside.time;

/** The one door to real time. Nothing the guest can see may depend on it, except through a journalled stimulus. */
public final class HostClock {
    private HostClock() {}

    /** Returns nanoseconds since an arbitrary start. */
    public static long nanos() {
        return System.nanoTime();
    }

    /** Returns seconds since 1970 in UTC. */
    public static long epochSeconds() {
        return System.currentTimeMillis() / 1000;
    }
}
