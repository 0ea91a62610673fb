package ringside.exec.sbt;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import ringside.cpu.CpuModel;
import ringside.exec.BasicBlock;
import ringside.exec.BlockBuilder;
import ringside.exec.emit.EmitOptions;
import ringside.exec.emit.EmittedUnit;
import ringside.exec.emit.MethodBudget;
import ringside.exec.emit.ReadyUnit;
import ringside.exec.emit.ReadyUnit.ReadyBlock;
import ringside.exec.emit.UnitEmitter;
import ringside.exec.emit.UnitFacts;
import ringside.exec.emit.UnitPlan;
import ringside.isa.Instruction;
import ringside.isa.Mnemonic;
import ringside.sem.Binding;
import ringside.sem.Semantics;

/**
 * Parts discovered code into units and emits them. Each block is in one unit; a unit holds blocks of one page that lead to each
 * other, as many as the JVM compiles well together.
 */
final class UnitMaker {
    private static final int MAX_BLOCKS = 64;

    private final ControlFlow flow;
    private final CpuModel model;
    private final CodeReader reader;
    private final Consumer<ReadyUnit> made;

    private UnitMaker(ControlFlow flow, CpuModel model, Consumer<ReadyUnit> made) {
        this.flow = flow;
        this.model = model;
        this.made = made;
        reader = new CodeReader(flow.space(), flow.mode());
    }

    /** Makes the units of all discovered code, page by page, and hands them to {@code made}. */
    static void make(ControlFlow flow, CpuModel model, Consumer<ReadyUnit> made) {
        UnitMaker maker = new UnitMaker(flow, model, made);
        TreeMap<Integer, BasicBlock> page = new TreeMap<>(Integer::compareUnsigned);
        for (int start : flow.starts()) {
            if (!page.isEmpty() && page.firstKey() >>> 12 != start >>> 12) {
                maker.part(page);
                page.clear();
            }
            BasicBlock block = maker.reader.block(start);
            if (block.secondPage < 0) {
                page.put(start, block);
            }
        }
        maker.part(page);
    }

    /** Takes the blocks of a page apart into units. */
    private void part(TreeMap<Integer, BasicBlock> page) {
        TreeMap<Integer, BasicBlock> free = new TreeMap<>(page);
        while (!free.isEmpty()) {
            emit(unit(free));
        }
    }

    /** Takes a unit's blocks out of those that are free: the first, and what it leads to. */
    private static Map<Integer, BasicBlock> unit(TreeMap<Integer, BasicBlock> free) {
        MethodBudget budget = new MethodBudget();
        Map<Integer, BasicBlock> unit = new LinkedHashMap<>();
        ArrayDeque<Integer> frontier = new ArrayDeque<>();
        frontier.add(free.firstKey());
        while (!frontier.isEmpty() && unit.size() < MAX_BLOCKS) {
            BasicBlock block = free.get(frontier.poll());
            if (block == null || !unit.isEmpty() && !budget.allows(block.instructions)) {
                continue;
            }
            free.remove(block.linear);
            unit.put(block.linear, block);
            budget.add(block.instructions);
            Ways ways = Ways.of(block);
            push(frontier, ways.fall());
            push(frontier, ways.taken());
        }
        return unit;
    }

    private static void push(ArrayDeque<Integer> frontier, Integer address) {
        if (address != null) {
            frontier.add(address);
        }
    }

    private void emit(Map<Integer, BasicBlock> unit) {
        List<BasicBlock> blocks = new ArrayList<>(unit.values());
        Map<Integer, Integer> numbers = new HashMap<>();
        blocks.forEach(block -> numbers.put(block.linear, numbers.size()));
        boolean[] paired = new boolean[blocks.size()];
        int[] taken = new int[blocks.size()];
        int[] fall = new int[blocks.size()];
        List<Integer> behindCalls = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
            Ways ways = Ways.of(blocks.get(i));
            paired[i] = mayBePaired(blocks.get(i));
            taken[i] = number(numbers, ways.taken());
            int behind = number(numbers, ways.fall());
            fall[i] = staysInside(last(blocks.get(i))) ? behind : -1;
            if (last(blocks.get(i)).mnemonic == Mnemonic.CALL && behind >= 0) {
                behindCalls.add(behind);
            }
        }
        UnitPlan plan = new UnitPlan(blocks, paired, taken, fall, landings(blocks, behindCalls));
        EmittedUnit emitted =
                UnitEmitter.emit(plan, EmitOptions.ALL, model, String.format("st_%08x", blocks.get(0).linear));
        ReadyUnit ready = ready(plan, emitted);
        if (worthwhile(emitted.facts())) {
            made.accept(ready);
        }
    }

    private static Integer number(Map<Integer, Integer> numbers, Integer address) {
        return address == null ? -1 : numbers.getOrDefault(address, -1);
    }

    private static Instruction last(BasicBlock block) {
        return block.instructions.get(block.instructions.size() - 1);
    }

    /** Whether a unit itself goes on behind the instruction at the end of a block. */
    private static boolean staysInside(Instruction last) {
        Binding binding = Semantics.of(last.row);
        return !BlockBuilder.endsBlock(last) || binding instanceof Binding.Jump || binding instanceof Binding.Loop;
    }

    /** Returns where returns inside the unit may lead: behind its calls. */
    private static Map<Integer, int[]> landings(List<BasicBlock> blocks, List<Integer> behindCalls) {
        Map<Integer, int[]> landings = new HashMap<>();
        int[] known =
                behindCalls.stream().distinct().mapToInt(Integer::intValue).toArray();
        for (int i = 0; i < blocks.size() && known.length > 0; i++) {
            if (last(blocks.get(i)).mnemonic == Mnemonic.RET) {
                landings.put(i, known);
            }
        }
        return landings;
    }

    /** Whether an interpreter may do the last two instructions as one. */
    private static boolean mayBePaired(BasicBlock block) {
        int count = block.instructions.size();
        return count > 1 && Semantics.of(block.instructions.get(count - 1).row) instanceof Binding.Jump;
    }

    private ReadyUnit ready(UnitPlan plan, EmittedUnit emitted) {
        List<ReadyBlock> blocks = new ArrayList<>();
        for (int i = 0; i < plan.blocks().size(); i++) {
            BasicBlock block = plan.blocks().get(i);
            blocks.add(new ReadyBlock(
                    block.eip,
                    reader.bytes(block),
                    block.instructions.size(),
                    plan.paired()[i],
                    plan.taken()[i],
                    plan.fall()[i]));
        }
        return new ReadyUnit(flow.mode(), blocks, plan.landings(), emitted);
    }

    /** Whether a unit does something itself. */
    private static boolean worthwhile(UnitFacts facts) {
        return facts.ways().stream()
                .flatMap(List::stream)
                .anyMatch(way -> way == UnitFacts.Way.EMITTED || way == UnitFacts.Way.CALLED);
    }
}
