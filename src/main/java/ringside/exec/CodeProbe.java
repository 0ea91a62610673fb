package ringside.exec;

/**
 * Sees which blocks are executed and where their ends lead, for profilers. While there is one, engines go from block to
 * block under its eyes and leave translated code aside; without one they test nothing. It must not touch the guest.
 */
public interface CodeProbe {
    /** A block is entered at its first instruction; not told when it goes on where a run was cut. */
    void entered(BasicBlock block);

    /**
     * The last instruction of a block has been executed.
     *
     * @param eip offset in CS of where control goes on
     */
    void ended(BasicBlock block, int eip);
}
