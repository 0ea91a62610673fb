package ringside.console;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/** Splits a line for completion: words are separated by blanks and semicolons, nothing is ever quoted or incomplete. */
final class LineParser implements Parser {
    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
        int start = cursor;
        while (start > 0 && " \t;".indexOf(line.charAt(start - 1)) < 0) {
            start--;
        }
        int end = cursor;
        while (end < line.length() && " \t;".indexOf(line.charAt(end)) < 0) {
            end++;
        }
        List<String> words =
                new ArrayList<>(Arrays.asList(line.substring(0, start).trim().split("[ \t;]+")));
        words.removeIf(String::isEmpty);
        int index = words.size();
        words.add(line.substring(start, end));
        return new Words(line, cursor, words, index, cursor - start);
    }

    @Override
    public boolean isEscapeChar(char c) {
        return false;
    }

    /** The words of a line. */
    private record Words(String line, int cursor, List<String> words, int wordIndex, int wordCursor)
            implements CompletingParsedLine {
        @Override
        public String word() {
            return words.get(wordIndex);
        }

        @Override
        public CharSequence escape(CharSequence candidate, boolean complete) {
            return candidate;
        }

        @Override
        public int rawWordCursor() {
            return wordCursor;
        }

        @Override
        public int rawWordLength() {
            return word().length();
        }
    }
}
