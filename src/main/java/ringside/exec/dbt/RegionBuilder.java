package ringside.exec.dbt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import ringside.exec.emit.UnitPlan;
import ringside.exec.interp.Block;

/** Chooses what goes into a unit: the hot block and, for a region, what it leads to. */
final class RegionBuilder {
    /** A unit's memory accesses and instructions are bounded, because the JVM compiles only so much at once. */
    private static final int MAX_INSTRUCTIONS = 160;

    private static final int MAX_BLOCKS = 32;

    private final Map<Block, Integer> numbers = new LinkedHashMap<>();

    /** Plans a unit. */
    static UnitPlan plan(Block head, boolean region) {
        RegionBuilder builder = new RegionBuilder();
        builder.numbers.put(head, 0);
        if (region) {
            builder.grow(head);
        }
        return builder.plan();
    }

    private void grow(Block head) {
        int instructions = head.instructions.size();
        List<Block> frontier = new ArrayList<>(List.of(head));
        for (int i = 0; i < frontier.size() && numbers.size() < MAX_BLOCKS; i++) {
            for (Block next : successors(frontier.get(i))) {
                if (next != null
                        && !numbers.containsKey(next)
                        && fits(head, next)
                        && instructions + next.instructions.size() <= MAX_INSTRUCTIONS) {
                    instructions += next.instructions.size();
                    numbers.put(next, numbers.size());
                    frontier.add(next);
                }
            }
        }
    }

    private static List<Block> successors(Block block) {
        return Arrays.asList(block.taken(), block.fall());
    }

    private static boolean fits(Block head, Block block) {
        return block.mode == head.mode && !block.invalid() && block.offset >= 0 && block.secondPage < 0;
    }

    private UnitPlan plan() {
        List<Block> blocks = List.copyOf(numbers.keySet());
        boolean[] paired = new boolean[blocks.size()];
        int[] taken = new int[blocks.size()];
        int[] fall = new int[blocks.size()];
        for (int i = 0; i < blocks.size(); i++) {
            Block block = blocks.get(i);
            int count = block.instructions.size();
            paired[i] = count > 1 && block.pairedEnd();
            taken[i] = numbers.getOrDefault(block.taken(), -1);
            fall[i] = numbers.getOrDefault(block.fall(), -1);
        }
        return new UnitPlan(blocks, paired, taken, fall, new HashMap<>());
    }
}
