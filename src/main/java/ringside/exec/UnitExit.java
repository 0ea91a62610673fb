package ringside.exec;

/**
 * A way out of a unit. The instruction count is that at the head of the block then, as the interpreter's ops expect it.
 *
 * @param block number of the block in the unit
 * @param kind where to go on
 * @param instruction number of the instruction in the block, for {@link Kind#AT} and {@link Kind#STEPPED}
 */
public record UnitExit(int block, Kind kind, int instruction) {
    /** Where to go on. */
    public enum Kind {
        /** At the head of the block, which would have passed the deadline. */
        HEAD,
        /** At an instruction, which the interpreter has to do. */
        AT,
        /** At the target of the branch that ends the block. */
        TAKEN,
        /** Behind the block. */
        FALL,
        /** Behind the block, where something is due before the next instruction. */
        BOUNDARY,
        /** At CS:EIP, where the branch that ends the block has led. */
        INDIRECT,
        /** Where the interpreter's own op for the instruction said. */
        STEPPED
    }
}
