package ringside.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import ringside.debug.FileFailure;
import ringside.debug.LinuxSymbols;
import ringside.debug.SymbolFile;
import ringside.debug.Symbols;
import ringside.debug.expr.Address;
import ringside.debug.linux.LinuxKernel;

/** Where names of addresses come from: files, the kernel in memory, the user. */
final class SymbolCommands {
    private SymbolCommands() {}

    static List<Command> all() {
        return List.of(
                Command.named("file", "ldsym")
                        .in(Category.FILES)
                        .summary("Reads symbols from an ELF file, or text as of nm or System.map.")
                        .syntax("file PATH")
                        .examples("file vmlinux")
                        .completes(Completions::files)
                        .does((session, arguments) -> {
                            arguments.atMost(1);
                            return read(session, arguments, SymbolFile.Shift.NONE);
                        }),
                Command.named("add-symbol-file")
                        .in(Category.FILES)
                        .summary("Reads symbols of something that lies elsewhere than its file says.")
                        .syntax("add-symbol-file PATH [BASE]", "add-symbol-file PATH -o OFFSET")
                        .details(
                                "BASE is where the ELF file's .text is in memory; for lists of symbols, and with -o, it"
                                        + " is added to every address.",
                                "Of a relocatable file (a module) only the symbols of .text are taken.")
                        .examples("add-symbol-file module.ko 0xd0000000", "add-symbol-file System.map -o 0x4000000")
                        .completes(Completions::files)
                        .does(SymbolCommands::add),
                Command.named("symbols")
                        .in(Category.FILES)
                        .summary("Lists symbols, finds those of the Linux kernel in memory, forgets them.")
                        .syntax("symbols [TEXT]", "symbols linux", "symbols origins", "symbols clear [ORIGIN]")
                        .details(
                                "'symbols linux' reads the kernel's own tables (kallsyms and exported variables) from"
                                        + " guest memory. It needs no file, no paging and no help of the kernel: it works"
                                        + " as soon as the kernel is unpacked, wherever it was put.",
                                "Breakpoints on names that are not known yet wait for them: see 'help break'.")
                        .examples("symbols", "symbols start", "symbols origins", "symbols clear")
                        .completes(Completions.words(
                                "linux",
                                "find the kernel in guest memory",
                                "origins",
                                "where the names come from",
                                "clear",
                                "forget them"))
                        .does(SymbolCommands::symbols),
                Command.named("label")
                        .in(Category.FILES)
                        .summary("Gives an address a name; 'label NAME' alone takes it away.")
                        .syntax("label NAME ADDRESS", "label NAME")
                        .details("Labels survive resets and win over other symbols.")
                        .examples("label buffer 0x500", "label here $pc", "label here")
                        .does(SymbolCommands::label),
                Command.named("labels")
                        .in(Category.FILES)
                        .summary("Lists the labels, or keeps them in a file.")
                        .syntax("labels", "labels save PATH", "labels load PATH", "labels clear")
                        .examples("labels", "labels save /tmp/labels.map", "labels load /tmp/labels.map")
                        .does(SymbolCommands::labels));
    }

    /** How many symbols a file had. */
    record Loaded(String file, int symbols) {}

    private static Result read(Session session, Arguments arguments, SymbolFile.Shift shift) {
        Path file = arguments.path(0, "a file");
        int count = SymbolFile.read(file, session.debugger().symbols(), file.toString(), shift);
        return Result.of(new Loaded(file.toString(), count), text -> text.line(count + " symbols from " + file));
    }

    private static Result add(Session session, Arguments arguments) {
        if (arguments.count() < 2) {
            return read(session, arguments, SymbolFile.Shift.NONE);
        }
        boolean offset = arguments.word(1).equals("-o");
        arguments.required(offset ? 2 : 1, offset ? "the offset" : "the base");
        long value = arguments
                .expression(offset ? 2 : 1, session.debugger()::evaluate)
                .bits();
        return read(session, arguments, new SymbolFile.Shift(value, !offset));
    }

    /** What the kernel in memory says of itself. */
    record Kernel(String version, long text, long physical, int symbols, int exported) {
        static Kernel of(LinuxKernel kernel) {
            return new Kernel(
                    kernel.version(),
                    kernel.text(),
                    kernel.physical(),
                    kernel.symbols().size(),
                    kernel.exported());
        }

        /** Returns {@code Linux version 6.1.0-50-686 at l:c5000000 (p:05000000), 45852 symbols}. */
        String sentence() {
            String[] words = version.split(" ");
            String name = words.length < 3 ? version : String.join(" ", words[0], words[1], words[2]);
            return String.format("%s at l:%08x (p:%08x), %d symbols", name, text, physical, symbols);
        }
    }

