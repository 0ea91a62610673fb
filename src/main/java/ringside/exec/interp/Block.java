package ringside.exec.interp;

import ringside.exec.BasicBlock;
import ringside.exec.CodeMode;

/** A block as the interpreter runs it. */
final class Block extends BasicBlock {
    /** A {@link #count} that no deadline allows, so that links to the block fail. */
    static final long NEVER = Long.MAX_VALUE / 4;

    final Interpreter interpreter;

    /** The ops, in order; a fused one stands for two instructions. */
    Op[] ops;

    /** The first op. */
    Op first;

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
    }

    @Override
    protected void repaired() {
        super.repaired();
        count = instructions.size();
    }
}
