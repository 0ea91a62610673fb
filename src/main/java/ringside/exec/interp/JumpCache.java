package ringside.exec.interp;

import java.util.Arrays;

/** Blocks by their EIP, one for each hash: where indirect branches look first. */
final class JumpCache {
    private static final int SIZE = 1 << 14;

    private final Block[] blocks = new Block[SIZE];

    JumpCache(Block nowhere) {
        Arrays.fill(blocks, nowhere);
    }

    /** Returns the only candidate; the caller compares everything. */
    Block at(int eip) {
        return blocks[(eip ^ eip >>> 14) & SIZE - 1];
    }

    void put(Block block) {
        blocks[(block.eip ^ block.eip >>> 14) & SIZE - 1] = block;
    }
}
