package ringside.debug.expr;

import java.util.Locale;
import java.util.Map;

/** Turns the parse tree into nodes. */
final class ExpressionBuilder extends ExpressionBaseVisitor<Node> {
    private static final Map<String, Integer> SIZES = Map.ofEntries(
            Map.entry("byte", 8),
            Map.entry("u8", 8),
            Map.entry("uint8_t", 8),
            Map.entry("word", 16),
            Map.entry("u16", 16),
            Map.entry("uint16_t", 16),
            Map.entry("dword", 32),
            Map.entry("u32", 32),
            Map.entry("uint32_t", 32),
            Map.entry("qword", 64),
            Map.entry("u64", 64),
            Map.entry("uint64_t", 64),
            Map.entry("i8", -8),
            Map.entry("char", -8),
            Map.entry("int8_t", -8),
            Map.entry("i16", -16),
            Map.entry("short", -16),
            Map.entry("int16_t", -16),
            Map.entry("i32", -32),
            Map.entry("int", -32),
            Map.entry("int32_t", -32),
            Map.entry("i64", -64),
            Map.entry("int64_t", -64));

    private final int radix;
    private Node count;

    ExpressionBuilder(int radix) {
        this.radix = radix;
    }

    /** Returns the element count of {@code E@N}, or null. */
    Node count() {
        return count;
    }

    @Override
    public Node visitAssign(ExpressionParser.AssignContext tree) {
        return new AssignNode(visit(tree.target), visit(tree.value));
    }

    @Override
    public Node visitPlain(ExpressionParser.PlainContext tree) {
        count = tree.count == null ? null : visit(tree.count);
        return visit(tree.expression(0));
    }

    @Override
    public Node visitNumber(ExpressionParser.NumberContext tree) {
        try {
            Value value = Value.constant(Numbers.parse(tree.getText(), radix));
            return scope -> value;
        } catch (ExpressionException bad) {
            throw new ExpressionException(bad.getMessage(), tree.getStart().getStartIndex());
        }
    }

    @Override
    public Node visitCharacter(ExpressionParser.CharacterContext tree) {
        String text = tree.getText();
        char c = text.charAt(1) == '\\' ? escape(text.charAt(2)) : text.charAt(1);
        return scope -> Value.signed(c, 32);
    }

    private static char escape(char c) {
        return switch (c) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'b' -> '\b';
            case 'e' -> '\033';
            case '0' -> '\0';
            default -> c;
        };
    }

    @Override
    public Node visitRegister(ExpressionParser.RegisterContext tree) {
        String name = tree.getText().substring(1);
        return new NamedNode(
                name.startsWith("$") ? name : name.toLowerCase(Locale.ROOT),
                true,
                tree.getStart().getStartIndex());
    }

    @Override
    public Node visitName(ExpressionParser.NameContext tree) {
        return new NamedNode(tree.getText(), false, tree.getStart().getStartIndex());
    }

    @Override
    public Node visitGroup(ExpressionParser.GroupContext tree) {
        return visit(tree.inner);
    }

    @Override
    public Node visitSized(ExpressionParser.SizedContext tree) {
        return memory(tree.NAME().getText(), tree.expression(), tree.getStart().getStartIndex());
    }

    @Override
    public Node visitTyped(ExpressionParser.TypedContext tree) {
        return memory(
                tree.NAME().getText(),
                tree.expression(),
                tree.NAME().getSymbol().getStartIndex());
    }

    private Node memory(String type, ExpressionParser.ExpressionContext place, int position) {
        Integer size = SIZES.get(type.toLowerCase(Locale.ROOT));
        if (size == null) {
            throw new ExpressionException(
                    "'" + type + "' is no size; use byte, word, dword, qword or u8 to i64", position);
        }
        return new MemoryNode(visit(place), Math.abs(size), size < 0, position);
    }

    @Override
    public Node visitUnary(ExpressionParser.UnaryContext tree) {
        Node operand = visit(tree.expression());
        String operator = tree.operator.getText();
        int position = tree.getStart().getStartIndex();
        return switch (operator) {
            case "*" -> new MemoryNode(operand, 32, false, position);
            case "&" -> addressOf(operand, position);
            default -> new OperatorNode(operator, operand, null, operator.equals("!"));
        };
    }

    private static Node addressOf(Node operand, int position) {
        if (operand instanceof MemoryNode memory) {
            return scope -> Value.of(memory.location(scope));
        }
        if (operand instanceof NamedNode named && !named.dollar()) {
            return operand;
        }
        throw new ExpressionException("only memory and symbols have an address", position);
    }

    @Override
    public Node visitBinary(ExpressionParser.BinaryContext tree) {
        String operator = tree.operator.getText();
        boolean comparison = operator.contains("=") || operator.equals("<") || operator.equals(">");
        return new OperatorNode(operator, visit(tree.left), visit(tree.right), comparison);
    }

    @Override
    public Node visitLogical(ExpressionParser.LogicalContext tree) {
        return new OperatorNode(tree.operator.getText(), visit(tree.left), visit(tree.right), true);
    }

    @Override
    public Node visitSegmented(ExpressionParser.SegmentedContext tree) {
        return new SegmentedNode(visit(tree.left), visit(tree.right));
    }

    @Override
    public Node visitConditional(ExpressionParser.ConditionalContext tree) {
        Node test = visit(tree.test);
        Node yes = visit(tree.yes);
        Node no = visit(tree.no);
        return scope -> (test.evaluate(scope).isTrue() ? yes : no).evaluate(scope);
    }
}
