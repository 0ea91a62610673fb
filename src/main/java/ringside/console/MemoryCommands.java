package ringside.console;

import java.util.ArrayList;
import java.util.List;
import ringside.debug.Debugger;
import ringside.debug.MemoryRange;
import ringside.debug.MemorySearch;
import ringside.debug.Telescope;
import ringside.debug.expr.Address;
import ringside.debug.expr.Value;
import ringside.isa.SegmentRegister;

/** find, fill, compare, and words with their meaning. */
final class MemoryCommands {
    private static final int MOST = 100;
    private static final int MOST_WORDS = 4096;
    private static final long MOST_FILLED = 256 << 20;

    private MemoryCommands() {}

    static List<Command> all() {
        return List.of(
                Command.named("find")
                        .in(Category.DATA)
                        .summary("Finds numbers and text in memory.")
                        .syntax("find[/SIZE][/MOST] START, +LENGTH, VALUE ...", "find[/SIZE] START, END, VALUE ...")
                        .details(
                                "Sizes: b 1 byte, h 2, w 4, g 8; without one a number takes as many bytes as it needs.",
                                "END is the first address that is left out. $_ is the last place that was found.",
                                "WinDbg's form 's -b START LLENGTH BYTES' is understood too, as are -w, -d, -q and -a.")
                        .examples(
                                "find 0x7c00, +512, 0x55, 0xaa",
                                "find/h 0x7c00 0x7e00 0xaa55",
                                "find p:0 +0x100000 \"PCI\"")
                        .style(Command.Style.FORMAT)
                        .completes(Completions::address)
                        .does(MemoryCommands::find),
                Command.named("fill")
                        .in(Category.DATA)
                        .summary("Fills memory with a pattern, again and again; goes to the journal.")
                        .syntax("fill[/SIZE] START, +LENGTH, VALUE ...", "fill[/SIZE] START, END, VALUE ...")
                        .examples("fill 0x500, +16, 0", "fill/h 0x500 0x520 0x1234", "fill 0x500 L10 \"ab\"")
                        .style(Command.Style.FORMAT)
                        .completes(Completions::address)
                        .does(MemoryCommands::fill),
                Command.named("setpmem")
                        .in(Category.DATA)
                        .summary("Writes a number of 1, 2 or 4 bytes to physical memory.")
                        .syntax("setpmem ADDRESS SIZE VALUE")
                        .examples("setpmem 0x500 2 0x1234")
                        .does(MemoryCommands::setPhysical),
                Command.named("telescope", "dps", "tele")
                        .in(Category.DATA)
                        .summary("Shows words of memory and what they mean: symbols, return addresses, pointers, text.")
                        .syntax("telescope [ADDRESS [COUNT]]")
                        .details("Without an address: the stack. WinDbg's LCOUNT, in hexadecimal, is understood.")
                        .examples("telescope", "dps ss:esp 8", "dps 0x500 L4")
                        .repeats()
                        .completes(Completions::address)
                        .does(MemoryCommands::telescope),
                Command.named("print-stack", "stack")
                        .in(Category.DATA)
                        .summary("Shows the top words of the stack and what they mean.")
                        .syntax("print-stack [COUNT]")
                        .examples("print-stack", "print-stack 4")
                        .does((session, arguments) -> {
                            arguments.atMost(1);
                            int count = arguments.isEmpty() ? 16 : arguments.number(0, "the count", 1, MOST_WORDS);
                            return words(session, top(session.debugger()), count);
                        }));
    }

    /** What a search found. */
    record Found(List<String> places, boolean all) {}

    private static Result find(Session session, Arguments arguments) {
        String format = arguments.format();
        int most = MOST;
        int first = 0;
        // GDB's second slash, find /b/1, arrives as a word.
        if (arguments.word(0).matches("/[0-9]{1,6}")) {
            most = Integer.parseInt(arguments.word(0).substring(1));
            first = 1;
        }
        String digits = format.replaceAll("[^0-9]", "");
        if (!digits.isEmpty()) {
            most = Integer.parseInt(digits);
        }
        return find(session, arguments, first, size(format.replaceAll("[0-9]", "")), false, Math.max(1, most));
    }

    /** Carries out WinDbg's {@code s -b}, {@code -w}, {@code -d}, {@code -q} and {@code -a}. */
    static Result windbgSearch(Session session, Arguments arguments) {
        int size =
                switch (arguments.word(0)) {
                    case "-b", "-a" -> 1;
                    case "-w" -> 2;
                    case "-d" -> 4;
                    case "-q" -> 8;
                    default -> throw arguments.error(0, "a search is -b, -w, -d, -q or -a, not " + arguments.word(0));
                };
        return find(session, arguments, 1, size, true, MOST);
    }

