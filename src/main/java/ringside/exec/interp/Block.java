package ringside.exec.interp;

import ringside.exec.BasicBlock;

/** A block as the interpreter runs it. */
final class Block extends BasicBlock {
    /** A {@link #count} that no deadline allows, so that links to the block fail. */
    static final long NEVER = Long.MAX_VALUE / 4;

    final Interpreter interpreter;

    /** The ops, in order; a fused one stands for two instructions. */
    Op[] ops;

    /** The first op. */
    Op first;

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

    @Override
    protected void die() {
        super.die();
        count = NEVER;
    }
}
