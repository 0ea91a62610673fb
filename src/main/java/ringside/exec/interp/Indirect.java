package ringside.exec.interp;

import java.util.ArrayList;
import java.util.List;
import ringside.cpu.Vcpu;
import ringside.exec.CodeMode;
import ringside.exec.ExecutionHistory;
import ringside.isa.SegmentRegister;

/** An op that ends its block with a successor found by its address. */
abstract class Indirect extends Op {
    private static final int MAX_TARGETS = 24;

    private final List<Block> targets = new ArrayList<>(0);
    private final CodeMode mode;
    private final JumpCache jumps;
    private final ExecutionHistory history;

    /** Linear page number of the block, whose mapping is implied while it runs; -1 if it is on two. */
    private final int ownPage;

    private final int ownFrame;

    Indirect(Site site) {
        super(site);
        jumps = block.interpreter.jumps;
        history = block.interpreter.history;
        mode = block.mode;
        ownFrame = block.page;
        ownPage = block.secondPage < 0 ? block.linear >>> 12 : -1;
    }

    /** Goes on at {@code target}, which has been checked. */
    final Op jump(Vcpu cpu, int target) {
        long count = cpu.icount + index + 1;
        cpu.icount = count;
        Block successor = jumps.at(target);
        if (successor.eip == target && successor.mode == mode && count + successor.count <= cpu.deadline) {
            int page = successor.linear >>> 12;
            if ((page == ownPage ? ownFrame : cpu.mmu.fetchMap[page]) == successor.page) {
                history.enter(successor, count);
                return successor.first;
            }
        }
        cpu.eip = target;
        return block.interpreter.exit;
    }

    /** Notes where a unit that ended here goes on. Kept short: a branch that leads everywhere is no use to know. */
    final void note(Op next) {
        if (next instanceof Entry entry) {
            note(entry.head());
        } else if (next instanceof Counter counter) {
            note(counter.counted());
        }
    }

    private void note(Block target) {
        if (targets.size() < MAX_TARGETS && !targets.contains(target)) {
            targets.add(target);
        }
    }

    final List<Block> targets() {
        targets.removeIf(Block::dead);
        return List.copyOf(targets);
    }

    /** Raises #GP(0) for a target beyond the limit of CS. */
    final void check(Vcpu cpu, int target) {
        if (Integer.compareUnsigned(target, cpu.segmentLimit[SegmentRegister.CS]) > 0) {
            expose(cpu);
            throw cpu.fault.gp(0);
        }
    }
}
