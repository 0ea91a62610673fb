package ringside.console;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import ringside.debug.Suggestions;

/** All commands by name, alias and unambiguous prefix. */
final class CommandTable {
    /** So many candidates still get a line each. */
    private static final int MOST_EXPLAINED = 20;

    private final Map<String, Command> byName = new LinkedHashMap<>();
    private final TreeMap<String, Command> words = new TreeMap<>();
    private Map<String, String> overrides = Map.of();

    /** Adds commands; a name or alias that is taken is a programming error. */
    void add(List<Command> commands) {
        for (Command command : commands) {
            byName.put(command.name(), command);
            put(command.name(), command);
            command.aliases().forEach(alias -> put(alias, command));
        }
    }

    private void put(String word, Command command) {
        if (words.putIfAbsent(word, command) != null) {
            throw new IllegalStateException("two commands are called '" + word + "'");
        }
    }

    /** Adds a command of the user, or replaces one of the same name; a name of the table's own throws. */
    void define(Command command) {
        Command present = words.get(command.name());
        if (present != null && present.category() != Category.USER) {
            throw new CommandError(
                    "'" + command.name() + "' is a command of Ringside and stays what it is; take another"
                            + " name, or define hook-" + present.name());
        }
        byName.put(command.name(), command);
        words.put(command.name(), command);
    }

    /** Returns the command with exactly this name or alias, or null. */
    Command exact(String word) {
        return words.get(word);
    }

    /** Gives words another meaning than the table's, as another debugger's users expect it. */
    void override(Map<String, String> newOverrides) {
        overrides = newOverrides;
    }

    /** Returns all commands in the order of the table. */
    Collection<Command> all() {
        return Collections.unmodifiableCollection(byName.values());
    }

    /** Returns all names and aliases. */
    Set<String> names() {
        return Collections.unmodifiableSet(words.keySet());
    }

    /** Returns the command that a word or prefix stands for, or null if none or several. */
    Command find(String word) {
        Set<Command> candidates = candidates(word);
        return candidates.size() == 1 && !isForeign(word)
                ? candidates.iterator().next()
                : null;
    }

    /** Returns the command that a word stands for; otherwise throws an error that points at {@code position}. */
    Command resolve(String word, int position) {
        Set<Command> candidates = candidates(word);
        if (candidates.size() == 1 && !isForeign(word)) {
            return candidates.iterator().next();
        }
        if (isForeign(word)) {
            throw new CommandError("no '" + word + "' here; " + ForeignWords.answer(word), position);
        }
        if (candidates.isEmpty()) {
            throw new CommandError(
                    "unknown command '" + word + "'" + Suggestions.clause(word, words.keySet()), position);
        }
        StringBuilder choice = new StringBuilder("'" + word + "' is ambiguous:");
        if (candidates.size() > MOST_EXPLAINED) {
            List<String> names = candidates.stream().map(Command::name).toList();
            throw new CommandError(choice + " " + String.join(", ", names), position);
        }
        for (Command candidate : candidates) {
            choice.append(String.format("%n  %-15s %s", candidate.name(), candidate.summary()));
        }
        throw new CommandError(choice.toString(), position);
    }

    /** Whether a command's name or alias begins with {@code word}. */
    boolean isPrefix(String word) {
        return !candidates(word).isEmpty();
    }

    /** Returns how the text behind a word is read; an unknown word's as arguments. */
    Command.Style style(String word) {
        Command command = find(word);
        return command == null ? Command.Style.ARGUMENTS : command.style();
    }

    private boolean isForeign(String word) {
        return ForeignWords.answer(word) != null && !words.containsKey(word);
    }

    private Set<Command> candidates(String word) {
        String meant = overrides.getOrDefault(word, word);
        Command exact = words.get(meant);
        if (exact != null) {
            return Set.of(exact);
        }
        return new LinkedHashSet<>(
                words.subMap(meant, meant + Character.MAX_VALUE).values());
    }
}
