package ringside.testing;

import ringside.testing.TestResult.Status;

/** How many tests ended how. */
public final class Totals {
    private final int[] counts = new int[Status.values().length];
    private long millis;

    /** Counts nothing. */
    public Totals() {}

    void add(TestResult result) {
        counts[result.status().ordinal()]++;
        millis += result.millis();
    }

    /** Returns how many tests ended so. */
    public int count(Status status) {
        return counts[status.ordinal()];
    }

    /** Returns how many tests ended at all. */
    public int all() {
        int all = 0;
        for (int count : counts) {
            all += count;
        }
        return all;
    }

    /** Returns how many tests failed, for whatever reason. */
    public int failures() {
        return all() - count(Status.PASSED) - count(Status.SKIPPED);
    }

    /** Returns the real time of all tests together. */
    public long millis() {
        return millis;
    }
}
