package ringside.debug.profile;

import java.util.List;
import ringside.cpu.Vcpu;
import ringside.exec.BasicBlock;

/** How often each page of linear memory was read, written and executed. An access to two pages counts for the first. */
public final class PageCounts implements Counts {
    /**
     * One page.
     *
     * @param place linear address of its first byte
     * @param blocks how often a block that starts in it was entered
     */
    public record Page(long place, long reads, long writes, long blocks) {}

    private static final class Uses {
        long reads;
        long writes;
        long blocks;
    }

    private final Places<Uses> places = new Places<>(Uses::new);

    PageCounts() {}

    @Override
    public void entered(BasicBlock block) {
        at(block.linear).blocks++;
    }

    @Override
    public void access(Vcpu cpu, Access access) {
        Uses uses = at(access.linear());
        if (access.write()) {
            uses.writes++;
        } else {
            uses.reads++;
        }
    }

    private Uses at(int linear) {
        return places.at(linear & 0xFFFF_F000L);
    }

    @Override
    public void reset() {
        places.clear();
    }

    /** Returns all pages, the most used first. */
    public List<Page> pages() {
        return places.sorted(uses -> uses.reads + uses.writes + uses.blocks).stream()
                .map(line -> new Page(line.place(), line.counts().reads, line.counts().writes, line.counts().blocks))
                .toList();
    }

    /** Returns how many uses of pages found no room in the table. */
    public long lost() {
        return places.lost();
    }
}
