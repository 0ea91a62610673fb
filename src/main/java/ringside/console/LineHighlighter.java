package ringside.console;

import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.Token;
import org.jline.reader.Highlighter;
import org.jline.reader.LineReader;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import ringside.cpu.Registers;

/** Colours a line while it is typed: what the table of commands and the symbols know, and what they do not. */
final class LineHighlighter implements Highlighter {
    private static final AttributedStyle PLAIN = AttributedStyle.DEFAULT;
    private static final AttributedStyle COMMAND = PLAIN.bold();
    private static final AttributedStyle UNKNOWN = PLAIN.foreground(AttributedStyle.RED);
    private static final AttributedStyle FORMAT = PLAIN.foreground(AttributedStyle.CYAN);
    private static final AttributedStyle TEXT = PLAIN.foreground(AttributedStyle.GREEN);
    private static final AttributedStyle NUMBER = PLAIN.foreground(AttributedStyle.MAGENTA);
    private static final AttributedStyle REGISTER = PLAIN.foreground(AttributedStyle.BLUE);
    private static final AttributedStyle SYMBOL = PLAIN.foreground(AttributedStyle.YELLOW);
    private static final AttributedStyle COMMENT = PLAIN.faint();

    private static final Pattern OPERAND = Pattern.compile(
            "(?<register>\\$[a-zA-Z0-9_.$]*)|(?<number>\\b[0-9][0-9a-zA-Z_]*)|(?<name>[a-zA-Z_.][\\w.]*)");
    private static final Pattern SCRIPT = Pattern.compile("(?<comment>//.*|/\\*.*)"
            + "|(?<text>\"(?:\\\\.|[^\"\\\\])*\"?|'(?:\\\\.|[^'\\\\])*'?|`(?:\\\\.|[^`\\\\])*`?)"
            + "|(?<number>\\b[0-9][0-9a-zA-Z_.]*)"
            + "|(?<keyword>\\b(?:const|let|var|function|return|if|else|for|while|do|break|continue|new|of|in|true|false"
            + "|null|undefined|throw|try|catch|finally|import|from|typeof|class|switch|case)\\b)");

    private final Session session;
    private final BooleanSupplier coloured;

    LineHighlighter(Session session, BooleanSupplier coloured) {
        this.session = session;
        this.coloured = coloured;
    }

    @Override
    public AttributedString highlight(LineReader reader, String buffer) {
        if (!coloured.getAsBoolean()) {
            return new AttributedString(buffer);
        }
        AttributedStringBuilder out = new AttributedStringBuilder();
        String[] lines = buffer.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            out.style(PLAIN).append(i == 0 ? "" : "\n");
            if (session.isScriptMode()) {
                script(out, lines[i]);
            } else {
                commands(out, lines[i]);
            }
        }
        return out.toAttributedString();
    }

    private void commands(AttributedStringBuilder out, String line) {
        CommandLexer lexer = new CommandLexer(CharStreams.fromString(line));
        lexer.removeErrorListeners();
        lexer.styles(session.table()::style);
        int end = 0;
        boolean script = false;
        for (Token token = lexer.nextToken(); token.getType() != Token.EOF; token = lexer.nextToken()) {
            int start = line.offsetByCodePoints(0, token.getStartIndex());
            skipped(out, line.substring(end, start));
            end = line.offsetByCodePoints(0, token.getStopIndex() + 1);
            String text = line.substring(start, end);
            switch (token.getType()) {
                case CommandLexer.WORD -> {
                    script = text.equals("js");
                    out.style(word(text)).append(text);
                }
                case CommandLexer.FORMAT -> out.style(FORMAT).append(text);
                case CommandLexer.STRING -> out.style(TEXT).append(text);
                case CommandLexer.TEXT -> operands(out, text);
                case CommandLexer.RAW -> {
                    if (script) {
                        script(out, text);
                    } else {
                        operands(out, text);
                    }
                }
                case CommandLexer.STRAY -> out.style(UNKNOWN).append(text);
                default -> out.style(PLAIN).append(text);
            }
        }
        skipped(out, line.substring(end));
    }

    private static void skipped(AttributedStringBuilder out, String text) {
        int comment = text.indexOf('#');
        int plain = comment < 0 ? text.length() : comment;
        out.style(PLAIN).append(text.substring(0, plain));
        out.style(COMMENT).append(text.substring(plain));
    }

    /** Words that are no command nor the beginning of one are wrong; so are blocks' own words outside of the table. */
    private AttributedStyle word(String text) {
        if (text.equals("end") || text.equals("else") || session.table().find(text) != null) {
            return COMMAND;
        }
        return session.table().isPrefix(text) ? PLAIN : UNKNOWN;
    }

    private void operands(AttributedStringBuilder out, String text) {
        Matcher matcher = OPERAND.matcher(text);
        int end = 0;
        while (matcher.find()) {
            out.style(PLAIN).append(text.substring(end, matcher.start()));
            end = matcher.end();
            out.style(operand(matcher)).append(matcher.group());
        }
        out.style(PLAIN).append(text.substring(end));
    }

    private AttributedStyle operand(Matcher matcher) {
        if (matcher.group("number") != null) {
            return NUMBER;
        }
        String name = matcher.group("name");
        if (name != null) {
            return session.debugger().symbols().address(name).isPresent() ? SYMBOL : PLAIN;
        }
        String register = matcher.group("register").substring(1);
        return Registers.find(register.toLowerCase()) != null
                        || session.debugger().knows(register)
                ? REGISTER
                : UNKNOWN;
    }

    private static void script(AttributedStringBuilder out, String text) {
        Matcher matcher = SCRIPT.matcher(text);
        int end = 0;
        while (matcher.find()) {
            out.style(PLAIN).append(text.substring(end, matcher.start()));
            end = matcher.end();
            AttributedStyle style = matcher.group("comment") != null
                    ? COMMENT
                    : matcher.group("text") != null ? TEXT : matcher.group("number") != null ? NUMBER : COMMAND;
            out.style(style).append(matcher.group());
        }
        out.style(PLAIN).append(text.substring(end));
    }
}
