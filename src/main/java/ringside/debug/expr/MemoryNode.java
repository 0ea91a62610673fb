package ringside.debug.expr;

/** The little-endian number at an address: {@code word[...]}, {@code {u32}...}, {@code *...}. */
record MemoryNode(Node place, int width, boolean signed, int position) implements Node {
    @Override
    public Value evaluate(Scope scope) {
        Address address = place.address(scope);
        long bits = 0;
        for (int i = 0; i < width / 8; i++) {
            int octet = scope.peek(address, i);
            if (octet < 0) {
                throw new ExpressionException("cannot read memory at " + address.plus(i), position);
            }
            bits |= (long) octet << 8 * i;
        }
        return signed ? Value.signed(bits, width) : Value.unsigned(bits, width);
    }

    @Override
    public Address address(Scope scope) {
        return evaluate(scope).toAddress();
    }

    @Override
    public void assign(Scope scope, Value value) {
        scope.poke(place.address(scope), width / 8, value.bits());
    }

    /** Returns the address of the memory itself, for {@code &}. */
    Address location(Scope scope) {
        return place.address(scope);
    }
}
