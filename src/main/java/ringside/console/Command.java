package ringside.console;

import java.util.ArrayList;
import java.util.List;

/**
 * One entry of the table of commands: everything that parser, help, completion and interpreter know about it. Made by
 * {@link #named}.
 */
final class Command {
    /** How the text behind the command word is read. */
    enum Style {
        /** Words, strings and expressions. */
        ARGUMENTS,
        /** The same, with a format directly behind the word: {@code x/8i}. */
        FORMAT,
        /** The rest of the line as it is. */
        VERBATIM
    }

    /** What of the lines behind it belongs to a command. */
    enum Block {
        NONE,
        /** Commands up to the matching {@code end}. */
        COMMANDS,
        /** Text up to the next line {@code end}. */
        TEXT
    }

    /** Carries a command out. */
    @FunctionalInterface
    interface Action {
        Result execute(Session session, Arguments arguments);
    }

    /** Proposes what an argument could be. */
    @FunctionalInterface
    interface ArgumentCompleter {
        /**
         * Returns proposals for the last of {@code words}, which may be empty; filtering by prefix is the caller's job.
         *
         * @param words the arguments so far
         */
        List<Proposal> complete(Session session, List<String> words);
    }

    /** A word that an argument could be, and what it means. */
    record Proposal(String word, String description) {}

    private final String name;
    private final List<String> aliases;
    private final Category category;
    private final String summary;
    private final List<String> syntax;
    private final List<String> details;
    private final List<String> examples;
    private final Style style;
    private final boolean repeatable;
    private final Block block;
    private final ArgumentCompleter completer;
    private final Action action;

    private Command(Builder builder, Action action) {
        this.name = builder.name;
        this.aliases = builder.aliases;
        this.category = builder.category;
        this.summary = builder.summary;
        this.syntax = builder.syntax;
        this.details = builder.details;
        this.examples = builder.examples;
        this.style = builder.style;
        this.repeatable = builder.repeatable;
        this.block = builder.block;
        this.completer = builder.completer;
        this.action = action;
    }

    /** Starts an entry with the canonical name and what else is accepted. */
    static Builder named(String name, String... aliases) {
        return new Builder(name, List.of(aliases));
    }

    String name() {
        return name;
    }

    List<String> aliases() {
        return aliases;
    }

    Category category() {
        return category;
    }

    String summary() {
        return summary;
    }

    List<String> syntax() {
        return syntax;
    }

    List<String> details() {
        return details;
    }

    List<String> examples() {
        return examples;
    }

    Style style() {
        return style;
    }

    /** Whether an empty line does it again. */
    boolean isRepeatable() {
        return repeatable;
    }

    List<Proposal> complete(Session session, List<String> words) {
        return completer.complete(session, words);
    }

    /** Returns what of the lines behind it belongs to it. */
    Block block() {
        return block;
    }

    /** Returns the same command under another name, without aliases. */
    Command calledAs(String newName, Category newCategory) {
        return calledAs(newName, newCategory, summary, "The same as '" + name + "'.");
    }

    private Command calledAs(String newName, Category newCategory, String newSummary, String... newDetails) {
        Builder copy = new Builder(newName, List.of())
                .in(newCategory)
                .summary(newSummary)
                .syntax(syntax.toArray(String[]::new))
                .details(newDetails)
                .examples(newName)
                .style(style)
                .completes(completer);
        copy.repeatable = repeatable;
        copy.block = block;
        return copy.does(action);
    }

    /** Returns the same command with other help. */
    Command explained(String newSummary, String... newDetails) {
        return calledAs(name, category, newSummary, newDetails);
    }

    Result execute(Session session, Arguments arguments) {
        return action.execute(session, arguments);
    }

    /** Collects the parts of an entry. */
    static final class Builder {
        private final String name;
        private final List<String> aliases;
        private Category category = Category.CONSOLE;
        private String summary = "";
        private List<String> syntax;
        private List<String> details = List.of();
        private final List<String> examples = new ArrayList<>();
        private Style style = Style.ARGUMENTS;
        private boolean repeatable;
        private Block block = Block.NONE;
        private ArgumentCompleter completer = (session, words) -> List.of();

        private Builder(String name, List<String> aliases) {
            this.name = name;
            this.aliases = aliases;
            this.syntax = List.of(name);
        }

        Builder in(Category newCategory) {
            category = newCategory;
            return this;
        }

        /** Sets the one-line description. */
        Builder summary(String text) {
            summary = text;
            return this;
        }

        Builder syntax(String... forms) {
            syntax = List.of(forms);
            return this;
        }

        /** Sets further lines of help. */
        Builder details(String... lines) {
            details = List.of(lines);
            return this;
        }

        Builder examples(String... lines) {
            examples.addAll(List.of(lines));
            return this;
        }

        Builder style(Style newStyle) {
            style = newStyle;
            return this;
        }

        Builder repeats() {
            repeatable = true;
            return this;
        }

        /** Takes the commands that follow, up to {@code end}; they arrive in {@link Arguments#block}. */
        Builder block() {
            block = Block.COMMANDS;
            return this;
        }

        /** Takes the lines of text that follow, up to {@code end}; they arrive in {@link Arguments#block}. */
        Builder textBlock() {
            block = Block.TEXT;
            return this;
        }

        Builder completes(ArgumentCompleter newCompleter) {
            completer = newCompleter;
            return this;
        }

        /** Ends the entry with what it does. */
        Command does(Action action) {
            return new Command(this, action);
        }
    }
}
