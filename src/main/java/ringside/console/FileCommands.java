package ringside.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import ringside.debug.expr.Address;

/** Memory to and from files. */
final class FileCommands {
    private static final int MOST = 256 << 20;

    private FileCommands() {}

    static List<Command> all() {
        return List.of(
                Command.named("dump", "writemem")
                        .in(Category.FILES)
                        .summary("Writes memory to a file.")
                        .syntax("dump PATH ADDRESS LENGTH")
                        .examples("dump page.bin 0x1000 4096")
                        .completes(Completions::files)
                        .does(FileCommands::dump),
                Command.named("restore", "loadmem")
                        .in(Category.FILES)
                        .summary("Reads a file into memory; goes to the journal.")
                        .syntax("restore PATH ADDRESS")
                        .examples("restore page.bin 0x1000")
                        .completes(Completions::files)
                        .does(FileCommands::restore));
    }

    private static Result dump(Session session, Arguments arguments) {
        Path file = arguments.output(0, "a file");
        arguments.required(2, "the length");
        Address start = arguments.expression(1, arguments.word(1), session.debugger()::address);
        long length = arguments.expression(2, session.debugger()::evaluate).bits();
        if (length <= 0 || length > MOST) {
            throw arguments.error(2, "the length must be 1 to " + MOST);
        }
        byte[] bytes = new byte[(int) length];
        for (int i = 0; i < bytes.length; i++) {
            int octet = session.debugger().memory().peek(start.plus(i));
            if (octet < 0) {
                throw new CommandError("cannot read memory at " + start.plus(i));
            }
            bytes[i] = (byte) octet;
        }
        try {
            Files.write(file, bytes);
        } catch (IOException unwritable) {
            throw new CommandError("cannot write '" + file + "': " + unwritable.getMessage());
        }
        return Result.message("wrote " + TableTopics.size(length) + " to " + file);
    }

    private static Result restore(Session session, Arguments arguments) {
        Path file = arguments.path(0, "a file");
        arguments.required(1, "an address");
        Address start = arguments.expression(1, session.debugger()::address);
        try {
            byte[] bytes = Files.readAllBytes(file);
            session.debugger().memory().write(start, bytes);
            return Result.message("read " + TableTopics.size(bytes.length) + " to " + start);
        } catch (IOException unreadable) {
            throw new CommandError("cannot read '" + file + "': " + unreadable.getMessage());
        }
    }
}
