package ringside.exec.emit;

import java.util.List;
import java.util.Map;
import ringside.exec.BasicBlock;
import ringside.exec.CodeMode;

/**
 * A unit emitted ahead of time from code on one page, with the bytes of that code. Nothing in it depends on where in physical
 * memory the page is, so it may run wherever the same bytes are at the same EIPs under a mode that it serves.
 *
 * @param mode what the emitter supposed of the CPU
 * @param landings as in {@link UnitPlan}
 */
public record ReadyUnit(CodeMode mode, List<ReadyBlock> blocks, Map<Integer, int[]> landings, EmittedUnit emitted) {
    /**
     * A block of such a unit.
     *
     * @param code its bytes
     * @param instructions how many they are
     * @param paired as in {@link UnitPlan}
     * @param taken as in {@link UnitPlan}
     * @param fall as in {@link UnitPlan}
     */
    public record ReadyBlock(int eip, byte[] code, int instructions, boolean paired, int taken, int fall) {}

    /** Whether there is something in a block that the unit does itself; else it is not worth to be entered for it. */
    public boolean gains(int block) {
        return emitted.facts().ways().get(block).stream()
                .anyMatch(way -> way == UnitFacts.Way.EMITTED || way == UnitFacts.Way.CALLED);
    }

    /** Returns the plan of the unit with the blocks of an engine in it, in the order of their numbers. */
    public UnitPlan plan(List<? extends BasicBlock> real) {
        int count = blocks.size();
        boolean[] paired = new boolean[count];
        int[] taken = new int[count];
        int[] fall = new int[count];
        for (int i = 0; i < count; i++) {
            paired[i] = blocks.get(i).paired();
            taken[i] = blocks.get(i).taken();
            fall[i] = blocks.get(i).fall();
        }
        return new UnitPlan(real, paired, taken, fall, landings);
    }
}
