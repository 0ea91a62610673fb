package ringside.machine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import ringside.bus.FirstWriteListener;
import ringside.bus.PhysicalMemory;

/**
 * A fork of a machine in place: from {@link MachineState#excursion} on the machine may run anywhere, and {@link #rollBack}
 * brings it back as if nothing had happened. Costs a copy of each page that is written, once.
 */
public final class Excursion implements AutoCloseable {
    private static final int PAGE = Snapshot.PAGE;

    private final MachineState state;
    private final PhysicalMemory memory;
    private final Excursion outer;
    private final Map<String, byte[]> parts;
    private final UndoLog log = new UndoLog();
    private boolean ended;

    /** Pages as they were, by the order of their first write. */
    private final class UndoLog implements FirstWriteListener {
        private final List<byte[]> contents = new ArrayList<>();
        private int[] pages = new int[16];
        private long[] known = {};

        @Override
        public void firstWrite(int page) {
            if (known.length == 0) {
                known = new long[memory.bytes.length / PAGE / 64 + 1];
            }
            if ((known[page >>> 6] & 1L << page) != 0) {
                return;
            }
            known[page >>> 6] |= 1L << page;
            if (contents.size() == pages.length) {
                pages = Arrays.copyOf(pages, pages.length * 2);
            }
            pages[contents.size()] = page;
            contents.add(Arrays.copyOfRange(memory.bytes, page * PAGE, page * PAGE + PAGE));
        }

        void undo() {
            for (int i = 0; i < contents.size(); i++) {
                memory.restorePage(pages[i] * PAGE, contents.get(i));
            }
        }
    }

    Excursion(MachineState state, PhysicalMemory memory, Excursion outer, Map<String, byte[]> parts) {
        this.state = state;
        this.memory = memory;
        this.outer = outer;
        this.parts = parts;
        memory.traces().addFirstWriteListener(log);
        memory.traces().armFirstWrites();
    }

    /** Returns how many pages of memory were written so far. */
    public int pagesWritten() {
        return log.contents.size();
    }

    /** Ends the excursion with the machine as it was at its start. */
    public void rollBack() {
        end(false);
    }

    /** Ends the excursion with the machine as it is now. */
    public void keep() {
        end(true);
    }

    /** Rolls back if the excursion has not ended. */
    @Override
    public void close() {
        if (!ended) {
            rollBack();
        }
    }

    private void end(boolean keep) {
        if (ended) {
            throw new IllegalStateException("the excursion has ended");
        }
        state.end(this, keep);
        ended = true;
    }

    /** Stops remembering pages; puts them back first if {@code undo}. */
    void stop(boolean undo) {
        memory.traces().removeFirstWriteListener(log);
        if (undo) {
            log.undo();
        }
    }

    Excursion outer() {
        return outer;
    }

    Map<String, byte[]> parts() {
        return parts;
    }
}
