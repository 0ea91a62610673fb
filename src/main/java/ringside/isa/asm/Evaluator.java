package ringside.isa.asm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import ringside.isa.Operand;

/**
 * Evaluates expressions in 64-bit arithmetic. Addresses may be added to, and subtracted from each other; everything else
 * needs plain numbers. Division and comparison are unsigned and signed as in NASM: {@code /} and {@code %} unsigned, {@code
 * //} and {@code %%} signed, comparisons signed; shifts take their count modulo 64.
 *
 * <p>One evaluator serves one operand: it remembers which register was written first, which decides between base and index.
 */
final class Evaluator {
    /** What is known about the register that was written first. */
    enum Hint {
        NONE,
        BASE,
        NOT_BASE
    }

    private final Scope scope;
    private Operand.Register first;
    private Hint hint = Hint.NONE;

    Evaluator(Scope scope) {
        this.scope = scope;
    }

    /** What names and {@code $} mean. */
    interface Scope {
        /** Returns the value of a symbol, {@link Value#UNKNOWN} if it has none yet. */
        Value symbol(Expression.Symbol symbol);

        /** Returns the address of the statement. */
        long here();

        /** Returns the address of the first byte. */
        long start();
    }

    /** Returns the register that was written first in what was evaluated, or null. */
    Operand.Register firstRegister() {
        return first;
    }

    Hint hint() {
        return hint;
    }

    Value evaluate(Expression expression) {
        return switch (expression) {
            case Expression.Constant constant -> Value.of(constant.value());
            case Expression.Symbol symbol -> scope.symbol(symbol);
            case Expression.Here ignored -> Value.address(scope.here());
            case Expression.Start ignored -> Value.address(scope.start());
            case Expression.Register register -> {
                if (hint == Hint.NONE) {
                    first = register.register();
                    hint = Hint.BASE;
                }
                yield new Value(0, 0, List.of(new Value.Term(register.register(), 1)), true);
            }
            case Expression.Unary unary -> unary(unary);
            case Expression.Binary binary -> binary(binary);
            case Expression.Choice choice -> {
                Value condition = scalar(choice.condition());
                yield condition.known()
                        ? evaluate(condition.number() != 0 ? choice.then() : choice.otherwise())
                        : Value.UNKNOWN;
            }
        };
    }

    /** Evaluates what must be a plain number. */
    Value scalar(Expression expression) {
        return scalar(expression.column(), evaluate(expression));
    }

    private static Value scalar(int column, Value value) {
        if (value.known() && !value.isScalar()) {
            throw new SourceError(
                    column,
                    value.terms().isEmpty() ? "a plain number is needed, not an address" : "misplaced register");
        }
        return value.terms().isEmpty() ? value : Value.UNKNOWN;
    }

    private Value unary(Expression.Unary unary) {
        Value value = evaluate(unary.operand());
        return switch (unary.operator()) {
            case "+" -> value;
            case "-" -> scaled(value, -1);
            case "~" -> number(scalar(unary.column(), value), ~value.number());
            default -> number(scalar(unary.column(), value), value.number() == 0 ? 1 : 0);
        };
    }

    private static Value number(Value origin, long number) {
        return new Value(number, 0, List.of(), origin.known());
    }

    private Value binary(Expression.Binary binary) {
        Value left = evaluate(binary.left());
        Value right = evaluate(binary.right());
        return switch (binary.operator()) {
            case "+" -> sum(left, right);
            case "-" -> sum(left, scaled(right, -1));
            case "*" -> product(binary, left, right);
            case "=", "==", "!=", "<>", "<", "<=", ">", ">=" ->
                comparison(
                        binary.operator(),
                        scalar(binary.left().column(), left),
                        scalar(binary.right().column(), right));
            default -> {
                Value a = scalar(binary.left().column(), left);
                Value b = scalar(binary.right().column(), right);
                boolean known = a.known() && b.known();
                yield new Value(known ? compute(binary, a.number(), b.number()) : 0, 0, List.of(), known);
            }
        };
    }

    private static Value comparison(String operator, Value a, Value b) {
        int order = Long.compare(a.number(), b.number());
        boolean holds =
                switch (operator) {
                    case "=", "==" -> order == 0;
                    case "!=", "<>" -> order != 0;
                    case "<" -> order < 0;
                    case "<=" -> order <= 0;
                    case ">" -> order > 0;
                    default -> order >= 0;
                };
        return new Value(holds ? 1 : 0, 0, List.of(), a.known() && b.known());
    }

    private static long compute(Expression.Binary binary, long a, long b) {
        return switch (binary.operator()) {
            case "/" -> Long.divideUnsigned(a, divisor(binary, b));
            case "//" -> a / divisor(binary, b);
            case "%" -> Long.remainderUnsigned(a, divisor(binary, b));
            case "%%" -> a % divisor(binary, b);
            case "<<" -> a << b;
            case ">>" -> a >>> b;
            case "&" -> a & b;
            case "^" -> a ^ b;
            case "|" -> a | b;
            case "&&" -> a != 0 && b != 0 ? 1 : 0;
            case "^^" -> (a != 0) != (b != 0) ? 1 : 0;
            default -> a != 0 || b != 0 ? 1 : 0;
        };
    }

    private static long divisor(Expression.Binary binary, long value) {
        if (value == 0) {
            throw new SourceError(binary.right().column(), "division by zero");
        }
        return value;
    }

    private Value product(Expression.Binary binary, Value left, Value right) {
        boolean leftFactor = left.isScalar();
        if (!leftFactor && !right.isScalar()) {
            throw new SourceError(binary.column(), "a factor must be a plain number");
        }
        Value vector = leftFactor ? right : left;
        long factor = leftFactor ? left.number() : right.number();
        if (vector.terms().stream().anyMatch(term -> term.register().equals(first)) && hint == Hint.BASE) {
            hint = Hint.NOT_BASE;
        }
        Value result = scaled(vector, factor);
        return left.known() && right.known()
                ? result
                : new Value(result.number(), result.relocations(), result.terms(), false);
    }

    private static Value scaled(Value value, long factor) {
        return new Value(
                value.number() * factor,
                (int) (value.relocations() * factor),
                value.terms().stream()
                        .map(term -> new Value.Term(term.register(), term.scale() * factor))
                        .toList(),
                value.known());
    }

    private Value sum(Value left, Value right) {
        List<Value.Term> terms = new ArrayList<>(left.terms());
        for (Value.Term term : right.terms()) {
            int same = indexOf(terms, term.register());
            if (same < 0) {
                terms.add(term);
            } else {
                terms.set(same, new Value.Term(term.register(), terms.get(same).scale() + term.scale()));
            }
        }
        terms.removeIf(term -> term.scale() == 0);
        terms.sort(Comparator.comparing(term -> term.register().name()));
        return new Value(
                left.number() + right.number(),
                left.relocations() + right.relocations(),
                List.copyOf(terms),
                left.known() && right.known());
    }

    private static int indexOf(List<Value.Term> terms, Operand.Register register) {
        for (int i = 0; i < terms.size(); i++) {
            if (terms.get(i).register().equals(register)) {
                return i;
            }
        }
        return -1;
    }
}
