package ringside.debug.expr;

/** {@code target = value}. */
record AssignNode(Node target, Node value) implements Node {
    @Override
    public Value evaluate(Scope scope) {
        Value stored = value.evaluate(scope);
        target.assign(scope, stored);
        return stored;
    }
}
