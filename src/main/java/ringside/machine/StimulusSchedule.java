package ringside.machine;

import java.util.Comparator;
import java.util.PriorityQueue;
import ringside.base.StateReader;
import ringside.base.StateWriter;
import ringside.base.Stateful;
import ringside.time.Stimulus;
import ringside.time.Timer;

/** Stimuli that the user ordered for instruction counts to come; the same count keeps the order of ordering. */
final class StimulusSchedule implements Stateful {
    private record Entry(long icount, long sequence, Stimulus stimulus) {}

    private final PriorityQueue<Entry> entries =
            new PriorityQueue<>(Comparator.comparingLong(Entry::icount).thenComparingLong(Entry::sequence));
    private final MachineConfig config;
    private long nextSequence;

    StimulusSchedule(MachineConfig config) {
        this.config = config;
    }

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

    @Override
    public void save(StateWriter out) {
        out.int32(entries.size());
        entries.stream().sorted(entries.comparator()).forEach(entry -> {
            out.int64(entry.icount());
            out.string(StimulusJson.write(entry.stimulus()).toString());
        });
    }

    @Override
    public void load(StateReader in) {
        entries.clear();
        int count = in.int32();
        for (int i = 0; i < count; i++) {
            long icount = in.int64();
            add(icount, StimulusJson.read(JsonFields.parse(in.string(), "schedule"), config));
        }
    }
}
