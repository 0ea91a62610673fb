package ringside.console;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;
import ringside.debug.Suggestions;
import ringside.debug.event.InstructionFilter;
import ringside.debug.event.Phase;
import ringside.debug.event.Trigger;
import ringside.vmm.ExitReason;

/** The kinds of events that {@code catch} stops at: their names, arguments, and what they are in the core. */
enum CatchKind {
    EXCEPTION(
            "[VECTOR or name: 14, #PF, gp]",
            2,
            (session, line) -> new Trigger.CpuException(exception(session, line)),
            CatchKind::exceptions,
            "exc"),
    INTERRUPT(
            "[VECTOR]   INT n, NMI and hardware interrupts",
            2,
            (session, line) -> new Trigger.Interrupt(number(session, line, "the vector", CatchKind.VECTORS)),
            List::of,
            "int",
            "intr"),
    IRQ(
            "[LINE 0-15]   an interrupt request is taken",
            2,
            (session, line) -> new Trigger.Irq(number(session, line, "the line", 15)),
            List::of),
    IO("PORT[-PORT] [r|w] [before]", 4, CatchKind::port, List::of, "port"),
    CR(
            "[NUMBER]   a control register is loaded",
            2,
            (session, line) -> new Trigger.ControlRegister(number(session, line, "the register", 4)),
            List::of),
    MSR("[INDEX]", 2, (session, line) -> new Trigger.Msr(number(session, line, "the index", 0xFFFF_FFFFL)), List::of),
    MODE("real16, pm16, pm32, v86 changes", 1, (session, line) -> new Trigger.Mode(), List::of),
    CPL("the privilege level changes", 1, (session, line) -> new Trigger.Cpl(), List::of),
    INSN(
            "MNEMONIC or CLASS",
            2,
            (session, line) -> new Trigger.Insn(filter(line)),
            () -> plain(InstructionFilter.names()),
            "instruction"),
    SERIAL("TEXT on COM1", 2, (session, line) -> new Trigger.SerialText(0, text(line)), List::of),
    TB(
            "translate | link | invalidate   what the dynamic translator does",
            2,
            (session, line) -> new Trigger.Translation(deed(line)),
            () -> plain(deeds())),
    VMEXIT(
            "[REASON]   the monitor is entered; reasons as 'exits' names them",
            2,
            (session, line) -> new Trigger.Monitor("vmexit", reason(line)),
            () -> plain(reasons())),
    SHADOW_FILL("an entry of the shadow page tables is filled", 1, monitor("shadow.fill"), List::of),
    SHADOW_DESYNC("the guest's table changes under a filled entry", 1, monitor("shadow.desync"), List::of),
    TRACE("a write to a table that the monitor shadows", 1, monitor("trace"), List::of),
    COUNT("ICOUNT, or +N from now", 2, (session, line) -> new Trigger.Count(count(session, line)), List::of);

    /** Makes of the words behind the kind what the core stops at. */
    private interface Reader {
        Trigger read(Session session, StopPointLine line);
    }

    /** By vector; the empty ones are reserved. */
    private static final List<String> EXCEPTIONS = List.of(
            "de", "db", "nmi", "bp", "of", "br", "ud", "nm", "df", "", "ts", "np", "ss", "gp", "pf", "", "mf", "ac",
            "mc");

    private static final int PORTS = 0xFFFF;
    private static final int VECTORS = 0xFF;

    private final String summary;
    private final int most;
    private final Reader reader;
    private final Supplier<List<Command.Proposal>> words;
    private final List<String> others;

    /**
     * @param summary what its arguments are, and what happens
     * @param most words that may stand before the condition, the kind itself included
     * @param words what may follow, for completion
     * @param others more names of the kind
     */
    CatchKind(String summary, int most, Reader reader, Supplier<List<Command.Proposal>> words, String... others) {
        this.summary = summary;
        this.most = most;
        this.reader = reader;
        this.words = words;
        this.others = List.of(others);
    }

    /** Finds a kind by its name, another name of it, or the beginning of one; {@code cr3} is a kind with its argument. */
    static CatchKind of(Arguments arguments, String word) {
        if (isRegister(word)) {
            return CR;
        }
        for (CatchKind kind : values()) {
            if (kind.isCalled(word)) {
                return kind;
            }
        }
        List<CatchKind> longer = Arrays.stream(values())
                .filter(kind -> kind.title().startsWith(word))
                .toList();
        if (longer.size() == 1) {
            return longer.get(0);
        }
        List<String> names =
                Arrays.stream(values()).map(CatchKind::title).sorted().toList();
        throw arguments.error(
                0,
                "nothing is called '" + word + "' that can be caught" + Suggestions.clause(word, names) + "; there are "
                        + String.join(", ", names));
    }

    /** Whether a word is its name or another name of it. */
    boolean isCalled(String word) {
        return title().equals(word) || others.contains(word);
    }

    /** Returns its name in commands. */
    String title() {
        return name().toLowerCase(Locale.ROOT).replace('_', '.');
    }

    String summary() {
        return summary;
    }

    /** Returns what may stand behind it. */
    List<Command.Proposal> words() {
        return words.get();
    }

    /** Reads what stands behind it. */
    Trigger trigger(Session session, StopPointLine line) {
        String first = line.arguments().word(0).toLowerCase(Locale.ROOT);
        boolean whole = isRegister(first);
        Trigger trigger = whole ? new Trigger.ControlRegister(first.charAt(2) - '0') : reader.read(session, line);
        int allowed = whole ? 1 : most;
        if (line.end() > allowed) {
            throw line.arguments().error(allowed, "'" + line.arguments().word(allowed) + "' is one argument too many");
        }
        return trigger;
    }

