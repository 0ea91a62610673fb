package ringside.exec;

/** Translated guest code: one class for each, generated from one or several basic blocks. */
public abstract class Unit {
    /** For generated classes. */
    protected Unit() {}

    /**
     * Runs from the head of a block of the unit up to one of the unit's exits. What is implicit inside, is exact then as the
     * {@link UnitExit} says. A {@link ringside.cpu.GuestFault} leaves it with EIP, count and registers at the faulting
     * instruction.
     *
     * @param entry number of the block
     * @return number of the exit
     */
    public abstract int run(int entry);
}
