package ringside.exec.dbt;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import ringside.cpu.Vcpu;
import ringside.exec.emit.MethodBudget;
import ringside.exec.emit.UnitPlan;
import ringside.exec.interp.Block;
import ringside.exec.interp.Interpreter;
import ringside.exec.interp.Translation;
import ringside.isa.Instruction;
import ringside.isa.Mnemonic;

/**
 * Chooses what goes into a unit: the hot block and, for a region, the blocks that are entered about as often and that it
 * leads to, through calls and returns too. Blocks that other units have stay with those: the JVM's time to compile a unit is
 * what translation costs, so nothing is compiled in two places.
 */
final class RegionBuilder {
    private static final int MAX_BLOCKS = 64;

    /** A block is left out if it is entered this much less often than a block must be to be hot. */
    private static final int COLD = 32;

    private final Vcpu cpu;
    private final Interpreter interpreter;
    private final Block head;
    private final int warm;
    private final Set<Translation> open;
    private final MethodBudget budget = new MethodBudget();
    private final Map<Block, Integer> numbers = new LinkedHashMap<>();

    private RegionBuilder(Vcpu cpu, Interpreter interpreter, Block head, Set<Translation> open, int threshold) {
        this.cpu = cpu;
        this.open = open;
        this.interpreter = interpreter;
        this.head = head;
        warm = Math.max(1, threshold / COLD);
    }

    /**
     * Plans a unit.
     *
     * @param open the translations that the new unit is to replace, whose blocks it may hold
     */
    static UnitPlan region(Vcpu cpu, Interpreter interpreter, Block head, Set<Translation> open, int threshold) {
        RegionBuilder builder = new RegionBuilder(cpu, interpreter, head, open, threshold);
        builder.add(head);
        builder.grow();
        return builder.plan();
    }

    /** Plans a unit of nothing but the hot block. */
    static UnitPlan block(Vcpu cpu, Interpreter interpreter, Block head) {
        RegionBuilder builder = new RegionBuilder(cpu, interpreter, head, Set.of(), 1);
        builder.add(head);
        return builder.plan();
    }

    /** Whether one unit has room for the blocks of two. */
    static boolean together(Translation one, Translation other) {
        MethodBudget budget = new MethodBudget();
        one.blocks().forEach(block -> budget.add(block.instructions));
        other.blocks().stream()
                .filter(block -> !one.blocks().contains(block))
                .forEach(block -> budget.add(block.instructions));
        return budget.kept() && one.blocks().size() + other.blocks().size() <= MAX_BLOCKS;
    }

    private void add(Block block) {
        budget.add(block.instructions);
        numbers.put(block, numbers.size());
    }

    private void grow() {
        PriorityQueue<Block> frontier = new PriorityQueue<>(
                Comparator.comparingInt(RegionBuilder::heat).reversed().thenComparingInt(block -> block.linear));
        Set<Block> seen = new LinkedHashSet<>(List.of(head));
        push(frontier, seen, head);
        while (!frontier.isEmpty() && numbers.size() < MAX_BLOCKS) {
            Block next = frontier.poll();
            if (budget.allows(next.instructions)) {
                add(next);
                push(frontier, seen, next);
            }
        }
    }

    /** How often a block is entered, as far as is known: those translated already are hot. */
    private static int heat(Block block) {
        return block.translation() != null ? Integer.MAX_VALUE : block.entries();
    }

    private void push(PriorityQueue<Block> frontier, Set<Block> seen, Block block) {
        for (Block next : successors(block)) {
            if (next != null && fits(next) && free(next) && heat(next) >= warm && seen.add(next)) {
                frontier.add(next);
            }
        }
    }

    private boolean free(Block block) {
        return block.translation() == null || open.contains(block.translation());
    }

    private List<Block> successors(Block block) {
        List<Block> successors = new ArrayList<>();
        successors.add(block.taken());
        successors.add(block.fall());
        successors.addAll(block.targets());
        if (last(block).mnemonic == Mnemonic.CALL) {
            successors.add(behind(block));
        }
        return successors;
    }

    private static Instruction last(Block block) {
        return block.instructions.get(block.instructions.size() - 1);
    }

    /** Returns the block behind a call, if it has been entered and is mapped. */
    private Block behind(Block block) {
        int linear = block.linear + block.size;
        int page = cpu.mmu.fetchMap[linear >>> 12];
        return page < 0 ? null : interpreter.find(page | linear & 0xFFF, block.eip + block.size, block.mode);
    }

    private boolean fits(Block block) {
        return block.mode == head.mode && !block.invalid() && block.offset >= 0 && block.secondPage < 0;
    }

    private UnitPlan plan() {
        List<Block> blocks = List.copyOf(numbers.keySet());
        boolean[] paired = new boolean[blocks.size()];
        int[] taken = new int[blocks.size()];
        int[] fall = new int[blocks.size()];
        Map<Integer, int[]> landings = new HashMap<>();
        for (int i = 0; i < blocks.size(); i++) {
            Block block = blocks.get(i);
            int count = block.instructions.size();
            paired[i] = count > 1 && block.pairedEnd();
            taken[i] = numbers.getOrDefault(block.taken(), -1);
            fall[i] = numbers.getOrDefault(block.fall(), -1);
            if (block.endsIndirectly()) {
                landings.put(i, landings(block));
            }
        }
        return new UnitPlan(blocks, paired, taken, fall, landings);
    }

    /** Returns the numbers of the blocks to which a computed branch has led, or to which a return may lead. */
    private int[] landings(Block block) {
        Map<Integer, Integer> byAddress = new LinkedHashMap<>();
        for (Block target : block.targets()) {
            put(byAddress, target);
        }
        if (last(block).mnemonic == Mnemonic.RET) {
            for (Block caller : numbers.keySet()) {
                if (last(caller).mnemonic == Mnemonic.CALL) {
                    put(byAddress, behind(caller));
                }
            }
        }
        return byAddress.values().stream().mapToInt(Integer::intValue).toArray();
    }

    private void put(Map<Integer, Integer> byAddress, Block target) {
        Integer number = numbers.get(target);
        if (number != null) {
            byAddress.putIfAbsent(target.eip, number);
        }
    }
}
