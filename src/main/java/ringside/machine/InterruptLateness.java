package ringside.machine;

import java.util.Arrays;

/**
 * How late the CPU takes the board's interrupts: the time units from when INTR is asserted to when it is acknowledged, in classes of
 * powers of two. The guest delays interrupts itself while its IF is 0; a monitor that executes more for an instruction than the guest
 * has, or takes turns among guests, makes them later. Nothing depends on these counts.
 */
public final class InterruptLateness {
    private static final int CLASSES = 64;

    private final long[] counts = new long[CLASSES];
    private long raised = -1;
    private long worst;
    private long sum;

    InterruptLateness() {}

    /** Notes that INTR is asserted. */
    void raised(long time) {
        raised = time;
    }

    /** Notes that the CPU takes the interrupt. */
    void taken(long time) {
        if (raised >= 0 && time >= raised) {
            long late = time - raised;
            counts[CLASSES - 1 - Long.numberOfLeadingZeros(2 * late + 1)]++;
            worst = Math.max(worst, late);
            sum += late;
        }
        raised = -1;
    }

    /** Returns how many interrupts were late by 0 units, by 1, by 2 to 3, by 4 to 7, and so on, up to the last class that has any. */
    public long[] histogram() {
        int length = CLASSES;
        while (length > 0 && counts[length - 1] == 0) {
            length--;
        }
        return Arrays.copyOf(counts, length);
    }

    /** Returns the most units that one was late. */
    public long worst() {
        return worst;
    }

    /** Returns the units that all of them were late. */
    public long sum() {
        return sum;
    }
}
