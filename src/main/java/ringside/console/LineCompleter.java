package ringside.console;

import java.util.ArrayList;
import java.util.Arrays;
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
        if (session.isScriptMode() || before.stripLeading().startsWith("js ")) {
            return script(before);
        }
        String statement = before.substring(before.lastIndexOf(';') + 1).stripLeading();
        List<String> words = new ArrayList<>(Arrays.asList(statement.split("[ \t]+", -1)));
        List<Candidate> candidates = new ArrayList<>();
        if (words.size() <= 1) {
            for (Command command : session.table().all()) {
                candidates.add(new Candidate(
                        command.name(),
                        command.name(),
                        command.category().title(),
                        command.summary(),
                        null,
                        null,
                        true));
            }
            return candidates;
        }
        String word = words.get(0).replaceAll("/.*", "");
        Command command = session.table().find(word);
        if (command == null) {
            return candidates;
        }
        List<String> arguments = words.subList(1, words.size());
        for (Command.Proposal proposal : command.complete(session, arguments)) {
            boolean whole = !proposal.word().endsWith("/");
            String description = proposal.description().isEmpty() ? null : proposal.description();
            candidates.add(new Candidate(proposal.word(), proposal.word(), null, description, null, null, whole));
        }
        return candidates;
    }
}
