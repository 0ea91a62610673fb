package ringside.exec.interp;

import java.util.function.LongSupplier;

/**
 * How fast a unit runs in host time, measured at some of its entries. The JVM interprets a method that it cannot compile,
 * ten times slower than anything else here, and says nothing; this is how it is noticed. For reports only: nothing that the
 * guest can see depends on it.
 */
public final class Pace {
    /** Entries of a unit per measurement; a power of two. */
    static final int EVERY = 256;

    /** Shorter runs tell more of the clock than of the unit. */
    private static final long LEAST_INSTRUCTIONS = 20;

    private static final int WINDOW = 32;

    /** Windows in a row that have to be slow, so that units are not judged before they are compiled. */
    private static final int PATIENCE = 3;

    /** Picoseconds per instruction above which a unit is as slow as interpretation. */
    private static final long SLOW = 10_000;

    private final LongSupplier nanos;
    private long best = Long.MAX_VALUE;
    private long measured = -1;
    private int samples;
    private int slowWindows;

    Pace(LongSupplier nanos) {
        this.nanos = nanos;
    }

    long now() {
        return nanos.getAsLong();
    }

    /** Takes a run of the unit into account. The best of several counts, because the host does other things too. */
    void ran(long since, long instructions) {
        if (instructions < LEAST_INSTRUCTIONS) {
            return;
        }
        best = Math.min(best, (now() - since) * 1000 / instructions);
        if (++samples == WINDOW) {
            measured = best;
            slowWindows = best > SLOW ? slowWindows + 1 : 0;
            best = Long.MAX_VALUE;
            samples = 0;
        }
    }

    /** Returns picoseconds per instruction, measured last; -1 if not measured yet. */
    public long picoseconds() {
        return measured;
    }

    /** Whether the unit stays as slow as interpretation although it has run often. */
    public boolean slow() {
        return slowWindows >= PATIENCE;
    }
}
