package ringside.time;

import java.lang.management.ManagementFactory;

/** The one door to real time. Nothing the guest can see may depend on it, except through a journalled stimulus. */
public final class HostClock {
    private HostClock() {}

    /** Returns nanoseconds since an arbitrary start. */
    public static long nanos() {
        return System.nanoTime();
    }

    /** Returns the nanoseconds of processor time that the present thread has had. */
    public static long threadNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /** Returns seconds since 1970 in UTC. */
    public static long epochSeconds() {
        return System.currentTimeMillis() / 1000;
    }
}
