package ringside.console;

import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;

/** Parses a line into statements; the table of commands says what its words are. */
final class CommandLine {
    private static final int MAX_LENGTH = 64_000;

    private final CommandTable table;

    CommandLine(CommandTable table) {
        this.table = table;
    }

    /** Parses a line; a mistake throws {@link CommandError} with its place. */
    List<Statement> parse(String line) {
        if (line.length() > MAX_LENGTH) {
            throw new CommandError("the line is longer than " + MAX_LENGTH + " characters");
        }
        CommandLexer lexer = new CommandLexer(CharStreams.fromString(line));
        lexer.removeErrorListeners();
        lexer.styles(table::style);
        CommandParser parser = new CommandParser(new CommonTokenStream(lexer));
        parser.removeErrorListeners();
        parser.addErrorListener(new FirstError(line));
        CommandParser.LineContext tree = parser.line();
        List<Statement> statements = new ArrayList<>();
        for (CommandParser.StatementContext statement : tree.statement()) {
            statements.add(statement(line, statement));
        }
        return statements;
    }

    private Statement statement(String line, CommandParser.StatementContext tree) {
        Token word = tree.WORD().getSymbol();
        Command command = table.resolve(word.getText(), offset(line, word.getStartIndex()));
        List<Arguments.Word> words = new ArrayList<>();
        for (CommandParser.ArgumentContext argument : tree.argument()) {
            Token token = argument.getStart();
            boolean quoted = token.getType() == CommandLexer.STRING;
            String text = quoted ? unquote(token.getText()) : token.getText();
            words.add(new Arguments.Word(text, offset(line, token.getStartIndex()), quoted));
        }
        if (tree.RAW() != null) {
            raw(line, tree.RAW().getSymbol(), words);
        }
        String format =
                tree.FORMAT() == null ? "" : tree.FORMAT().getText().strip().substring(1);
        int start = offset(line, word.getStartIndex());
        int end = offset(line, tree.getStop().getStopIndex() + 1);
        return new Statement(command, line.substring(start, end), new Arguments(line, end, format, glue(line, words)));
    }

    private static void raw(String line, Token token, List<Arguments.Word> words) {
        String text = token.getText();
        String stripped = text.stripLeading();
        if (!stripped.isEmpty()) {
            int start = offset(line, token.getStartIndex()) + text.length() - stripped.length();
            words.add(new Arguments.Word(stripped.stripTrailing(), start, false));
        }
    }

    /** Joins arguments that stand together without a gap: {@code {u32}"x"}, or text around a loose quote. */
    private static List<Arguments.Word> glue(String line, List<Arguments.Word> words) {
        List<Arguments.Word> glued = new ArrayList<>();
        for (Arguments.Word word : words) {
            Arguments.Word last = glued.isEmpty() ? null : glued.get(glued.size() - 1);
            boolean touches = last != null
                    && !last.quoted()
                    && !word.quoted()
                    && last.start() + last.text().length() == word.start();
            if (touches) {
                glued.set(glued.size() - 1, new Arguments.Word(last.text() + word.text(), last.start(), false));
            } else {
                glued.add(word);
            }
        }
        return glued;
    }

    /** Turns an index in code points, as ANTLR counts, into one of {@code char}s. */
    private static int offset(String line, int codePoint) {
        return line.offsetByCodePoints(0, Math.min(codePoint, line.codePointCount(0, line.length())));
    }

    /** Resolves the escapes of a string in double quotes. */
    static String unquote(String quoted) {
        StringBuilder text = new StringBuilder();
        for (int i = 1; i < quoted.length() - 1; i++) {
            char c = quoted.charAt(i);
            if (c == '\\') {
                i++;
                text.append(escape(quoted.charAt(i)));
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    private static char escape(char c) {
        return switch (c) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'e' -> '\033';
            case 'b' -> '\b';
            case '0' -> '\0';
            default -> c;
        };
    }

    /** Turns the parser's first complaint into ours. */
    private static final class FirstError extends BaseErrorListener {
        private final String line;

        FirstError(String line) {
            this.line = line;
        }

        @Override
        public void syntaxError(
                Recognizer<?, ?> recognizer,
                Object symbol,
                int row,
                int column,
                String message,
                RecognitionException e) {
            Token token = (Token) symbol;
            int place = offset(line, token.getStartIndex());
            throw new CommandError("a command cannot start with '" + token.getText() + "'", place);
        }
    }
}
