package ringside.debug.expr;

import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;

/** A parsed expression, ready to be evaluated any number of times. */
public final class Expression {
    private static final int MAX_LENGTH = 4_000;
    private static final int MAX_DEPTH = 200;

    private final String text;
    private final Node root;
    private final Node countNode;

    private Expression(String text, Node root, Node countNode) {
        this.text = text;
        this.root = root;
        this.countNode = countNode;
    }

    /** Returns the expression as the user wrote it. */
    public String text() {
        return text;
    }

    /** Parses {@code text}; throws {@link ExpressionException} with the position of the first error. */
    public static Expression parse(String text, int radix) {
        if (text.isBlank()) {
            throw new ExpressionException("an expression is missing", 0);
        }
        checkSize(text);
        ExpressionLexer lexer = new ExpressionLexer(CharStreams.fromString(text));
        lexer.removeErrorListeners();
        ExpressionParser parser = new ExpressionParser(new CommonTokenStream(lexer));
        parser.removeErrorListeners();
        parser.addErrorListener(new FirstError(text));
        ExpressionParser.AssignmentContext tree = parser.input().assignment();
        ExpressionBuilder builder = new ExpressionBuilder(radix);
        Node root = builder.visit(tree);
        return new Expression(text.strip(), root, builder.count());
    }

    /** Returns the value; an assignment is carried out and returns what was assigned. */
    public Value evaluate(Scope scope) {
        return root.evaluate(scope);
    }

    /** Returns how many elements {@code E@N} asks for; 1 without {@code @}. */
    public int count(Scope scope) {
        return countNode == null ? 1 : Math.clamp(countNode.evaluate(scope).bits(), 1, 10_000);
    }

    /** Whether the value is stored somewhere. */
    public boolean isAssignment() {
        return root instanceof AssignNode;
    }

    /** Whether the value is a truth value: a comparison, or comparisons joined by logical operators. */
    public boolean isCondition() {
        return root.isCondition();
    }

    /** Returns where the value is kept in memory, or null if it is not read from there. */
    public Address location(Scope scope) {
        return root instanceof MemoryNode memory ? memory.location(scope) : null;
    }

    private static void checkSize(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new ExpressionException("the expression is longer than " + MAX_LENGTH + " characters");
        }
        int depth = 0;
        int run = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            depth += "([{".indexOf(c) >= 0 ? 1 : ")]}".indexOf(c) >= 0 ? -1 : 0;
            run = "-+~!*&= ".indexOf(c) >= 0 ? run + 1 : c == '?' ? run : Character.isLetterOrDigit(c) ? 0 : run;
            if (depth > MAX_DEPTH || run > MAX_DEPTH) {
                throw new ExpressionException("the expression is nested too deeply", i);
            }
        }
    }

    /** Turns the parser's first complaint into ours. */
    private static final class FirstError extends BaseErrorListener {
        private final String text;

        FirstError(String text) {
            this.text = text;
        }

        @Override
        public void syntaxError(
                Recognizer<?, ?> recognizer,
                Object symbol,
                int line,
                int column,
                String message,
                RecognitionException e) {
            Token token = (Token) symbol;
            if (token == null || token.getType() == Token.EOF) {
                throw new ExpressionException("the expression ends too early", text.length());
            }
            throw new ExpressionException("unexpected '" + token.getText() + "'", token.getStartIndex());
        }
    }
}
