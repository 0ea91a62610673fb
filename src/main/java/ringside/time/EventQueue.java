package ringside.time;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import ringside.base.StateFormatException;
import ringside.base.StateReader;
import ringside.base.StateWriter;
import ringside.base.Stateful;

/**
 * Pending device events, ordered by due time and then by the order in which they were scheduled. Confined to the
 * machine thread.
 */
public final class EventQueue implements Stateful {
    private final Map<String, Timer> timers = new LinkedHashMap<>();
    private final List<Timer> heap = new ArrayList<>();
    private long nextSequence;
    private LongConsumer earliestChanged = time -> {};

    /**
     * Makes a timer.
     *
     * @throws IllegalArgumentException if the name is taken
     */
    public Timer timer(String name, Event event) {
        Timer timer = new Timer(this, name, event);
        if (timers.putIfAbsent(name, timer) != null) {
            throw new IllegalArgumentException("two timers are named '" + name + "'");
        }
        return timer;
    }

    /** Calls {@code listener} with the new earliest time whenever it became earlier by scheduling. */
    public void onEarlier(LongConsumer listener) {
        earliestChanged = listener;
    }

    /** Returns the time of the earliest pending event, or {@link Timer#NEVER}. */
    public long next() {
        return heap.isEmpty() ? Timer.NEVER : heap.get(0).due;
    }

    /** Runs everything due at {@code now} or before, in order; what events schedule meanwhile included. */
    public void runDue(long now) {
        while (!heap.isEmpty() && heap.get(0).due <= now) {
            Timer timer = heap.get(0);
            long due = timer.due;
            remove(timer);
            timer.event.run(due);
        }
    }

    /** Returns the pending timers in the order they will run. */
    public List<Timer> pending() {
        List<Timer> sorted = new ArrayList<>(heap);
        sorted.sort(Comparator.comparingLong((Timer t) -> t.due).thenComparingLong(t -> t.sequence));
        return sorted;
    }

    void schedule(Timer timer, long time) {
        if (timer.slot >= 0) {
            remove(timer);
        }
        if (time == Timer.NEVER) {
            return;
        }
        long earliest = next();
        timer.due = time;
        timer.sequence = nextSequence++;
        insert(timer);
        if (time < earliest) {
            earliestChanged.accept(time);
        }
    }

    /** Saves due times in order; sequence numbers are saved as ranks, so that equal futures are equal states. */
    @Override
    public void save(StateWriter out) {
        List<Timer> pending = pending();
        out.int32(pending.size());
        for (Timer timer : pending) {
            out.string(timer.name);
            out.int64(timer.due);
        }
    }

    @Override
    public void load(StateReader in) {
        while (!heap.isEmpty()) {
            remove(heap.get(0));
        }
        nextSequence = 0;
        int count = in.int32();
        for (int i = 0; i < count; i++) {
            String name = in.string();
            long due = in.int64();
            Timer timer = timers.get(name);
            if (timer == null) {
                throw new StateFormatException("an event is pending for a device that this machine lacks: " + name);
            }
            schedule(timer, due);
        }
    }

    private void insert(Timer timer) {
        timer.slot = heap.size();
        heap.add(timer);
        siftUp(timer);
    }

    private void remove(Timer timer) {
        int slot = timer.slot;
        Timer last = heap.remove(heap.size() - 1);
        timer.slot = -1;
        timer.due = Timer.NEVER;
        if (last != timer) {
            place(last, slot);
            siftUp(last);
            siftDown(last);
        }
    }

    private void place(Timer timer, int slot) {
        heap.set(slot, timer);
        timer.slot = slot;
    }

    private void siftUp(Timer timer) {
        while (timer.slot > 0) {
            Timer parent = heap.get((timer.slot - 1) / 2);
            if (!timer.before(parent)) {
                return;
            }
            int slot = parent.slot;
            place(parent, timer.slot);
            place(timer, slot);
        }
    }

    private void siftDown(Timer timer) {
        while (true) {
            int child = 2 * timer.slot + 1;
            if (child >= heap.size()) {
                return;
            }
            if (child + 1 < heap.size() && heap.get(child + 1).before(heap.get(child))) {
                child++;
            }
            Timer least = heap.get(child);
            if (!least.before(timer)) {
                return;
            }
            int slot = timer.slot;
            place(timer, least.slot);
            place(least, slot);
        }
    }
}
