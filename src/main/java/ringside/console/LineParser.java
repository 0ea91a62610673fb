package ringside.console;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/** Splits a line for completion, and asks for more lines where a block or a script is still open. */
final class LineParser implements Parser {
    private final Predicate<String> incomplete;

    /**
     * Makes a parser.
     *
     * @param incomplete whether a text goes on in the next line
     */
    LineParser(Predicate<String> incomplete) {
        this.incomplete = incomplete;
    }

    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
        if (context == ParseContext.ACCEPT_LINE && incomplete.test(line)) {
            throw new EOFError(-1, -1, "more lines follow");
        }
        String before = line.substring(0, cursor);
        List<String> words = statement(before);
        int start = lastWord(before);
        int end = cursor;
        while (end < line.length() && " \t;\n".indexOf(line.charAt(end)) < 0) {
            end++;
        }
        String word = words.get(words.size() - 1);
        String raw = line.substring(start, end);
        words.set(words.size() - 1, word + line.substring(cursor, end));
        return new Words(line, cursor, words, word.length(), raw, cursor - start);
    }

    @Override
    public boolean isEscapeChar(char c) {
        return false;
    }

    /** Returns the words of the last statement in {@code text} without quotes; the last one may be empty. */
    static List<String> statement(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean quoted = false;
        for (char c : text.toCharArray()) {
            if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == ';' || c == '\n')) {
                words.clear();
                word.setLength(0);
            } else if (!quoted && (c == ' ' || c == '\t')) {
                if (!word.isEmpty()) {
                    words.add(word.toString());
                }
                word.setLength(0);
            } else {
                word.append(c);
            }
        }
        words.add(word.toString());
        return words;
    }

    /** Returns where the last word starts, its opening quote included. */
    private static int lastWord(String text) {
        int start = 0;
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            quoted ^= c == '"';
            if (!quoted && " \t;\n".indexOf(c) >= 0) {
                start = i + 1;
            }
        }
        return start;
    }

    /** The words of a statement, the last one where the cursor is. */
    private record Words(String line, int cursor, List<String> words, int wordCursor, String raw, int rawWordCursor)
            implements CompletingParsedLine {
        @Override
        public String word() {
            return words.get(wordIndex());
        }

        @Override
        public int wordIndex() {
            return words.size() - 1;
        }

        @Override
        public CharSequence escape(CharSequence candidate, boolean complete) {
            boolean quote = raw.startsWith("\"") || candidate.chars().anyMatch(c -> " \t;".indexOf(c) >= 0);
            return quote ? "\"" + candidate + (complete ? "\"" : "") : candidate;
        }

        @Override
        public int rawWordLength() {
            return raw.length();
        }
    }
}
