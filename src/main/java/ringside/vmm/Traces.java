package ringside.vmm;

import java.util.HashMap;
import java.util.Map;
import java.util.function.IntConsumer;
import ringside.bus.MemoryTraces;
import ringside.bus.PhysicalMemory;
import ringside.bus.TraceListener;

/**
 * The guest's pages whose contents the monitor shadows. The guest's own writes to them fault, because the shadow page tables
 * map them read-only; what the monitor writes for the guest is heard of here.
 */
final class Traces implements TraceListener {
    /** Hears of a write before it happens. */
    @FunctionalInterface
    interface Listener {
        void written(int physical, int size);
    }

    private final MemoryTraces traces;
    private final PhysicalMemory memory;
    private final Listener listener;

    /** Frame -> number of reasons. */
    private final Map<Integer, Integer> frames = new HashMap<>();

    private boolean on = true;
    private IntConsumer protector = frame -> {};

    Traces(PhysicalMemory memory, Listener listener) {
        this.memory = memory;
        this.traces = memory.traces();
        this.listener = listener;
    }

    /** Whether writes are noticed at all; the switch that shows what traces are for. */
    boolean isOn() {
        return on;
    }

    void set(boolean newOn) {
        on = newOn;
    }

    /** Whether the guest may not write a frame directly. */
    boolean isTraced(int frame) {
        return on && frames.containsKey(frame);
    }

    /** Whether a frame is traced, whatever the switch. */
    boolean knows(int frame) {
        return frames.containsKey(frame);
    }

    int count() {
        return frames.size();
    }

    /** Tells who makes the guest's own writes to a frame fault. */
    void protector(IntConsumer newProtector) {
        protector = newProtector;
    }

    /** Traces a frame for one more reason. */
    void add(int frame) {
        if (restore(frame)) {
            protector.accept(frame);
        }
    }

    /** Traces a frame that is protected already; returns whether it is for the first reason. */
    boolean restore(int frame) {
        int offset = memory.offset(frame);
        boolean first = frames.merge(frame, 1, Integer::sum) == 1;
        if (first && offset >= 0) {
            traces.trace(offset >>> 12, MemoryTraces.WRITE, this);
        }
        return first;
    }

    /** Takes one reason back. */
    void remove(int frame) {
        int left = frames.merge(frame, -1, Integer::sum);
        if (left <= 0) {
            frames.remove(frame);
            int offset = memory.offset(frame);
            if (offset >= 0) {
                traces.untrace(offset >>> 12, MemoryTraces.WRITE, this);
            }
        }
    }

    /** Takes all reasons back. */
    void clear() {
        for (int frame : frames.keySet().toArray(Integer[]::new)) {
            frames.put(frame, 1);
            remove(frame);
        }
    }

    @Override
    public void accessed(int kind, int offset, int size) {
        if (on) {
            listener.written(offset - memory.start(), size);
        }
    }
}
