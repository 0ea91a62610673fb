package ringside.console;

import java.util.ArrayList;
import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/** Completes command words and, through the table, their arguments. */
final class LineCompleter implements Completer {
    private final Session session;

    LineCompleter(Session session) {
        this.session = session;
    }

    @Override
    public void complete(LineReader reader, ParsedLine parsed, List<Candidate> candidates) {
        String before = parsed.line()
                .substring(0, Math.min(parsed.cursor(), parsed.line().length()));
        candidates.addAll(propose(before));
    }

    /** Returns what the last name in a line of JavaScript could become. */
    private List<Candidate> script(String before) {
        int start = before.length();
        while (start > 0
                && (Character.isJavaIdentifierPart(before.charAt(start - 1)) || before.charAt(start - 1) == '.')) {
            start--;
        }
        int word = Math.max(before.lastIndexOf(' '), before.lastIndexOf(';')) + 1;
        String lead = before.substring(Math.min(word, start), start);
        List<Candidate> candidates = new ArrayList<>();
        for (String name : session.scripts().complete(before.substring(start))) {
            candidates.add(new Candidate(lead + name, name, null, null, null, null, false));
        }
        return candidates;
    }

    /** Returns what the last word of {@code before} could become. */
    List<Candidate> propose(String before) {
        String line = before.substring(before.lastIndexOf('\n') + 1);
        if (session.isScriptMode() || line.stripLeading().startsWith("js ")) {
            return script(line);
        }
        List<String> words = LineParser.statement(line);
        if (words.size() <= 1) {
            return commands(words.get(0));
        }
        Command command = session.table().find(words.get(0).replaceAll("/.*", ""));
        List<Candidate> candidates = new ArrayList<>();
        if (command == null) {
            return candidates;
        }
        List<String> arguments = words.subList(words.get(1).startsWith("/") && words.size() > 2 ? 2 : 1, words.size());
        for (Command.Proposal proposal : command.complete(session, arguments)) {
            boolean whole = !proposal.word().endsWith("/");
            String description = proposal.description().isEmpty() ? null : proposal.description();
            candidates.add(new Candidate(proposal.word(), proposal.word(), null, description, null, null, whole));
        }
        return candidates;
    }

    /** Returns all commands; aliases only for a word that begins one. */
    private List<Candidate> commands(String word) {
        List<Candidate> candidates = new ArrayList<>();
        for (Command command : session.table().all()) {
            String group = command.category().title();
            candidates.add(candidate(command.name(), group, command.summary()));
            for (String alias : command.aliases()) {
                boolean wanted = !word.isEmpty()
                        && alias.startsWith(word)
                        && !command.name().startsWith(word);
                if (wanted) {
                    candidates.add(candidate(alias, group, command.name() + ": " + command.summary()));
                }
            }
        }
        return candidates;
    }

    private static Candidate candidate(String word, String group, String description) {
        return new Candidate(word, word, group, description, null, null, true);
    }
}