    private static Result find(
            Session session, Arguments arguments, int first, int size, boolean hexadecimal, int most) {
        Debugger debugger = session.debugger();
        RangeArguments reader = new RangeArguments(session, arguments, first);
        MemoryRange range = reader.range(false);
        byte[] pattern = reader.pattern(size, hexadecimal);
        if (pattern.length == 0) {
            throw arguments.error(arguments.count() - 1, "there is nothing to find in an empty text");
        }
        List<Address> places = debugger.search().find(range, pattern, most);
        if (!places.isEmpty()) {
            Address last = places.get(places.size() - 1);
            debugger.lookedAt(last, Value.unsigned(debugger.memory().peek(last), 8));
        }
        Found found = new Found(places.stream().map(Address::toString).toList(), places.size() < most);
        return Result.of(found, text -> {
            for (Address place : places) {
                String name = place.isPhysical() ? "" : debugger.symbols().describe((int) place.value());
                text.add(Text.Role.ADDRESS, place.toString());
                text.add(Text.Role.SYMBOL, name.isEmpty() ? "" : " <" + name + ">")
                        .end();
            }
            text.line(
                    places.isEmpty()
                            ? "not found"
                            : places.size() + " found" + (found.all() ? "" : "; there may be more"));
        });
    }

    private static int size(String letters) {
        return switch (letters) {
            case "" -> 0;
            case "b" -> 1;
            case "h" -> 2;
            case "w" -> 4;
            case "g" -> 8;
            default ->
                throw new CommandError("'" + letters + "' is no size; sizes are b (1 byte), h (2), w (4), g (8)");
        };
    }

    private static Result fill(Session session, Arguments arguments) {
        RangeArguments reader = new RangeArguments(session, arguments, 0);
        MemoryRange range = reader.range(false);
        byte[] pattern = reader.pattern(size(arguments.format()), false);
        if (pattern.length == 0 || range.length() > MOST_FILLED) {
            throw arguments.error(1, "fill at most 256 MiB, with at least one byte");
        }
        session.debugger().search().fill(range, pattern);
        return Result.message("filled " + TableTopics.size(range.length()) + " from " + range.start());
    }

    /** Compares two ranges of memory. */
    static Result compare(Session session, Arguments arguments) {
        RangeArguments reader = new RangeArguments(session, arguments, 0);
        MemoryRange range = reader.range(false);
        Address other = reader.address("the other range");
        arguments.atMost(reader.next());
        List<MemorySearch.Difference> differences = session.debugger().search().compare(range, other, MOST + 1);
        return Result.of(differences, text -> {
            for (MemorySearch.Difference one : differences.subList(0, Math.min(MOST, differences.size()))) {
                long distance = one.place().value() - range.start().value();
                text.add(Text.Role.ADDRESS, one.place().toString()).add("  " + octet(one.left()) + "  ");
                text.add(Text.Role.ADDRESS, other.plus(distance).toString())
                        .add("  " + octet(one.right()))
                        .end();
            }
            text.line(
                    differences.isEmpty()
                            ? "the ranges are equal"
                            : differences.size() > MOST
                                    ? "more than " + MOST + " bytes differ"
                                    : differences.size()
                                            + (differences.size() == 1 ? " byte differs" : " bytes differ"));
        });
    }

    private static String octet(int value) {
        return value < 0 ? "??" : String.format("%02x", value);
    }

    private static Result setPhysical(Session session, Arguments arguments) {
        arguments.atMost(3);
        RangeArguments reader = new RangeArguments(session, arguments, 0);
        Address place = reader.address("the address");
        int size = arguments.number(1, "the size", 1, 4);
        if (size == 3) {
            throw arguments.error(1, "the size must be 1, 2 or 4");
        }
        long value = arguments.expression(2, session.debugger()::evaluate).bits();
        byte[] data = new byte[size];
        for (int i = 0; i < size; i++) {
            data[i] = (byte) (value >>> 8 * i);
        }
        Address physical = Address.physical(place.value());
        session.debugger().memory().write(physical, data);
        return Result.message("wrote " + Quantity.of(size, "byte") + " at " + physical);
    }

    private static Address top(Debugger debugger) {
        var cpu = debugger.cpu();
        int top = cpu.stack32() ? cpu.r32(4) : cpu.r16(4);
        return Address.linear(cpu.segmentBase[SegmentRegister.SS] + top);
    }

    private static Result telescope(Session session, Arguments arguments) {
        arguments.atMost(2);
        Address start = top(session.debugger());
        if (!arguments.isEmpty()) {
            start = arguments.expression(0, arguments.word(0), session.debugger()::address);
        } else if (session.examine().words() != null) {
            start = session.examine().words();
        }
        String count = arguments.word(1);
        int words = count.isEmpty()
                ? 16
                : count.matches("[lL][0-9a-fA-F]{1,4}")
                        ? Math.max(1, Integer.parseInt(count.substring(1), 16))
                        : arguments.number(1, "the count", 1, MOST_WORDS);
        return words(session, start, Math.min(words, MOST_WORDS));
    }

    private static Result words(Session session, Address start, int count) {
        Debugger debugger = session.debugger();
        int size = debugger.cpu().code32() ? 4 : 2;
        List<Telescope.Slot> slots = debugger.telescope().read(start, count, size);
        session.examine().words(start.plus((long) count * size));
        List<String> shown = new ArrayList<>();
        for (Telescope.Slot slot : slots) {
            shown.add(slot.value() < 0 ? "?".repeat(2 * size) : String.format("%0" + 2 * size + "x", slot.value()));
        }
        return Result.of(slots, text -> {
            for (int i = 0; i < slots.size(); i++) {
                text.add(Text.Role.ADDRESS, "%s  ", slots.get(i).place());
                text.add(shown.get(i) + "  ");
                text.add(Text.Role.SYMBOL, slots.get(i).meaning()).end();
            }
        });
    }
}
