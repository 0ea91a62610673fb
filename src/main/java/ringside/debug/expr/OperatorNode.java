package ringside.debug.expr;

/** A unary (right is null) or binary operator; {@code &&} and {@code ||} evaluate their right side only if needed. */
record OperatorNode(String operator, Node left, Node right, boolean isCondition) implements Node {
    @Override
    public Value evaluate(Scope scope) {
        Value first = left.evaluate(scope);
        if (right == null) {
            return first.unary(operator);
        }
        return switch (operator) {
            case "&&" -> Value.truth(first.isTrue() && right.evaluate(scope).isTrue());
            case "||" -> Value.truth(first.isTrue() || right.evaluate(scope).isTrue());
            default -> first.binary(operator, right.evaluate(scope));
        };
    }
}
