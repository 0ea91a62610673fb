package ringside.debug.expr;

/**
 * A number as C sees it.
 *
 * @param bits the value, extended to 64 bits as {@code signed} says
 * @param width 8, 16, 32 or 64
 * @param signed whether it is a signed type
 * @param address the address that this value is, if it was written as one ({@code cs:ip}, {@code p:1000}), else null
 */
public record Value(long bits, int width, boolean signed, Address address) {
    private static final int INT = 32;
    private static final int LONG = 64;

    /** Returns an unsigned value of {@code width} bits; higher bits are dropped. */
    public static Value unsigned(long bits, int width) {
        return new Value(narrow(bits, width, false), width, false, null);
    }

    /** Returns a signed value of {@code width} bits. */
    public static Value signed(long bits, int width) {
        return new Value(narrow(bits, width, true), width, true, null);
    }

    /** Returns the smallest C type that an unsuffixed constant has: int, unsigned, long or unsigned long. */
    static Value constant(long bits) {
        if (bits >= 0 && bits <= Integer.MAX_VALUE) {
            return signed(bits, INT);
        }
        if (bits >>> INT == 0) {
            return unsigned(bits, INT);
        }
        return bits < 0 ? unsigned(bits, LONG) : signed(bits, LONG);
    }

    static Value truth(boolean holds) {
        return signed(holds ? 1 : 0, INT);
    }

    /** Returns the linear value of an address, remembering how it was written. */
    static Value of(Address address) {
        int width = address.value() >>> INT == 0 ? INT : LONG;
        return new Value(address.value(), width, false, address);
    }

    /** Returns the place this value names: itself if written as an address, else a linear one. */
    public Address toAddress() {
        return address != null ? address : Address.linear((int) bits);
    }

    public boolean isTrue() {
        return bits != 0;
    }

    /** Applies a unary operator: {@code - + ~ !}. */
    Value unary(String operator) {
        Value operand = promoted();
        return switch (operator) {
            case "-" -> operand.like(-operand.bits);
            case "~" -> operand.like(~operand.bits);
            case "!" -> truth(bits == 0);
            default -> operand;
        };
    }

    /** Applies a binary operator after C's usual arithmetic conversions; division by zero throws. */
    Value binary(String operator, Value other) {
        Value left = promoted();
        Value right = other.promoted();
        if (operator.equals("<<") || operator.equals(">>")) {
            return left.shifted(operator, right.bits);
        }
        int common = Math.max(left.width, right.width);
        boolean unsigned = !left.signed && left.width == common || !right.signed && right.width == common;
        long a = narrow(left.bits, common, !unsigned);
        long b = narrow(right.bits, common, !unsigned);
        Value type = unsigned ? unsigned(0, common) : signed(0, common);
        Value result =
                switch (operator) {
                    case "+" -> type.like(a + b);
                    case "-" -> type.like(a - b);
                    case "*" -> type.like(a * b);
                    case "/" -> type.like(unsigned ? Long.divideUnsigned(a, nonZero(b)) : a / nonZero(b));
                    case "%" -> type.like(unsigned ? Long.remainderUnsigned(a, nonZero(b)) : a % nonZero(b));
                    case "&" -> type.like(a & b);
                    case "|" -> type.like(a | b);
                    case "^" -> type.like(a ^ b);
                    case "==" -> truth(a == b);
                    case "!=" -> truth(a != b);
                    case "<" -> truth(compare(a, b, unsigned) < 0);
                    case "<=" -> truth(compare(a, b, unsigned) <= 0);
                    case ">" -> truth(compare(a, b, unsigned) > 0);
                    default -> truth(compare(a, b, unsigned) >= 0);
                };
        return result.keepingAddress(operator, this, other);
    }

    /** Keeps {@code cs:ip + 4} an address in the same space. */
    private Value keepingAddress(String operator, Value left, Value right) {
        boolean sum = operator.equals("+");
        if (sum && left.address != null && right.address == null) {
            return of(left.address.plus(right.bits));
        }
        if (sum && right.address != null && left.address == null) {
            return of(right.address.plus(left.bits));
        }
        if (operator.equals("-") && left.address != null && right.address == null) {
            return of(left.address.plus(-right.bits));
        }
        return this;
    }

    private Value shifted(String operator, long count) {
        if (count < 0 || count >= width) {
            boolean fill = operator.equals(">>") && signed && bits < 0;
            return like(fill ? -1 : 0);
        }
        if (operator.equals("<<")) {
            return like(bits << count);
        }
        return like(signed ? bits >> count : bits >>> count);
    }

    /** Integer promotion: types narrower than int become int. */
    private Value promoted() {
        return width < INT ? signed(bits, INT) : new Value(bits, width, signed, null);
    }

    private Value like(long newBits) {
        return new Value(narrow(newBits, width, signed), width, signed, null);
    }

    private static long nonZero(long divisor) {
        if (divisor == 0) {
            throw new ExpressionException("division by zero");
        }
        return divisor;
    }

    private static int compare(long a, long b, boolean unsigned) {
        return unsigned ? Long.compareUnsigned(a, b) : Long.compare(a, b);
    }

    private static long narrow(long bits, int width, boolean signed) {
        if (width == LONG) {
            return bits;
        }
        int unused = LONG - width;
        return signed ? bits << unused >> unused : bits << unused >>> unused;
    }
}
