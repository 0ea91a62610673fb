package ringside.console;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import ringside.debug.FileFailure;

/** Commands about the console itself. */
final class ConsoleCommands {
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private ConsoleCommands() {}

    static List<Command> all() {
        return List.of(
                Command.named("source")
                        .in(Category.SCRIPT)
                        .summary("Carries out a file: JavaScript if it ends in .js or .mjs, else commands.")
                        .syntax("source PATH")
                        .details("A file of commands ends at the first that fails.")
                        .examples("source setup.ring", "source scenario.js")
                        .completes(Completions::files)
                        .does(ConsoleCommands::source),
                Command.named("quit", "q", "exit", "kill")
                        .in(Category.CONSOLE)
                        .summary("Ends the session, with an exit code if one is given.")
                        .syntax("quit [CODE]")
                        .examples("quit", "quit 3")
                        .does((session, arguments) -> {
                            arguments.atMost(1);
                            session.quit(arguments.isEmpty() ? 0 : arguments.number(0, "the exit code", 0, 255));
                            return Result.NONE;
                        }));
    }

    private static Result source(Session session, Arguments arguments) {
        Path file = arguments.path(0, "a file");
        String name = file.toString();
        if (name.endsWith(".js") || name.endsWith(".mjs")) {
            return ScriptCommands.run(session, file);
        }
        for (Piece piece : Pieces.of(session, lines(file))) {
            for (Execution execution : session.interpreter().execute(piece)) {
                if (execution.isFailure()) {
                    throw new CommandError(
                            name + ":" + piece.number() + ": '" + piece.line().strip() + "' failed");
                }
            }
            if (session.exitCode() != null || session.debugger().control().isInterrupted()) {
                break;
            }
        }
        return Result.NONE;
    }

    private static List<String> lines(Path file) {
        try {
            String text = Files.readString(file);
            return (text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text)
                    .lines()
                    .toList();
        } catch (MalformedInputException binary) {
            throw new CommandError("'" + file + "' is no text");
        } catch (IOException unreadable) {
            throw new CommandError(FileFailure.reading(file, unreadable));
        }
    }
}
