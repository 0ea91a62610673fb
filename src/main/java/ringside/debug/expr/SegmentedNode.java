package ringside.debug.expr;

import java.util.OptionalInt;

/** {@code seg:off}, and the spaces {@code l:E} (linear) and {@code p:E} (physical). */
record SegmentedNode(Node segment, Node offset) implements Node {
    @Override
    public Value evaluate(Scope scope) {
        Value distance = offset.evaluate(scope);
        if (segment instanceof NamedNode named && !named.dollar()) {
            if (named.name().equals("l")) {
                return Value.of(Address.linear((int) distance.bits()));
            }
            if (named.name().equals("p")) {
                return Value.of(Address.physical(distance.bits()));
            }
        }
        int selector = (int) segment.evaluate(scope).bits();
        if (selector >>> 16 != 0) {
            throw new ExpressionException(String.format("0x%x is no selector: it has more than 16 bits", selector));
        }
        OptionalInt cached =
                segment instanceof NamedNode named ? scope.segmentRegisterBase(named.name()) : OptionalInt.empty();
        int base = cached.isPresent() ? cached.getAsInt() : scope.segmentBase(selector);
        return Value.of(Address.segmented(selector, base, (int) distance.bits()));
    }
}
