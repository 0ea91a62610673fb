package ringside.debug.expr;

import java.util.Collection;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A name: with {@code $} a variable or register, without it a symbol, then a register, then - under radix 16 - a number.
 *
 * @param name the name without {@code $}
 * @param dollar whether it was written with {@code $}
 * @param position where it stands
 */
record NamedNode(String name, boolean dollar, int position) implements Node {
    private static final Set<String> HISTORY = Set.of("", "$", "_", "__");

    @Override
    public Value evaluate(Scope scope) {
        return dollar ? variable(scope) : bare(scope);
    }

    private Value variable(Scope scope) {
        Value value = isHistory() ? scope.variable(name) : scope.register(name);
        if (value == null && !isHistory()) {
            value = scope.variable(name);
        }
        if (value == null) {
            String what = isHistory() ? "the value history has no '$" : "no register or variable '$";
            throw new ExpressionException(what + name + "'" + suggestion(scope), position);
        }
        return value;
    }

    private Value bare(Scope scope) {
        OptionalLong symbol = scope.symbol(name);
        if (symbol.isPresent()) {
            return Value.of(Address.linear((int) symbol.getAsLong()));
        }
        Value register = scope.register(name);
        if (register != null) {
            return register;
        }
        symbol = scope.seekSymbol(name);
        if (symbol.isPresent()) {
            return Value.of(Address.linear((int) symbol.getAsLong()));
        }
        if (isHexadecimal()) {
            if (scope.radix() == 16) {
                return Value.constant(Numbers.parse(name, 16));
            }
            throw new ExpressionException(
                    "no symbol '" + name + "'; if it is a number write 0x" + name + ", or 'set radix 16'", position);
        }
        throw new ExpressionException("no symbol or register '" + name + "'" + suggestion(scope), position);
    }

    @Override
    public void assign(Scope scope, Value value) {
        if (isHistory()) {
            throw new ExpressionException("the value history cannot be changed", position);
        }
        if (!dollar && scope.symbol(name).isPresent()) {
            throw new ExpressionException(
                    "'" + name + "' is an address; write dword[" + name + "] = ... to change its memory", position);
        }
        if (scope.register(name) != null) {
            scope.register(name, value.bits());
        } else if (dollar) {
            scope.variable(name, value);
        } else {
            throw new ExpressionException("no symbol or register '" + name + "'" + suggestion(scope), position);
        }
    }

    private boolean isHistory() {
        return HISTORY.contains(name) || Character.isDigit(name.charAt(0));
    }

    private boolean isHexadecimal() {
        return name.length() <= 16 && name.chars().allMatch(c -> Character.digit(c, 16) >= 0);
    }

    private String suggestion(Scope scope) {
        Collection<String> names = scope.suggestions(name);
        String sign = dollar ? "$" : "";
        return names.isEmpty()
                ? ""
                : "; did you mean '"
                        + String.join(
                                "' or '", names.stream().map(n -> sign + n).toList()) + "'?";
    }
}
