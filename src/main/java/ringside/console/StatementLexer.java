package ringside.console;

import java.util.function.Function;
import org.antlr.v4.runtime.CharStream;
import org.antlr.v4.runtime.Lexer;

/** The part of the lexer that asks the table of commands how to read on behind a command word. */
abstract class StatementLexer extends Lexer {
    private Function<String, Command.Style> styles = word -> Command.Style.ARGUMENTS;

    StatementLexer(CharStream input) {
        super(input);
    }

    /** Sets who knows how the arguments of a command word are to be read. */
    void styles(Function<String, Command.Style> newStyles) {
        styles = newStyles;
    }

    /** Chooses the mode for what follows a command word. */
    protected void afterWord(String word) {
        Command.Style style = styles.apply(word);
        int ahead = 1;
        while (getInputStream().LA(ahead) == ' ' || getInputStream().LA(ahead) == '\t') {
            ahead++;
        }
        boolean slash = getInputStream().LA(ahead) == '/';
        if (style == Command.Style.FORMAT && slash) {
            mode(CommandLexer.FORMATTED);
        } else {
            mode(style == Command.Style.VERBATIM ? CommandLexer.VERBATIM : CommandLexer.ARGUMENTS);
        }
    }
}
