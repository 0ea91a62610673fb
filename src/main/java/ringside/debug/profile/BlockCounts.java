package ringside.debug.profile;

import java.util.List;
import ringside.exec.BasicBlock;

/** How often each basic block was entered. */
public final class BlockCounts implements Counts {
    /**
     * One block.
     *
     * @param place linear address of its first instruction
     * @param instructions how many it has
     */
    public record Block(long place, long entries, int instructions) {}

    private static final class Entered {
        long entries;
        int instructions;
    }

    private final Places<Entered> places = new Places<>(Entered::new);

    BlockCounts() {}

    @Override
    public void entered(BasicBlock block) {
        Entered at = places.at(block.linear & 0xFFFF_FFFFL);
        at.entries++;
        at.instructions = block.instructions.size();
    }

    @Override
    public void reset() {
        places.clear();
    }

    /** Returns all blocks, those first in which most instructions were executed. */
    public List<Block> blocks() {
        return places.sorted(entered -> entered.entries * entered.instructions).stream()
                .map(line -> new Block(line.place(), line.counts().entries, line.counts().instructions))
                .toList();
    }

    /** Returns how many entries of blocks found no room in the table. */
    public long lost() {
        return places.lost();
    }
}
