package ringside.machine;

import java.util.Comparator;
import java.util.PriorityQueue;
import ringside.time.Stimulus;
import ringside.time.Timer;

/** Stimuli that the user ordered for instruction counts to come; the same count keeps the order of ordering. */
final class StimulusSchedule {
    private record Entry(long icount, long sequence, Stimulus stimulus) {}

    private final PriorityQueue<Entry> entries =
            new PriorityQueue<>(Comparator.comparingLong(Entry::icount).thenComparingLong(Entry::sequence));
    private long nextSequence;

    void add(long icount, Stimulus stimulus) {
        entries.add(new Entry(icount, nextSequence++, stimulus));
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Returns the count at which the next one is due. */
    long next() {
        return entries.isEmpty() ? Timer.NEVER : entries.peek().icount();
    }

    Stimulus take() {
        return entries.remove().stimulus();
    }
}
