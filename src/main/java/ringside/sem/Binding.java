package ringside.sem;

/**
 * What a mnemonic means: which method computes it, and the shape of that method, from which an engine knows what to read
 * and write around it. Shapes with widths hold {@code null} where no encoding selects the width.
 */
public sealed interface Binding {
    /** Destination from destination and source. */
    record Binary(BinaryOp op8, BinaryOp op16, BinaryOp op32) implements Binding {
        /** Returns the method for a width of 8, 16 or 32 bits. */
        public BinaryOp of(int width) {
            return width == 8 ? op8 : width == 16 ? op16 : op32;
        }
    }

    /** Flags from two operands. */
    record Compare(CompareOp op8, CompareOp op16, CompareOp op32) implements Binding {
        /** Returns the method for a width of 8, 16 or 32 bits. */
        public CompareOp of(int width) {
            return width == 8 ? op8 : width == 16 ? op16 : op32;
        }
    }

    /** Destination from itself. */
    record Single(UnaryOp op8, UnaryOp op16, UnaryOp op32) implements Binding {
        /** Returns the method for a width of 8, 16 or 32 bits. */
        public UnaryOp of(int width) {
            return width == 8 ? op8 : width == 16 ? op16 : op32;
        }
    }

    /** Accumulator from itself and a source. */
    record Accumulate(SourceOp op8, SourceOp op16, SourceOp op32) implements Binding {
        /** Returns the method for a width of 8, 16 or 32 bits. */
        public SourceOp of(int width) {
            return width == 8 ? op8 : width == 16 ? op16 : op32;
        }
    }

    /** Destination from destination, source and count. */
    record Triple(TernaryOp op16, TernaryOp op32) implements Binding {
        /** Returns the method for a width of 16 or 32 bits. */
        public TernaryOp of(int width) {
            return width == 16 ? op16 : op32;
        }
    }

    /** Destination from source, which nothing changes. */
    record Move() implements Binding {}

    /** A relative jump under a condition. */
    record Jump(Condition condition) implements Binding {}

    /** Destination byte = condition. */
    record Set(Condition condition) implements Binding {}

    /** Destination from source under a condition; the source is read in any case. */
    record MoveIf(Condition condition) implements Binding {}

    /** A relative jump decided by {@code test}. */
    record Loop(BranchTest test) implements Binding {}

    /** A string instruction. */
    record Iterate(StringOp op) implements Binding {}

    /** Anything else; the engine advances EIP. */
    record Run(Routine routine) implements Binding {}

    /** A control transfer: the routine sets EIP. */
    record Flow(Routine routine) implements Binding {}
}
