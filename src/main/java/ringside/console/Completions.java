package ringside.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import ringside.cpu.Register;
import ringside.cpu.Registers;
import ringside.debug.Breakpoint;

/** What arguments of common kinds could be. */
final class Completions {
    private static final int MOST_SYMBOLS = 2_000;
    private static final String OPERATORS = "+-*/%&|^~!<>=()[]{}:,@";

    private Completions() {}

    /** Proposes symbols, and registers after {@code $}, for the last operand of an expression. */
    static List<Command.Proposal> address(Session session, List<String> words) {
        String word = words.isEmpty() ? "" : words.get(words.size() - 1);
        int start = word.length();
        while (start > 0 && OPERATORS.indexOf(word.charAt(start - 1)) < 0) {
            start--;
        }
        String lead = word.substring(0, start);
        String operand = word.substring(start);
        if (operand.startsWith("$")) {
            return registers(session, lead + "$");
        }
        List<Command.Proposal> proposals = new ArrayList<>();
        session.debugger().symbols().names().stream()
                .filter(name -> name.startsWith(operand))
                .limit(MOST_SYMBOLS)
                .forEach(name -> proposals.add(new Command.Proposal(
                        lead + name,
                        String.format(
                                "%08x",
                                session.debugger().symbols().address(name).orElse(0)))));
        return proposals;
    }

    private static List<Command.Proposal> registers(Session session, String lead) {
        List<Command.Proposal> proposals = new ArrayList<>();
        for (Register register : Registers.all()) {
            String value = String.format(
                    "%0" + Math.max(1, register.width() / 4) + "x",
                    register.read(session.debugger().cpu()));
            proposals.add(new Command.Proposal(lead + register.name(), value));
        }
        return proposals;
    }

    /** Proposes breakpoint numbers. */
    static List<Command.Proposal> breakpoints(Session session, List<String> words) {
        List<Command.Proposal> proposals = new ArrayList<>();
        for (Breakpoint breakpoint : session.debugger().breakpoints().all()) {
            proposals.add(new Command.Proposal(Integer.toString(breakpoint.number()), breakpoint.written()));
        }
        return proposals;
    }

    /** Proposes register names without {@code $}. */
    static List<Command.Proposal> registers(Session session, List<String> words) {
        return registers(session, "");
    }

    /** Proposes files and directories. */
    static List<Command.Proposal> files(Session session, List<String> words) {
        String word = words.isEmpty() ? "" : words.get(words.size() - 1);
        int slash = word.lastIndexOf('/');
        String prefix = word.substring(0, slash + 1);
        List<Command.Proposal> proposals = new ArrayList<>();
        try (Stream<Path> entries = Files.list(Path.of(prefix.isEmpty() ? "." : prefix))) {
            entries.sorted().forEach(entry -> {
                boolean directory = Files.isDirectory(entry);
                String name = prefix + entry.getFileName() + (directory ? "/" : "");
                proposals.add(new Command.Proposal(name, directory ? "directory" : "file"));
            });
        } catch (IOException | InvalidPathException unreadable) {
            return List.of();
        }
        return proposals;
    }

    /** Makes a completer of fixed words; {@code wordsAndDescriptions} alternate. */
    static Command.ArgumentCompleter words(String... wordsAndDescriptions) {
        List<Command.Proposal> proposals = new ArrayList<>();
        for (int i = 0; i < wordsAndDescriptions.length; i += 2) {
            proposals.add(new Command.Proposal(wordsAndDescriptions[i], wordsAndDescriptions[i + 1]));
        }
        return (session, words) -> words.size() <= 1 ? proposals : List.of();
    }
}
