package ringside.debug.profile;

import java.util.List;
import ringside.cpu.Vcpu;

/** Which values each instruction read from memory and wrote to it. */
public final class ValueCounts implements Counts {
    /**
     * One instruction, as it reads or as it writes.
     *
     * @param place linear address of the instruction
     * @param count how often it accessed memory so
     * @param values what it moved, the most frequent first
     * @param others accesses with values that found no room
     */
    public record Site(long place, boolean write, long count, List<Tally.Entry> values, long others) {}

    private static final long WRITE = 1L << 40;

    private final Places<Tally> places = new Places<>(Tally::new);

    ValueCounts() {}

    @Override
    public void access(Vcpu cpu, Access access) {
        if (access.place() == Profiler.DELIVERY) {
            return;
        }
        long value = access.write() ? access.value() & mask(access.size()) : peek(cpu, access);
        places.at(access.place() | (access.write() ? WRITE : 0)).add(value);
    }

    private static long peek(Vcpu cpu, Access access) {
        long value = 0;
        for (int i = 0; i < access.size(); i++) {
            value |= (cpu.mmu.peekLinear8(access.linear() + i) & 0xFFL) << 8 * i;
        }
        return value;
    }

    private static long mask(int size) {
        return size == 8 ? -1L : (1L << 8 * size) - 1;
    }

    @Override
    public void reset() {
        places.clear();
    }

    /** Returns all instructions that access memory, the most executed first. */
    public List<Site> sites() {
        return places.sorted(Tally::total).stream()
                .map(line -> new Site(
                        line.place() & ~WRITE,
                        (line.place() & WRITE) != 0,
                        line.counts().total(),
                        line.counts().entries(),
                        line.counts().others()))
                .toList();
    }

    /** Returns how many accesses found no room in the table. */
    public long lost() {
        return places.lost();
    }
}
