package ringside.isa.asm;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.PredictionMode;

/** Parses a source, each line by itself, so that an error costs one line and no more. */
final class SourceParser {
    private static final int MAX_NESTING = 100;

    /** Longest line, in tokens. */
    private static final int MAX_TOKENS = 20_000;

    private final AssemblyLexer lexer = new AssemblyLexer(CharStreams.fromString(""));
    private final AssemblyParser parser = new AssemblyParser(new CommonTokenStream(lexer));
    private final Errors errors;

    /** The last label that is not local, which local names belong to. */
    private String scope = "";

    SourceParser(Errors errors) {
        this.errors = errors;
        lexer.removeErrorListeners();
        parser.removeErrorListeners();
        parser.getInterpreter().setPredictionMode(PredictionMode.SLL);
        parser.addErrorListener(new BaseErrorListener() {
            @Override
            public void syntaxError(
                    Recognizer<?, ?> recognizer,
                    Object symbol,
                    int line,
                    int column,
                    String message,
                    RecognitionException cause) {
                Token token = (Token) symbol;
                throw new SourceError(
                        column + 1,
                        token.getType() == Token.EOF ? "line ends too early" : "unexpected " + token.getText());
            }
        });
    }

    /** Returns the lines that are not empty; errors go to the collector. */
    List<SourceLine> parse(String source) {
        List<SourceLine> lines = new ArrayList<>();
        String[] texts = source.split("\n", -1);
        for (int i = 0; i < texts.length; i++) {
            try {
                SourceLine line = parseLine(i + 1, texts[i]);
                if (line != null) {
                    lines.add(line);
                }
            } catch (SourceError e) {
                errors.add(i + 1, e);
            } catch (StackOverflowError e) {
                errors.add(i + 1, new SourceError(1, "line is nested too deeply"));
            }
        }
        return lines;
    }

    private SourceLine parseLine(int number, String text) {
        if (text.isBlank() || text.stripLeading().startsWith(";")) {
            return null;
        }
        lexer.setInputStream(CharStreams.fromString(text));
        CommonTokenStream tokens = new CommonTokenStream(lexer);
        tokens.fill();
        checkNesting(tokens.getTokens());
        parser.setTokenStream(tokens);
        AssemblyParser.LineContext line;
        try {
            line = parser.line();
        } catch (SourceError e) {
            throw explained(e);
        }
        String label = null;
        int column = 0;
        if (line.label() != null) {
            Token name = line.label().NAME().getSymbol();
            column = column(name);
            label = qualified(name.getText());
            boolean local = name.getText().startsWith(".") && !name.getText().startsWith("..");
            boolean constant = line.item() != null && line.item().directive() instanceof AssemblyParser.EquContext;
            if (!local && !constant) {
                scope = label;
            }
        }
        Statement statement = line.item() == null ? null : new StatementBuilder(this::qualified).item(line.item());
        return label == null && statement == null ? null : new SourceLine(number, label, column, statement);
    }

    /** Refuses what would take the parser too deep: its depth is that of parentheses and of prefix operators in a row. */
    private static void checkNesting(List<Token> tokens) {
        int depth = 0;
        int operators = 0;
        int repetitions = 0;
        for (Token token : tokens) {
            switch (token.getType()) {
                case AssemblyParser.LPAREN -> depth++;
                case AssemblyParser.RPAREN -> depth--;
                case AssemblyParser.TIMES -> repetitions++;
                default -> {}
            }
            operators = isOperator(token) ? operators + 1 : 0;
            if (depth > MAX_NESTING || operators > MAX_NESTING || repetitions > MAX_NESTING) {
                throw new SourceError(column(token), "line is nested too deeply");
            }
        }
        if (tokens.size() > MAX_TOKENS) {
            throw new SourceError(column(tokens.get(MAX_TOKENS)), "line is too long");
        }
    }

    private static boolean isOperator(Token token) {
        return switch (token.getText()) {
            case "-", "+", "~", "!" -> true;
            default -> false;
        };
    }

    /** Blames a misspelt mnemonic, which reads as a label, instead of what follows it. */
    private SourceError explained(SourceError error) {
        Token first = parser.getTokenStream().get(0);
        boolean label = first.getType() == AssemblyParser.NAME && !MnemonicNames.isKnown(first.getText());
        boolean colon = parser.getTokenStream().size() > 1
                && parser.getTokenStream().get(1).getType() == AssemblyParser.COLON;
        return label && !colon && error.column > column(first)
                ? new SourceError(column(first), "unknown instruction " + first.getText())
                : error;
    }

    /** Returns a symbol's full name: a local one belongs to the last label that is not local. */
    private String qualified(String name) {
        String plain = name.startsWith("$") ? name.substring(1) : name;
        return plain.startsWith(".") && !plain.startsWith("..") ? scope + plain : plain;
    }

    static int column(Token token) {
        return token.getCharPositionInLine() + 1;
    }

    /** Returns keywords in lower case. */
    static Set<String> keywords(List<AssemblyParser.KeywordContext> contexts) {
        Set<String> keywords = new HashSet<>();
        contexts.forEach(context -> keywords.add(context.getText().toLowerCase(Locale.ROOT)));
        return keywords;
    }
}