    private static Result symbols(Session session, Arguments arguments) {
        Symbols symbols = session.debugger().symbols();
        switch (arguments.word(0)) {
            case "linux" -> {
                arguments.atMost(1);
                return linux(session);
            }
            case "origins" -> {
                Map<String, Integer> origins = symbols.origins();
                return Result.of(origins, text -> {
                    Table table = new Table();
                    origins.forEach((origin, count) ->
                            table.row(Table.cell(Text.Role.NAME, "%s", origin), Table.cell(count + " symbols")));
                    table.write(text);
                    if (origins.isEmpty()) {
                        text.line("no symbols are loaded");
                    }
                });
            }
            case "clear" -> {
                return clear(session, arguments);
            }
            default -> {
                return InfoCommand.topic("symbols", session, arguments);
            }
        }
    }

    private static Result clear(Session session, Arguments arguments) {
        arguments.atMost(2);
        Symbols symbols = session.debugger().symbols();
        String origin = arguments.word(1);
        if (origin.isEmpty()) {
            session.debugger().linux().forget();
            symbols.clear();
            return Result.message("all symbols are forgotten");
        }
        if (!symbols.origins().containsKey(origin)) {
            throw arguments.error(1, "no symbols come from '" + origin + "'; 'symbols origins' lists where they do");
        }
        if (origin.equals(LinuxSymbols.ORIGIN)) {
            session.debugger().linux().forget();
        } else {
            symbols.clear(origin);
        }
        return Result.message("the symbols of '" + origin + "' are forgotten");
    }

    private static Result linux(Session session) {
        LinuxKernel kernel = session.debugger().linux().find();
        if (kernel == null) {
            throw new CommandError("there is no unpacked Linux kernel with kallsyms in memory"
                    + (session.debugger().cpu().mmu.paging()
                            ? ""
                            : " (paging is off: it may not be unpacked and relocated yet)"));
        }
        Kernel found = Kernel.of(kernel);
        return Result.of(found, text -> text.line(found.sentence()));
    }

    private static Result label(Session session, Arguments arguments) {
        String name = arguments.required(0, "a name");
        if (!name.matches("[A-Za-z_.][A-Za-z0-9_.]*")) {
            throw arguments.error(0, "'" + name + "' can be no name: letters, digits, _ and . make one");
        }
        Symbols symbols = session.debugger().symbols();
        if (arguments.count() == 1) {
            if (!symbols.unlabel(name)) {
                throw arguments.error(0, "there is no label '" + name + "'; to make one, add an address");
            }
            return Result.message("label " + name + " is gone");
        }
        Address place = arguments.expression(1, session.debugger()::address);
        if (place.isPhysical()) {
            throw arguments.error(1, "a label names a linear address; " + place + " is physical");
        }
        symbols.label(name, place.value());
        return Result.of(Map.of("name", name, "address", place.value()), text -> text.line(name + " is at " + place));
    }

    private static Result labels(Session session, Arguments arguments) {
        Symbols symbols = session.debugger().symbols();
        switch (arguments.word(0)) {
            case "" -> {
                Map<String, Long> labels = Map.copyOf(symbols.labels());
                return Result.of(labels, text -> {
                    symbols.labels().forEach((name, address) -> text.add(Text.Role.ADDRESS, "%08x  ", address)
                            .add(Text.Role.SYMBOL, name)
                            .end());
                    if (labels.isEmpty()) {
                        text.line("there are no labels; 'label NAME ADDRESS' makes one");
                    }
                });
            }
            case "save" -> {
                return save(arguments, symbols.labels());
            }
            case "load" -> {
                Path file = arguments.path(1, "a file");
                int count = SymbolFile.read(file, symbols, Symbols.LABELS, SymbolFile.Shift.NONE);
                return Result.of(
                        new Loaded(file.toString(), count),
                        text -> text.line(Quantity.of(count, "label") + " from " + file));
            }
            case "clear" -> {
                symbols.clear(Symbols.LABELS);
                return Result.message("all labels are gone");
            }
            default -> throw arguments.error(0, "labels, labels save, load or clear; not '" + arguments.word(0) + "'");
        }
    }

    /** Writes the labels the way {@code nm} writes symbols, so that other tools can read them too. */
    private static Result save(Arguments arguments, Map<String, Long> labels) {
        Path file = arguments.output(1, "a file");
        StringBuilder lines = new StringBuilder();
        labels.forEach((name, address) -> lines.append(String.format("%08x T %s%n", address, name)));
        try {
            Files.writeString(file, lines);
        } catch (IOException unwritable) {
            throw arguments.error(1, FileFailure.writing(file, unwritable));
        }
        int count = labels.size();
        return Result.of(
                new Loaded(file.toString(), count), text -> text.line(Quantity.of(count, "label") + " in " + file));
    }
}