    private static boolean isRegister(String word) {
        return word.matches("cr[0-4]");
    }

    private static Reader monitor(String event) {
        return (session, line) -> new Trigger.Monitor(event, "");
    }

    private static List<Command.Proposal> exceptions() {
        return EXCEPTIONS.stream()
                .filter(name -> !name.isEmpty())
                .map(name ->
                        new Command.Proposal("#" + name.toUpperCase(Locale.ROOT), "vector " + EXCEPTIONS.indexOf(name)))
                .toList();
    }

    private static List<Command.Proposal> plain(List<String> words) {
        return words.stream().map(word -> new Command.Proposal(word, "")).toList();
    }

    private static List<String> deeds() {
        return Stream.of(Trigger.Translation.Deed.values())
                .map(deed -> deed.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    private static List<String> reasons() {
        return Stream.of(ExitReason.values()).map(ExitReason::name).toList();
    }

    private static Trigger.Translation.Deed deed(StopPointLine line) {
        String word = line.end() > 1 ? line.arguments().word(1) : "";
        for (Trigger.Translation.Deed deed : Trigger.Translation.Deed.values()) {
            if (deed.name().toLowerCase(Locale.ROOT).equals(word)) {
                return deed;
            }
        }
        throw line.arguments().error(1, "catch tb translate, link or invalidate; not '" + word + "'");
    }

    private static String reason(StopPointLine line) {
        if (line.end() < 2) {
            return "";
        }
        String word = line.arguments().word(1).toUpperCase(Locale.ROOT).replace('-', '_');
        List<String> names = reasons();
        if (!names.contains(word)) {
            throw line.arguments()
                    .error(
                            1,
                            "no VM exit has the reason '" + word + "'" + Suggestions.clause(word, names)
                                    + "; there are " + String.join(", ", names));
        }
        return word;
    }

    private static int number(Session session, StopPointLine line, String what, long most) {
        if (line.end() < 2) {
            return Trigger.ANY;
        }
        Arguments arguments = line.arguments();
        long value = arguments
                .expression(1, arguments.word(1), session.debugger()::evaluate)
                .bits();
        if (value < 0 || value > most) {
            throw arguments.error(1, what + " must be 0 to " + (most > VECTORS ? "0x" + Long.toHexString(most) : most));
        }
        return (int) value;
    }

    private static int exception(Session session, StopPointLine line) {
        String name = line.arguments().word(1).toLowerCase(Locale.ROOT);
        int vector = EXCEPTIONS.indexOf(name.startsWith("#") ? name.substring(1) : name);
        return line.end() > 1 && vector >= 0 && !name.isEmpty() ? vector : number(session, line, "the vector", 31);
    }

    private static Trigger port(Session session, StopPointLine line) {
        Arguments arguments = line.arguments();
        int first = 0;
        int last = PORTS;
        boolean read = true;
        boolean write = true;
        Phase phase = Phase.AFTER;
        for (int i = 1; i < line.end(); i++) {
            String word = arguments.word(i);
            switch (word) {
                case "r", "in", "read" -> write = false;
                case "w", "out", "write" -> read = false;
                case "rw" -> {}
                case "before" -> phase = Phase.BEFORE;
                default -> {
                    int dash = word.indexOf('-');
                    first = portNumber(session, arguments, i, dash < 0 ? word : word.substring(0, dash));
                    last = dash < 0 ? first : portNumber(session, arguments, i, word.substring(dash + 1));
                }
            }
        }
        if (last < first || !read && !write) {
            throw arguments.error(1, "no access can match this");
        }
        return new Trigger.Port(first, last, read, write, phase);
    }

    private static int portNumber(Session session, Arguments arguments, int index, String text) {
        long port =
                arguments.expression(index, text, session.debugger()::evaluate).bits();
        if (port < 0 || port > PORTS) {
            throw arguments.error(index, "ports are 0 to 0xffff");
        }
        return (int) port;
    }

    private static InstructionFilter filter(StopPointLine line) {
        String name = line.end() > 1 ? line.arguments().word(1) : "";
        InstructionFilter filter = InstructionFilter.of(name);
        if (filter == null) {
            throw line.arguments()
                    .error(
                            1,
                            name.isEmpty()
                                    ? "a mnemonic or class is missing"
                                    : "no instruction or class is called '" + name + "'"
                                            + Suggestions.clause(
                                                    name.toLowerCase(Locale.ROOT), InstructionFilter.names()));
        }
        return filter;
    }

    private static String text(StopPointLine line) {
        String text = line.end() > 1 ? line.arguments().word(1) : "";
        if (text.isEmpty()) {
            throw line.arguments().error(1, "the text is missing");
        }
        return text;
    }

    private static long count(Session session, StopPointLine line) {
        Arguments arguments = line.arguments();
        String word = line.end() > 1 ? arguments.word(1) : "";
        boolean relative = word.startsWith("+");
        long now = session.debugger().cpu().icount;
        if (word.length() < (relative ? 2 : 1)) {
            throw arguments.error(1, "the count is missing");
        }
        long value = arguments
                .expression(1, relative ? word.substring(1) : word, session.debugger()::evaluate)
                .bits();
        long target = relative ? now + value : value;
        if (target <= now) {
            throw arguments.error(1, now + " instructions have retired already");
        }
        return target;
    }
}
