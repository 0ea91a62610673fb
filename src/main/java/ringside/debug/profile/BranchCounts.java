package ringside.debug.profile;

import java.util.List;
import ringside.exec.BasicBlock;
import ringside.isa.Instruction;
import ringside.sem.Binding;
import ringside.sem.Semantics;

/** How often each conditional branch was taken and not; one to the instruction behind it counts as not taken. */
public final class BranchCounts implements Counts {
    /**
     * One branch.
     *
     * @param place linear address of the instruction
     */
    public record Branch(long place, long taken, long notTaken) {}

    private static final class Ways {
        long taken;
        long notTaken;
    }

    private final Places<Ways> places = new Places<>(Ways::new);

    BranchCounts() {}

    @Override
    public void ended(BasicBlock block, int eip) {
        Instruction last = last(block);
        Binding binding = Semantics.of(last.row);
        if (binding instanceof Binding.Jump || binding instanceof Binding.Loop) {
            Ways ways = places.at(place(block));
            if (eip == block.eip + block.size) {
                ways.notTaken++;
            } else {
                ways.taken++;
            }
        }
    }

    static Instruction last(BasicBlock block) {
        return block.instructions.get(block.instructions.size() - 1);
    }

    /** Returns the linear address of the last instruction of a block. */
    static long place(BasicBlock block) {
        return block.linear + block.size - last(block).length & 0xFFFF_FFFFL;
    }

    @Override
    public void reset() {
        places.clear();
    }

    /** Returns all branches, the most executed first. */
    public List<Branch> branches() {
        return places.sorted(ways -> ways.taken + ways.notTaken).stream()
                .map(line -> new Branch(line.place(), line.counts().taken, line.counts().notTaken))
                .toList();
    }

    /** Returns how many executions of branches found no room in the table. */
    public long lost() {
        return places.lost();
    }
}
