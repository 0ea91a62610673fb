package ringside.debug;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import ringside.bus.MemoryTraces;
import ringside.bus.PhysicalMemory;
import ringside.bus.TraceListener;
import ringside.cpu.DataWatch;
import ringside.debug.event.Event;
import ringside.debug.event.Trigger;
import ringside.debug.expr.Address;

/**
 * The ranges of memory under watch. Linear ranges keep their linear pages out of the CPU's maps, physical ones the pages of
 * memory themselves, by traces; either way each access comes through here and is compared with the ranges.
 */
final class WatchTable implements DataWatch {
    private static final int PAGE = 4096;
    private static final int LINEAR_PAGES = 1 << 20;

    /**
     * One range.
     *
     * @param start linear address, or offset in physical memory's bytes
     * @param size in bytes, unsigned
     */
    private record Range(Breakpoint breakpoint, boolean physical, int start, int size, boolean read, boolean write) {
        boolean overlaps(int place, int count) {
            return Integer.compareUnsigned(place - start, size) < 0
                    || Integer.compareUnsigned(start - place, count) < 0;
        }
    }

    /** Hears of accesses under watch. */
    interface Sink {
        void note(Breakpoint breakpoint, Event.Kind kind, int linear, long physical, int size, long old, long value);
    }

    private final Target target;
    private final PhysicalMemory memory;
    private final DataWatches watches;
    private final Sink sink;
    private final BitSet readPages = new BitSet(LINEAR_PAGES);
    private final BitSet writePages = new BitSet(LINEAR_PAGES);
    private final BitSet traced = new BitSet();
    /** Keeps pages out of the maps and needs no word itself: the access is announced to {@link #access}. */
    private final TraceListener marker = (kind, offset, size) -> {};

    private Range[] ranges = {};
    private boolean anyPhysical;

    WatchTable(Target target, PhysicalMemory memory, DataWatches watches, Sink sink) {
        this.target = target;
        this.watches = watches;
        this.memory = memory;
        this.sink = sink;
    }

    /** Watches for these stop points, all of memory, and for no others. */
    void arm(List<Breakpoint> breakpoints) {
        List<Range> next = new ArrayList<>();
        for (Breakpoint breakpoint : breakpoints) {
            Trigger.Memory trigger = (Trigger.Memory) breakpoint.trigger();
            Address place = trigger.address();
            int start = place.isPhysical() ? offset(trigger) : (int) place.value();
            next.add(new Range(
                    breakpoint, place.isPhysical(), start, (int) trigger.size(), trigger.read(), trigger.write()));
        }
        if (next.equals(List.of(ranges))) {
            return;
        }
        ranges = next.toArray(Range[]::new);
        readPages.clear();
        writePages.clear();
        traced.stream().forEach(page -> memory.traces().untrace(page, MemoryTraces.READ | MemoryTraces.WRITE, marker));
        traced.clear();
        anyPhysical = false;
        next.forEach(this::mark);
        watches.set(this, ranges.length != 0);
    }

    private void mark(Range range) {
        int pages = (int) (((range.start & PAGE - 1) + (range.size & 0xFFFF_FFFFL) + PAGE - 1) / PAGE);
        for (int i = 0; i < pages; i++) {
            int page = (range.start >>> 12) + i & LINEAR_PAGES - 1;
            if (range.physical) {
                int kinds = (range.read ? MemoryTraces.READ : 0) | (range.write ? MemoryTraces.WRITE : 0);
                memory.traces().trace(page, kinds, marker);
                traced.set(page);
                anyPhysical = true;
            } else {
                if (range.read) {
                    readPages.set(page);
                }
                if (range.write) {
                    writePages.set(page);
                }
            }
        }
    }

    /** Returns where a physical range starts in the bytes of memory; throws if not all of it is there. */
    private int offset(Trigger.Memory trigger) {
        long first = trigger.address().value();
        int start = memory.offsetOf(first);
        for (long at = first; at < first + trigger.size(); at = (at | PAGE - 1) + 1) {
            if (start < 0 || memory.offsetOf(at) != start + (at - first)) {
                throw new DebugException(String.format("there is no memory at p:%08x", at));
            }
        }
        return start;
    }

    @Override
    public boolean readsWatched(int page) {
        return readPages.get(page);
    }

    @Override
    public boolean writesWatched(int page) {
        return writePages.get(page);
    }

    @Override
    public void access(int linear, int size, boolean write, long value) {
        int here = Math.min(size, PAGE - (linear & PAGE - 1));
        int first = anyPhysical ? physicalOffset(linear) : -1;
        int second = anyPhysical && here < size ? physicalOffset(linear + here) : -1;
        for (Range range : ranges) {
            if (!(write ? range.write : range.read)) {
                continue;
            }
            boolean hit = range.physical
                    ? first >= 0 && range.overlaps(first, here) || second >= 0 && range.overlaps(second, size - here)
                    : range.overlaps(linear, size);
            if (hit) {
                long old = peek(linear, size);
                long now = write ? value & mask(size) : old;
                Event.Kind kind = write ? Event.Kind.WRITE : Event.Kind.READ;
                sink.note(range.breakpoint, kind, linear, target.guestCpu().mmu.translatePeek(linear), size, old, now);
            }
        }
    }

    @Override
    public void walkWrites(long physical, int value) {
        int offset = anyPhysical ? memory.offsetOf(physical) : -1;
        for (Range range : ranges) {
            if (offset >= 0 && range.physical && range.write && range.overlaps(offset, 4)) {
                long old = memory.peek8(physical)
                        | memory.peek8(physical + 1) << 8
                        | memory.peek8(physical + 2) << 16
                        | (long) memory.peek8(physical + 3) << 24;
                sink.note(range.breakpoint, Event.Kind.PAGE_WALK, 0, physical, 4, old, value & mask(4));
            }
        }
    }

    private int physicalOffset(int linear) {
        long physical = target.guestCpu().mmu.translatePeek(linear);
        return physical < 0 ? -1 : memory.offsetOf(physical);
    }

    private long peek(int linear, int size) {
        long value = 0;
        for (int i = 0; i < size; i++) {
            value |= (target.guestCpu().mmu.peekLinear8(linear + i) & 0xFFL) << 8 * i;
        }
        return value;
    }

    private static long mask(int size) {
        return size == 8 ? -1L : (1L << 8 * size) - 1;
    }
}
