package ringside.machine;

import java.util.Arrays;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import ringside.dev.PicPair;

/**
 * How late the CPU takes the board's interrupts: the time units from when INTR is asserted to when it is acknowledged, in classes of
 * powers of two. The guest delays interrupts itself while its IF is 0; a monitor that executes more for an instruction than the guest
 * has, or takes turns among guests, makes them later. Nothing depends on these counts.
 */
public final class InterruptLateness {
    private static final int CLASSES = 64;

    private final PicPair pic;
    private final LongSupplier time;
    private final BooleanSupplier forked;
    private final long[] counts = new long[CLASSES];
    private long raised = -1;
    private long worst;

    /**
     * Counts from now on.
     *
     * @param time the present time, in units
     * @param forked whether what happens now will not have happened
     */
    InterruptLateness(PicPair pic, InterruptInput interrupts, LongSupplier time, BooleanSupplier forked) {
        this.pic = pic;
        this.time = time;
        this.forked = forked;
        pic.onAsserted(this::raised);
        interrupts.onTaken(this::taken);
    }

    private void raised() {
        if (!forked.getAsBoolean()) {
            raised = time.getAsLong();
        }
    }

    private void taken() {
        if (forked.getAsBoolean()) {
            return;
        }
        long now = time.getAsLong();
        if (raised >= 0 && now >= raised) {
            long late = now - raised;
            counts[CLASSES - 1 - Long.numberOfLeadingZeros(2 * late + 1)]++;
            worst = Math.max(worst, late);
        }
        raised = pic.asserted() ? now : -1;
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
}
