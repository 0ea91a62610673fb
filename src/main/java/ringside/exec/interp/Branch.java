package ringside.exec.interp;

import ringside.cpu.Vcpu;
import ringside.exec.ExecutionHistory;

/**
 * An op that ends its block with up to two known successors. Links are made by the interpreter when a way is first taken
 * and hold as long as the successor lives; where it lies on another page, only while that page is mapped there.
 */
abstract class Branch extends Op {
    final int takenEip;
    final int fallEip;

    /** Instructions of the block up to and including this op. */
    final int retired;

    private final int takenPage;
    private final int fallPage;
    private final ExecutionHistory history;
    private Block taken;
    private Block fall;

    /** Makes a branch to {@code target}. */
    Branch(Site site, int instructions, int target, int following) {
        super(site);
        retired = site.index() + instructions;
        takenEip = target;
        fallEip = following;
        history = block.interpreter.history;
        taken = block.interpreter.nowhere;
        fall = taken;
        takenPage = pageToCheck(target);
        fallPage = pageToCheck(following);
    }

    /** Returns the linear page number of a successor, or -1 if the block's own page implies its mapping. */
    private int pageToCheck(int target) {
        int linear = block.mode.base() + target;
        boolean same = block.secondPage < 0 && linear >>> 12 == block.linear >>> 12;
        return same ? -1 : linear >>> 12;
    }

    /** Goes on at the target. */
    final Op taken(Vcpu cpu) {
        long count = cpu.icount + retired;
        cpu.icount = count;
        Block successor = taken;
        if (count + successor.count <= cpu.deadline
                && (takenPage < 0 || cpu.mmu.fetchMap[takenPage] == successor.page)) {
            history.enter(successor, count);
            return successor.first;
        }
        cpu.eip = takenEip;
        block.interpreter.missed(this, true);
        return block.interpreter.exit;
    }

    /** Goes on behind the instruction. */
    final Op fall(Vcpu cpu) {
        long count = cpu.icount + retired;
        cpu.icount = count;
        Block successor = fall;
        if (count + successor.count <= cpu.deadline && (fallPage < 0 || cpu.mmu.fetchMap[fallPage] == successor.page)) {
            history.enter(successor, count);
            return successor.first;
        }
        cpu.eip = fallEip;
        block.interpreter.missed(this, false);
        return block.interpreter.exit;
    }

    /** Returns where a way led when it was first taken, or null. */
    final Block successor(boolean way) {
        Block successor = way ? taken : fall;
        return successor == block.interpreter.nowhere || successor.dead() ? null : successor;
    }

    /** Forgets where the ways led. */
    final void unlink() {
        taken = block.interpreter.nowhere;
        fall = taken;
    }

    /** Remembers where a way led. */
    final void link(boolean way, Block successor) {
        if (way) {
            taken = successor;
        } else {
            fall = successor;
        }
    }
}
