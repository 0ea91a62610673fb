package ringside.debug.profile;

import java.util.List;
import ringside.exec.BasicBlock;
import ringside.isa.Instruction;
import ringside.isa.OperandCode;

/** Where branches to computed targets led, returns among them. */
public final class TargetCounts implements Counts {
    /**
     * One branch.
     *
     * @param place linear address of the instruction
     * @param count how often it was executed
     * @param targets where it led, the most frequent first
     * @param others executions that led to targets which found no room
     */
    public record Indirect(long place, long count, List<Tally.Entry> targets, long others) {}

    private final Places<Tally> places = new Places<>(Tally::new);

    TargetCounts() {}

    @Override
    public void ended(BasicBlock block, int eip) {
        if (isComputed(BranchCounts.last(block))) {
            places.at(BranchCounts.place(block)).add(block.mode.base() + eip & 0xFFFF_FFFFL);
        }
    }

    private static boolean isComputed(Instruction last) {
        return switch (last.mnemonic) {
            case RET -> true;
            case JMP, CALL -> last.row.operands().get(0) == OperandCode.Ev;
            default -> false;
        };
    }

    @Override
    public void reset() {
        places.clear();
    }

    /** Returns all computed branches, the most executed first. */
    public List<Indirect> branches() {
        return places.sorted(Tally::total).stream()
                .map(line -> new Indirect(
                        line.place(),
                        line.counts().total(),
                        line.counts().entries(),
                        line.counts().others()))
                .toList();
    }

    /** Returns how many executions of branches found no room in the table. */
    public long lost() {
        return places.lost();
    }
}
