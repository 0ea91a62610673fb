package ringside.vmm;

import ringside.base.StateReader;
import ringside.base.StateWriter;
import ringside.base.Stateful;

/** Counts and logs the exits of one guest since the monitor was put under it. */
final class ExitRecorder implements Stateful {
    ExitLog log = new ExitLog();
    Prices prices = Prices.DEFAULT;

    /** Exits so far; the last one's number. */
    private long exits;

    /** Instructions that the monitor executed for the guest. */
    long emulated;

    /** Exits that found tables or control registers of the machine that are not the monitor's. */
    long escapes;

    /** Instructions retired on the guest's clock when the monitor came. */
    long startedAt;

    /** Begins to count anew. */
    void begin(long icount) {
        log.clear();
        startedAt = icount;
        exits = 0;
        emulated = 0;
        escapes = 0;
    }

    /** Returns the number of the exit that is being recorded now. */
    long next() {
        return ++exits;
    }

    @Override
    public void save(StateWriter out) {
        out.int64(exits);
        out.int64(emulated);
        out.int64(startedAt);
    }

    @Override
    public void load(StateReader in) {
        exits = in.int64();
        emulated = in.int64();
        startedAt = in.int64();
    }
}
