package ringside.console;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import ringside.debug.DebugException;
import ringside.debug.expr.ExpressionException;
import ringside.debug.expr.Numbers;

/**
 * The arguments of one statement, with their places in the line, so that errors can point at them.
 *
 * @param line the whole line
 * @param end where the statement ends in it
 * @param format what stood behind the slash, without it; empty if there was none
 * @param words the arguments; strings without their quotes
 * @param block the lines that follow up to {@code end}, for commands that take such a block
 * @param files which files the statement may use
 */
record Arguments(String line, int end, String format, List<Word> words, List<String> block, FileAccess files) {
    /**
     * One argument.
     *
     * @param text with quotes and escapes resolved
     * @param start where it starts in the line
     */
    record Word(String text, int start, boolean quoted) {}

    static final Arguments NONE = new Arguments("", 0, "", List.of());

    /** Makes the arguments of a statement of the user's own, without a block. */
    Arguments(String line, int end, String format, List<Word> words) {
        this(line, end, format, words, List.of(), FileAccess.USER);
    }

    /** Returns the same arguments with a block behind them. */
    Arguments with(List<String> lines) {
        return new Arguments(line, end, format, words, List.copyOf(lines), files);
    }

    /** Returns the same arguments for someone who may use other files. */
    Arguments with(FileAccess access) {
        return new Arguments(line, end, format, words, block, access);
    }

    /** Returns the same arguments with another one before them. */
    Arguments behind(String word) {
        List<Word> more = new ArrayList<>(words);
        more.add(0, new Word(word, position(0), false));
        return new Arguments(line, end, format, more, block, files);
    }

    boolean isEmpty() {
        return words.isEmpty();
    }

    int count() {
        return words.size();
    }

    /** Returns an argument, or the empty string if there are not so many. */
    String word(int index) {
        return index < words.size() ? words.get(index).text() : "";
    }

    /** Returns where an argument starts in the line; the end of the statement if there are not so many. */
    int position(int index) {
        return index < words.size() ? words.get(index).start() : end;
    }

    /** Returns the text from an argument to the end of the statement as it was written. */
    String rest(int index) {
        return index < words.size() ? line.substring(position(index), end).stripTrailing() : "";
    }

    /** Returns the text from argument {@code from} up to argument {@code to}, excluded. */
    String between(int from, int to) {
        return from < to && from < words.size()
                ? line.substring(position(from), position(to)).strip()
                : "";
    }

    /** Returns the index of the first argument that is {@code keyword}, or -1. */
    int find(String keyword) {
        for (int i = 0; i < words.size(); i++) {
            if (words.get(i).text().equals(keyword) && !words.get(i).quoted()) {
                return i;
            }
        }
        return -1;
    }

    /** Whether an argument is the option {@code --name}. */
    boolean has(String option) {
        return find(option) >= 0;
    }

    /** Returns the arguments without the first {@code count}. */
    Arguments skip(int count) {
        return new Arguments(
                line, end, format, words.subList(Math.min(count, words.size()), words.size()), block, files);
    }

    /** Makes an error that points at an argument. */
    CommandError error(int index, String message) {
        return new CommandError(message, position(index));
    }

    /** Fails if there are more than {@code most} arguments. */
    void atMost(int most) {
        if (words.size() > most) {
            throw error(most, "'" + word(most) + "' is one argument too many");
        }
    }

    /** Returns a required argument; {@code what} names it if it is missing. */
    String required(int index, String what) {
        if (index >= words.size()) {
            throw error(index, what + " is missing");
        }
        return words.get(index).text();
    }

    /** Returns the required name of a file that is read. */
    Path path(int index, String what) {
        String name = required(index, what);
        try {
            return files.read(name);
        } catch (DebugException | InvalidPathException refused) {
            throw refused(index, name, refused);
        }
    }

    /** Returns the required name of a file that is written. */
    Path output(int index, String what) {
        String name = required(index, what);
        try {
            return files.write(name);
        } catch (DebugException | InvalidPathException refused) {
            throw refused(index, name, refused);
        }
    }

    private CommandError refused(int index, String name, RuntimeException why) {
        return error(index, why instanceof DebugException ? why.getMessage() : "'" + name + "' can be no file name");
    }

    /** Applies {@code reader} to the text from an argument on; errors of the expression point into the line. */
    <T> T expression(int index, Function<String, T> reader) {
        return expression(index, rest(index), reader);
    }

    /** Applies {@code reader} to {@code text}, which starts at an argument. */
    <T> T expression(int index, String text, Function<String, T> reader) {
        try {
            return reader.apply(text);
        } catch (ExpressionException bad) {
            int place = bad.position() < 0 ? -1 : position(index) + Math.min(bad.position(), text.length());
            throw new CommandError(bad.getMessage(), place);
        }
    }

    /** Returns a decimal or prefixed number. */
    long number(int index, String what) {
        String text = required(index, what);
        if (text.isEmpty() || !Character.isDigit(text.charAt(0))) {
            throw error(index, what + " must be a number, not '" + text + "'");
        }
        return expression(index, text, t -> Numbers.parse(t, 10));
    }

    /** Returns a number within bounds. */
    int number(int index, String what, int least, int most) {
        long value = number(index, what);
        if (value < least || value > most) {
            throw error(index, what + " must be " + least + " to " + most + ", not " + word(index));
        }
        return (int) value;
    }

    /** Returns whether an argument is {@code on}; it may be {@code off} instead, nothing else. */
    boolean onOff(int index) {
        String value = required(index, "on or off");
        if (!value.equals("on") && !value.equals("off")) {
            throw error(index, "'" + value + "' is neither on nor off");
        }
        return value.equals("on");
    }
}
