package ringside.console;

import java.util.Map;
import java.util.function.Consumer;

/**
 * What a command found out or did: a structure first, text second.
 *
 * @param data a record, list or map that Gson can write
 * @param view writes the same for people
 * @param failed whether the command counts as failed although it has a result (a test that did not hold)
 */
record Result(Object data, Consumer<Text> view, boolean failed) {
    /** A result that is nothing to speak of. */
    static final Result NONE = new Result(Map.of(), text -> {}, false);

    /** The result of a command whose parts have shown their results, and their failure, themselves. */
    static final Result FAILED = new Result(Map.of(), text -> {}, true);

    /** Makes a result of a structure and its view. */
    static Result of(Object data, Consumer<Text> view) {
        return new Result(data, view, false);
    }

    /** Makes a result that is one sentence. */
    static Result message(String sentence) {
        return new Result(Map.of("message", sentence), text -> text.line(sentence), false);
    }
}
