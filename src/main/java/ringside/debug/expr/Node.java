package ringside.debug.expr;

/** A part of a parsed expression. */
interface Node {
    Value evaluate(Scope scope);

    /** Stores into the place that this node names; throws if it names none. */
    default void assign(Scope scope, Value value) {
        throw new ExpressionException("the left side of '=' must be a register, a symbol's memory or a variable", 0);
    }

    /** Returns the place in memory this node stands for, where its value is one. */
    default Address address(Scope scope) {
        return evaluate(scope).toAddress();
    }

    /** Whether the value is a truth value: a comparison or a logical operator. */
    default boolean isCondition() {
        return false;
    }
}
