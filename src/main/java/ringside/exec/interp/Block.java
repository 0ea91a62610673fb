package ringside.exec.interp;

import java.util.ArrayList;
import java.util.List;
import ringside.exec.BasicBlock;
import ringside.exec.CodeMode;
import ringside.exec.Step;

/** A block as the interpreter runs it. Opaque to others except for what a {@link Tier} needs to know. */
public final class Block extends BasicBlock {
    /** A {@link #count} that no deadline allows, so that links to the block fail. */
    static final long NEVER = Long.MAX_VALUE / 4;

    final Interpreter interpreter;

    /** The ops, in order; a fused one stands for two instructions. */
    Op[] ops;

    /** What is executed when the block is entered: the first op, or what stands in for it. */
    Op first;

    /** What runs instead of the ops, or null. */
    Translation translation;

    /** The translations that this block is part of, in whose place or not. */
    final List<Translation> users = new ArrayList<>(0);

    /** The bytes it was decoded from. */
    byte[] code;

    /** Offset of its first page in physical memory's bytes. */
    final int page;

    /** Instructions in the block as far as links care. */
    long count;

    Block(BasicBlock decoded, Interpreter interpreter) {
        super(decoded);
        this.interpreter = interpreter;
        page = page();
        count = decoded.instructions.size();
    }

    /** Makes a block that no address leads to. */
    static Block nowhere(CodeMode mode, Interpreter interpreter, Op exit) {
        Block block = new Block(BasicBlock.nowhere(mode), interpreter);
        block.first = exit;
        block.count = NEVER;
        return block;
    }

    @Override
    public void invalidate(boolean forever) {
        super.invalidate(forever);
        count = NEVER;
        if (forever && ops != null && last() instanceof Branch branch) {
            // Or the dead would keep each other.
            branch.unlink();
        }
        for (Translation user : List.copyOf(users)) {
            user.remove();
            interpreter.tier.died(user, this);
        }
    }

    /** Lets the block be entered at its first op, by way of a counter if somebody counts. */
    void begin() {
        Tier tier = interpreter.tier;
        int threshold = tier == null || offset < 0 || secondPage >= 0 ? 0 : tier.threshold(this);
        first = switch (threshold) {
            case 0 -> ops[0];
            case Tier.SEALED -> new LeaveUnit.AtHead(this);
            default -> new Counter(this, threshold);
        };
    }

    /** Asks its tier again how often it is to be entered until it is translated. */
    public void recount() {
        begin();
    }

    /** Lets the interpreter run it from now on, whatever its tier said. */
    public void unseal() {
        first = ops[0];
    }

    /** Where the block went on when its branch was taken, or null. */
    public Block taken() {
        return last() instanceof Branch branch ? branch.successor(true) : null;
    }

    /** Where the block went on when its branch was not taken, or null. */
    public Block fall() {
        return last() instanceof Branch branch ? branch.successor(false) : null;
    }

    /** How often it has been entered since it was made or repaired; frozen once it is translated or given up. */
    public int entries() {
        return first instanceof Counter counter ? counter.count() : 0;
    }

    /** What runs instead of it, or null. */
    public Translation translation() {
        return translation;
    }

    /** Returns where the computed branch at its end has led, as far as units that ended there have noticed. */
    public List<Block> targets() {
        return last() instanceof Indirect branch ? branch.targets() : List.of();
    }

    /** Whether it ends with a branch whose target is only known when it is executed. */
    public boolean endsIndirectly() {
        return last() instanceof Indirect;
    }

    Op last() {
        return ops[ops.length - 1];
    }

    /** Returns the op that does an instruction, alone or as the first of a pair. */
    Op op(int index) {
        for (Op op : ops) {
            if (op.index == index) {
                return op;
            }
        }
        throw new IllegalArgumentException("instruction " + index + " is the second of a pair");
    }

    /** Whether the interpreter does the last two instructions as one. */
    public boolean pairedEnd() {
        return last().instructions() == 2;
    }

    /** Returns the interpreter's way to do an instruction, which is not the second of a pair. */
    public Step step(int index) {
        return op(index);
    }

    @Override
    protected void repaired() {
        super.repaired();
        count = instructions.size();
    }
}
