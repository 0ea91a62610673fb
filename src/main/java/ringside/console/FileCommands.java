package ringside.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import ringside.debug.FileFailure;
import ringside.debug.MemoryRange;
import ringside.debug.expr.Address;

/** Memory to and from files, in the words of GDB, Bochs, WinDbg and QEMU. */
final class FileCommands {
    private static final int MOST = 256 << 20;
    private static final List<String> OTHER_FORMATS = List.of("ihex", "srec", "tekhex", "verilog");

    private FileCommands() {}

    static List<Command> all() {
        return List.of(
                Command.named("dump", "writemem", ".writemem")
                        .in(Category.FILES)
                        .summary("Writes memory to a file.")
                        .syntax("dump PATH ADDRESS LENGTH", "dump [binary] memory PATH START END")
                        .details(
                                "The second form is GDB's: END is the first address that is left out. A range can also be"
                                        + " START +LENGTH, or START LLENGTH as in WinDbg.")
                        .examples(
                                "dump page.bin 0x1000 4096",
                                "dump binary memory page.bin 0x1000 0x2000",
                                "writemem \"page.bin\" 0x1000 4096",
                                ".writemem page.bin 0x1000 L1000")
                        .completes(Completions::files)
                        .does((session, arguments) -> dump(session, arguments, false)),
                Command.named("append")
                        .in(Category.FILES)
                        .summary("Writes memory behind what a file has already.")
                        .syntax("append PATH ADDRESS LENGTH", "append [binary] memory PATH START END")
                        .examples("append pages.bin 0x1000 4096")
                        .completes(Completions::files)
                        .does((session, arguments) -> dump(session, arguments, true)),
                Command.named("memsave")
                        .in(Category.FILES)
                        .summary("Writes memory to a file, in QEMU's order.")
                        .syntax("memsave ADDRESS LENGTH PATH")
                        .examples("memsave 0x1000 4096 page.bin")
                        .does((session, arguments) -> memsave(session, arguments, false)),
                Command.named("pmemsave")
                        .in(Category.FILES)
                        .summary("Writes physical memory to a file, in QEMU's order.")
                        .syntax("pmemsave ADDRESS LENGTH PATH")
                        .examples("pmemsave 0x1000 4096 page.bin")
                        .does((session, arguments) -> memsave(session, arguments, true)),
                Command.named("restore", "loadmem", ".readmem")
                        .in(Category.FILES)
                        .summary("Reads a file into memory; goes to the journal.")
                        .syntax("restore PATH ADDRESS", "restore PATH binary ADDRESS [FIRST [END]]")
                        .details("FIRST and END are offsets in the file.")
                        .examples(
                                "restore page.bin 0x1000",
                                "restore page.bin binary 0x1000",
                                "loadmem \"page.bin\" 0x1000",
                                ".readmem page.bin 0x1000 L1000")
                        .completes(Completions::files)
                        .does(FileCommands::restore));
    }

    private static Result dump(Session session, Arguments arguments, boolean append) {
        int first = 0;
        if (OTHER_FORMATS.contains(arguments.word(0))) {
            throw arguments.error(0, "files are binary; '" + arguments.word(0) + "' is not written");
        }
        if (arguments.word(0).equals("binary")) {
            first = 1;
        }
        if (arguments.word(first).equals("value")) {
            throw arguments.error(first, "dump memory START END instead of a value");
        }
        boolean gdb = arguments.word(first).equals("memory");
        int path = gdb ? first + 1 : first;
        Path file = arguments.output(path, "a file");
        RangeArguments reader = new RangeArguments(session, arguments, path + 1);
        MemoryRange range = reader.range(!gdb);
        arguments.atMost(reader.next());
        return write(session, arguments, file, range, append);
    }

    private static Result memsave(Session session, Arguments arguments, boolean physical) {
        RangeArguments reader = new RangeArguments(session, arguments, 0);
        MemoryRange range = reader.range(true);
        Path file = arguments.output(2, "a file");
        arguments.atMost(3);
        Address start = physical ? Address.physical(range.start().value()) : range.start();
        return write(session, arguments, file, new MemoryRange(start, range.length()), false);
    }

    private static Result write(Session session, Arguments arguments, Path file, MemoryRange range, boolean append) {
        if (range.length() > MOST) {
            throw new CommandError("the length must be 1 to " + MOST);
        }
        byte[] bytes = new byte[(int) range.length()];
        for (int i = 0; i < bytes.length; i++) {
            int octet = session.debugger().memory().peek(range.start().plus(i));
            if (octet < 0) {
                throw new CommandError("cannot read memory at " + range.start().plus(i));
            }
            bytes[i] = (byte) octet;
        }
        try {
            if (append) {
                Files.write(file, bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } else {
                Files.write(file, bytes);
            }
        } catch (IOException unwritable) {
            throw new CommandError(FileFailure.writing(file, unwritable));
        }
        return Result.message("wrote " + TableTopics.size(range.length()) + " to " + file);
    }

    private static Result restore(Session session, Arguments arguments) {
        Path file = arguments.path(0, "a file");
        byte[] bytes = read(file);
        boolean gdb = arguments.word(1).equals("binary");
        RangeArguments reader = new RangeArguments(session, arguments, gdb ? 2 : 1);
        Address start = reader.address("an address");
        int from = 0;
        int to = bytes.length;
        if (gdb) {
            from = reader.hasMore() ? arguments.number(reader.next(), "the first offset", 0, bytes.length) : from;
            to = arguments.count() > 4 ? arguments.number(4, "the last offset", from, bytes.length) : to;
            start = start.plus(from);
            arguments.atMost(5);
        } else if (reader.hasMore()) {
            to = (int) Math.min(
                    to, new RangeArguments(session, arguments, 1).range(true).length());
            arguments.atMost(3);
        }
        byte[] part = Arrays.copyOfRange(bytes, from, to);
        session.debugger().memory().write(start, part);
        return Result.message("read " + TableTopics.size(part.length) + " to " + start);
    }

    private static byte[] read(Path file) {
        try {
            if (Files.size(file) > MOST) {
                throw new CommandError("'" + file + "' is larger than " + TableTopics.size(MOST));
            }
            return Files.readAllBytes(file);
        } catch (IOException unreadable) {
            throw new CommandError(FileFailure.reading(file, unreadable));
        }
    }
}
