package ringside.exec.interp;

import java.util.Arrays;

/**
 * Blocks by their EIP, one for each hash: where indirect branches look first. It grows as long as blocks that are in use push each
 * other out, so that guests with much code find theirs, and those with little touch little memory.
 */
final class JumpCache {
    private static final int FEWEST = 1 << 14;
    private static final int MOST = 1 << 18;

    /** Live blocks pushed out for each place there is, after which there are twice as many places. */
    private static final int CROWDED = 4;

    private final Block nowhere;
    private Block[] blocks;
    private int displaced;

    JumpCache(Block nowhere) {
        this.nowhere = nowhere;
        blocks = empty(FEWEST);
    }

    private Block[] empty(int places) {
        Block[] all = new Block[places];
        Arrays.fill(all, nowhere);
        return all;
    }

    /** Functions lie at multiples of 16, of pages, or next to each other: all of them are spread evenly, over any number of places. */
    private static int hash(int eip) {
        return eip ^ eip >>> 4 ^ eip >>> 11;
    }

    /** Returns the only candidate; the caller compares everything. */
    Block at(int eip) {
        Block[] all = blocks;
        return all[hash(eip) & all.length - 1];
    }

    void put(Block block) {
        int place = hash(block.eip) & blocks.length - 1;
        Block before = blocks[place];
        blocks[place] = block;
        if (before != block && before != nowhere && !before.invalid() && ++displaced > CROWDED * blocks.length) {
            grow();
        }
    }

    private void grow() {
        displaced = 0;
        if (blocks.length < MOST) {
            Block[] before = blocks;
            blocks = empty(2 * before.length);
            for (Block block : before) {
                blocks[hash(block.eip) & blocks.length - 1] = block;
            }
        }
    }
}
