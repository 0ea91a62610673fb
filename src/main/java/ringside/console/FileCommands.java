package ringside.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import ringside.debug.SymbolFile;
import ringside.debug.Symbols;
import ringside.debug.expr.Address;

/** Symbols from files, memory to and from files. */
final class FileCommands {
    private static final int MOST = 256 << 20;

    private FileCommands() {}

    static List<Command> all() {
        return List.of(
                Command.named("file", "ldsym")
                        .in(Category.FILES)
                        .summary("Reads symbols from an ELF file, or text as of nm or System.map.")
                        .syntax("file PATH")
                        .examples("file vmlinux")
                        .completes(Completions::files)
                        .does((session, arguments) -> symbols(session, arguments, 0)),
                Command.named("add-symbol-file")
                        .in(Category.FILES)
                        .summary("Reads symbols and adds OFFSET to their addresses.")
                        .syntax("add-symbol-file PATH OFFSET")
                        .examples("add-symbol-file module.elf 0xd0000000")
                        .completes(Completions::files)
                        .does((session, arguments) -> {
                            arguments.required(1, "the offset");
                            long distance = arguments
                                    .expression(1, session.debugger()::evaluate)
                                    .bits();
                            return symbols(session, arguments, distance);
                        }),
                Command.named("symbols")
                        .in(Category.FILES)
                        .summary("Lists symbols, forgets them, or names an address.")
                        .syntax("symbols [TEXT]", "symbols clear", "symbols add NAME ADDRESS")
                        .examples("symbols", "symbols start", "symbols add buffer 0x500", "symbols clear")
                        .does(FileCommands::list),
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

    /** How many symbols a file had. */
    record Loaded(String file, int symbols) {}

    private static Result symbols(Session session, Arguments arguments, long distance) {
        Path file = arguments.path(0, "a file");
        int count = SymbolFile.read(file, session.debugger().symbols(), distance);
        return Result.of(new Loaded(file.toString(), count), text -> text.line(count + " symbols from " + file));
    }

    private static Result list(Session session, Arguments arguments) {
        Symbols symbols = session.debugger().symbols();
        switch (arguments.word(0)) {
            case "clear" -> {
                symbols.clear();
                return Result.message("all symbols are forgotten");
            }
            case "add" -> {
                String name = arguments.required(1, "a name");
                arguments.required(2, "an address");
                Address place = arguments.expression(2, session.debugger()::address);
                symbols.add(name, place.value());
                return Result.message(name + " is at " + place);
            }
            default -> {
                return InfoCommand.topic("symbols", session, arguments);
            }
        }
    }

    private static Result dump(Session session, Arguments arguments) {
        Path file = arguments.path(0, "a file");
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
