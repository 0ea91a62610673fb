package ringside.exec;

import java.util.List;
import ringside.isa.Instruction;

/** Decoded instructions that follow each other, with what they were decoded from. Engines extend it by what they run. */
public class BasicBlock {
    /** The mode the code was decoded under. */
    public final CodeMode mode;

    /** Offset of the first instruction in CS. */
    public final int eip;

    /** Linear address of the first instruction. */
    public final int linear;

    /** Where its first byte is in physical memory's bytes; -1 if the code is in no memory and cannot be kept. */
    public final int offset;

    /** Where the second page starts in physical memory's bytes, if the block goes on there; else -1. */
    public final int secondPage;

    /** Length in bytes. */
    public final int size;

    /** What it consists of; the engine may replace some when it repairs a stale block. */
    public final List<Instruction> instructions;

    /** Number in the {@link ExecutionHistory}, in the upper half; negative if it is not known there. */
    long key = -1;

    /** What its instructions stand for in a history, or null: it is code of the guest's own. */
    CodeOrigin[] origins;

    /** Whether a monitor carried it out for its guest. */
    boolean emulated;

    private State state = State.LIVE;

    BasicBlock next;

    /** Whether the block is still what memory holds. */
    private enum State {
        LIVE,
        /** Bytes have been written; if only operands changed, the engine may repair it. */
        STALE,
        DEAD
    }

    /** Takes over the parts of a block. */
    protected BasicBlock(BasicBlock decoded) {
        this(
                decoded.mode,
                decoded.eip,
                decoded.linear,
                decoded.offset,
                decoded.secondPage,
                decoded.size,
                decoded.instructions);
    }

    BasicBlock(
            CodeMode mode, int eip, int linear, int offset, int secondPage, int size, List<Instruction> instructions) {
        this.mode = mode;
        this.eip = eip;
        this.linear = linear;
        this.offset = offset;
        this.secondPage = secondPage;
        this.size = size;
        this.instructions = instructions;
    }

    /** Makes a block without code that no address leads to. */
    public static BasicBlock nowhere(CodeMode mode) {
        return new BasicBlock(mode, 0, 0, -1, -1, 0, List.of());
    }

    /** Offset of its first page in physical memory's bytes. */
    public final int page() {
        return offset & ~0xFFF;
    }

    /** Whether it must not be entered, and be left at the next boundary. */
    public final boolean invalid() {
        return state != State.LIVE;
    }

    /** Whether it can never be entered again. */
    public final boolean dead() {
        return state == State.DEAD;
    }

    /** Tells that its bytes are being written, or, if {@code forever}, that it is to be forgotten. */
    public void invalidate(boolean forever) {
        if (state != State.DEAD) {
            state = forever ? State.DEAD : State.STALE;
        }
    }

    /** Tells that the block agrees with memory again. */
    protected void repaired() {
        state = State.LIVE;
    }

    /** Whether any of its bytes is among {@code count} bytes from {@code start} on in physical memory's bytes. */
    final boolean overlaps(int start, int count) {
        int inFirst = secondPage < 0 ? size : 0x1000 - (offset & 0xFFF);
        if (start < offset + inFirst && offset < start + count) {
            return true;
        }
        return secondPage >= 0 && start < secondPage + size - inFirst && secondPage < start + count;
    }
}
