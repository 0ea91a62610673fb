package ringside.debug.profile;

import java.util.Arrays;
import java.util.List;
import ringside.cpu.Vcpu;

/**
 * A model of a data cache: physical addresses, write-back, write-allocate, the line used least recently is replaced. It has
 * no effect on the guest and none on its time. An access that lies on two lines looks both up; what answers at no memory is
 * counted as any other address.
 */
public final class CacheModel implements Counts {
    /**
     * What one instruction caused.
     *
     * @param place linear address of the instruction; -1 for the delivery of interrupts and exceptions
     */
    public record Site(long place, long lookups, long misses) {}

    private static final class Lookups {
        long all;
        long misses;
    }

    private static final long EMPTY = -1;

    private final CacheShape shape;
    private final int lineShift;
    private final int ways;

    /** Numbers of lines, set by set, in each the one used last first. */
    private final long[] lines;

    private final boolean[] dirty;
    private final Places<Lookups> places = new Places<>(Lookups::new);
    private long lookups;
    private long misses;
    private long writtenBack;

    CacheModel(CacheShape shape) {
        this.shape = shape;
        lineShift = Integer.numberOfTrailingZeros(shape.line());
        ways = shape.ways();
        lines = new long[shape.sets() * ways];
        dirty = new boolean[lines.length];
        Arrays.fill(lines, EMPTY);
    }

    public CacheShape shape() {
        return shape;
    }

    @Override
    public void access(Vcpu cpu, Access access) {
        int last = access.linear() + access.size() - 1;
        lookUp(cpu, access, access.linear());
        if (access.linear() >>> lineShift != last >>> lineShift) {
            lookUp(cpu, access, last);
        }
    }

    private void lookUp(Vcpu cpu, Access access, int linear) {
        Lookups site = places.at(access.place());
        site.all++;
        lookups++;
        if (!touch(cpu.mmu.translatePeek(linear) >>> lineShift, access.write())) {
            misses++;
            site.misses++;
        }
    }

    /** Uses a line. Returns whether it was there. */
    private boolean touch(long line, boolean write) {
        int first = (int) (line & shape.sets() - 1) * ways;
        int way = 0;
        while (way < ways - 1 && lines[first + way] != line) {
            way++;
        }
        boolean hit = lines[first + way] == line;
        boolean wasDirty = hit && dirty[first + way];
        if (!hit && dirty[first + way]) {
            writtenBack++;
        }
        System.arraycopy(lines, first, lines, first + 1, way);
        System.arraycopy(dirty, first, dirty, first + 1, way);
        lines[first] = line;
        dirty[first] = write || wasDirty;
        return hit;
    }

    /** Forgets the counts and empties the cache. */
    @Override
    public void reset() {
        Arrays.fill(lines, EMPTY);
        Arrays.fill(dirty, false);
        places.clear();
        lookups = 0;
        misses = 0;
        writtenBack = 0;
    }

    /** Returns how often a line was looked up. */
    public long lookups() {
        return lookups;
    }

    /** Returns how often it was not there. */
    public long misses() {
        return misses;
    }

    /** Returns how many changed lines had to go back to memory to make room. */
    public long writtenBack() {
        return writtenBack;
    }

    /** Returns who looked lines up, those with most misses first. */
    public List<Site> sites() {
        return places.sorted(site -> site.misses).stream()
                .map(line -> new Site(line.place(), line.counts().all, line.counts().misses))
                .toList();
    }

    /** Returns how many look-ups found no room in the table of instructions. */
    public long lost() {
        return places.lost();
    }
}
