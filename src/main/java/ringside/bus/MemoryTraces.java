package ringside.bus;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Who wants to know about accesses to a page, and of which kind. Self-modifying code, watchpoints, dirty tracking and the
 * screen all use this one mechanism, and only the slow path of an access knows of it: a traced page is missing from the
 * {@linkplain MemoryMaps maps} for the kinds traced, so ordinary accesses pay nothing. Traces never touch translations or
 * accessed and dirty bits, hence the guest cannot notice them.
 *
 * <p>Pages are numbered by their offset in {@link PhysicalMemory#bytes}, shifted right by 12; for RAM this is the physical
 * frame number.
 */
public final class MemoryTraces {
    /** The page is written. */
    public static final int WRITE = 1;

    /** The page is read as data. */
    public static final int READ = 2;

    /** Code is fetched from the page. */
    public static final int EXECUTE = 4;

    private static final int FIRST_WRITE = 8;

    private record Trace(int kinds, TraceListener listener) {}

    private static final Trace[] NONE = {};

    private final byte[] kinds;
    private final Trace[][] traces;
    private final List<MemoryMaps> maps = new ArrayList<>();
    private final List<FirstWriteListener> firstWriteListeners = new ArrayList<>();
    private int fenceFirst;
    private int fenceEnd = Integer.MAX_VALUE;
    private TraceListener outside;

    MemoryTraces(int pages) {
        kinds = new byte[pages];
        traces = new Trace[pages][];
    }

    /** Makes {@code maps} lose what a trace must see. */
    public void attach(MemoryMaps maps) {
        this.maps.add(maps);
    }

    /** Tells {@code maps} no more. */
    public void detach(MemoryMaps maps) {
        this.maps.remove(maps);
    }

    /** Calls {@code listener} before each access of one of {@code kinds} to {@code page}, until {@link #untrace}. */
    public void trace(int page, int kinds, TraceListener listener) {
        int already = 0;
        for (Trace trace : tracesOf(page)) {
            if (trace.listener == listener) {
                already = trace.kinds;
            }
        }
        replace(page, listener, already | kinds);
        cut(page, kinds & ~already);
    }

    /** Stops calling {@code listener} for {@code kinds} of accesses to {@code page}. */
    public void untrace(int page, int kinds, TraceListener listener) {
        for (Trace trace : tracesOf(page)) {
            if (trace.listener == listener) {
                replace(page, listener, trace.kinds & ~kinds);
                return;
            }
        }
    }

    /** Whether a write to {@code page} must be announced by {@link #beforeWrite}; such a page may be in no write map. */
    public boolean writeTraced(int page) {
        return (kinds[page] & (WRITE | FIRST_WRITE)) != 0 || page < fenceFirst || page >= fenceEnd;
    }

    /** Whether {@code page} is traced for {@link #READ}. */
    public boolean readTraced(int page) {
        return (kinds[page] & READ) != 0;
    }

    /** Whether {@code page} is traced for {@link #EXECUTE}. */
    public boolean executeTraced(int page) {
        return (kinds[page] & EXECUTE) != 0;
    }

    /** Announces a write of {@code size} bytes at {@code offset}, which does not leave the page. */
    public void beforeWrite(int offset, int size) {
        int page = offset >>> 12;
        beforeLoan(page);
        notify(WRITE, offset, size);
        if (page < fenceFirst || page >= fenceEnd) {
            outside.accessed(WRITE, offset, size);
        }
    }

    /**
     * Announces that bytes of {@code page} are about to change and to come back before anybody runs code there: who keeps pages
     * as they were keeps this one now, nobody else need know.
     */
    public void beforeLoan(int page) {
        if ((kinds[page] & FIRST_WRITE) != 0) {
            kinds[page] &= ~FIRST_WRITE;
            for (FirstWriteListener listener : firstWriteListeners) {
                listener.firstWrite(page);
            }
        }
    }

    /**
     * Calls {@code listener} before each write to a page outside of those from {@code first} to {@code end}, the end excluded. What
     * is in a write map already is not noticed, so this begins and ends where the maps are empty or lead inside only.
     */
    public void fence(int first, int end, TraceListener listener) {
        fenceFirst = first;
        fenceEnd = end;
        outside = listener;
    }

    /** Announces a read of {@code size} bytes at {@code offset}, which does not leave the page. */
    public void beforeRead(int offset, int size) {
        notify(READ, offset, size);
    }

    /** Announces a fetch at {@code offset}. */
    public void beforeFetch(int offset, int size) {
        notify(EXECUTE, offset, size);
    }

    /** Tells {@code listener} of first writes from now on; nothing is armed yet. */
    public void addFirstWriteListener(FirstWriteListener listener) {
        firstWriteListeners.add(listener);
    }

    /** Tells {@code listener} of no more first writes. */
    public void removeFirstWriteListener(FirstWriteListener listener) {
        firstWriteListeners.remove(listener);
    }

    /** Makes the next write to each page, whatever it is, a first write for all listeners. */
    public void armFirstWrites() {
        for (int page = 0; page < kinds.length; page++) {
            kinds[page] |= FIRST_WRITE;
        }
        for (MemoryMaps each : maps) {
            each.cutWrites();
        }
    }

    private void notify(int kind, int offset, int size) {
        int page = offset >>> 12;
        if ((kinds[page] & kind) != 0) {
            // The array is never changed in place, so a listener may add and remove traces.
            for (Trace trace : traces[page]) {
                if ((trace.kinds & kind) != 0) {
                    trace.listener.accessed(kind, offset, size);
                }
            }
        }
    }

    private void cut(int page, int kinds) {
        if (kinds != 0) {
            for (MemoryMaps each : maps) {
                each.cut(page, kinds);
            }
        }
    }

    private Trace[] tracesOf(int page) {
        Trace[] here = traces[page];
        return here == null ? NONE : here;
    }

    private void replace(int page, TraceListener listener, int newKinds) {
        Trace[] old = tracesOf(page);
        Trace[] next = new Trace[old.length + 1];
        int count = 0;
        int all = kinds[page] & FIRST_WRITE;
        for (Trace trace : old) {
            if (trace.listener != listener) {
                next[count++] = trace;
                all |= trace.kinds;
            }
        }
        if (newKinds != 0) {
            next[count++] = new Trace(newKinds, listener);
            all |= newKinds;
        }
        traces[page] = count == 0 ? null : Arrays.copyOf(next, count);
        kinds[page] = (byte) all;
    }
}
