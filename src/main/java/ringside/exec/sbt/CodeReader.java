package ringside.exec.sbt;

import ringside.exec.BasicBlock;
import ringside.exec.BlockBuilder;
import ringside.exec.CodeBreakpoints;
import ringside.exec.CodeMode;
import ringside.isa.Decoder;

/** Decodes blocks of a {@link CodeSpace} exactly as engines decode them when they come to the same address. */
final class CodeReader {
    private final CodeSpace space;
    private final CodeMode mode;
    private final BlockBuilder builder = new BlockBuilder(new CodeBreakpoints());
    private byte[] page;
    private int pageNumber = -1;

    CodeReader(CodeSpace space, CodeMode mode) {
        this.space = space;
        this.mode = mode;
    }

    /** Returns the block at a linear address, or null if no code can be there. */
    BasicBlock block(int linear) {
        int eip = linear - mode.base();
        if (!space.contains(linear) || Integer.compareUnsigned(eip, mode.limit()) > 0) {
            return null;
        }
        if (linear >>> 12 != pageNumber) {
            page = space.memory().page(linear >>> 12);
            pageNumber = linear >>> 12;
        }
        if (page == null) {
            return null;
        }
        BasicBlock block = builder.onOnePage(page, linear & CodeSpace.PAGE - 1, mode, eip);
        return block != null ? block : onTwoPages(linear, eip);
    }

    private BasicBlock onTwoPages(int linear, int eip) {
        byte[] code = new byte[Decoder.MAX_LENGTH];
        int available = space.read(linear, code);
        return BlockBuilder.onTwoPages(code, available, mode, eip);
    }

    /** Returns the code of a block. */
    byte[] bytes(BasicBlock block) {
        byte[] code = new byte[block.size];
        space.read(block.linear, code);
        return code;
    }
}
