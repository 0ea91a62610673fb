package ringside.exec.emit;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import ringside.exec.BasicBlock;

/**
 * What to emit: blocks of one mode and the ways between them that stay inside the unit.
 *
 * @param blocks the blocks, none of which lies on two pages; their numbers are their indices
 * @param paired per block, whether the interpreter does the last two instructions as one
 * @param taken per block, the number of the block at the target of its branch, or -1
 * @param fall per block, the number of the block behind it, or -1
 * @param landings per block that ends with a branch to a computed target, the targets known
 */
public record UnitPlan(
        List<? extends BasicBlock> blocks, boolean[] paired, int[] taken, int[] fall, Map<Integer, int[]> landings) {
    /** Whether another plan has the same blocks and the same ways between them, in any order. */
    public boolean same(UnitPlan other) {
        return ways() == other.ways() && new HashSet<>(blocks).equals(new HashSet<>(other.blocks));
    }

    private long ways() {
        long direct = Arrays.stream(taken).filter(way -> way >= 0).count()
                + Arrays.stream(fall).filter(way -> way >= 0).count();
        return direct
                + landings.values().stream().mapToInt(known -> known.length).sum();
    }
}
