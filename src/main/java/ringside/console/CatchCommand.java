package ringside.console;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import ringside.debug.Suggestions;
import ringside.debug.event.InstructionFilter;
import ringside.debug.event.Phase;
import ringside.debug.event.Trigger;
import ringside.vmm.ExitReason;

/** Commands that stop at events. */
final class CatchCommand {
    /** The kinds, with what their arguments are. */
    private static final Map<String, String> KINDS = Map.ofEntries(
            Map.entry("exception", "[VECTOR or name: 14, #PF, gp]"),
            Map.entry("interrupt", "[VECTOR]   INT n, NMI and hardware interrupts"),
            Map.entry("irq", "[LINE 0-15]   an interrupt request is taken"),
            Map.entry("io", "PORT[-PORT] [r|w] [before]"),
            Map.entry("cr", "[NUMBER]   a control register is loaded"),
            Map.entry("msr", "[INDEX]"),
            Map.entry("mode", "real16, pm16, pm32, v86 changes"),
            Map.entry("cpl", "the privilege level changes"),
            Map.entry("insn", "MNEMONIC or CLASS"),
            Map.entry("serial", "TEXT on COM1"),
            Map.entry("tb", "translate | link | invalidate   what the dynamic translator does"),
            Map.entry("vmexit", "[REASON]   the monitor is entered; reasons as 'exits' names them"),
            Map.entry("shadow.fill", "an entry of the shadow page tables is filled"),
            Map.entry("shadow.desync", "the guest's table changes under a filled entry"),
            Map.entry("trace", "a write to a table that the monitor shadows"),
            Map.entry("count", "ICOUNT, or +N from now"));

    private static final Map<String, String> OTHER_WORDS =
            Map.of("exc", "exception", "int", "interrupt", "intr", "interrupt", "port", "io", "instruction", "insn");

    private static final List<String> EXCEPTIONS = List.of(
            "de", "db", "nmi", "bp", "of", "br", "ud", "nm", "df", "", "ts", "np", "ss", "gp", "pf", "", "mf", "ac",
            "mc");
    private static final int PORTS = 0xFFFF;
    private static final int VECTORS = 0xFF;

    private CatchCommand() {}

    static List<Command> all() {
        return List.of(
                Command.named("catch")
                        .in(Category.BREAKPOINTS)
                        .summary("Stops when something happens: an exception, an access to a port, an instruction ...")
                        .syntax(
                                "catch exception [VECTOR] | interrupt [VECTOR] | irq [LINE]",
                                "catch io [PORT[-PORT]] [r|w] [before] | cr [N] | msr [INDEX] | mode | cpl",
                                "catch insn MNEMONIC|CLASS | serial TEXT | count N|+N | tb translate|link|invalidate",
                                "catch vmexit [REASON] | shadow.fill | shadow.desync | trace",
                                "... [if CONDITION] [do { COMMANDS }]")
                        .details(
                                "The guest stands behind what happened, in the handler of an exception or interrupt; before an"
                                        + " instruction of a kind, and before a port access with 'before'.",
                                "Conditions may use $vector $error $address (exception), $irq, $port $value $size (io), $cr $msr"
                                        + " $old $value, and $write.",
                                "Classes of instructions: " + String.join(" ", InstructionFilter.classes()) + ".")
                        .examples(
                                "catch exception",
                                "catch exception #PF if $error & 2",
                                "catch interrupt 0x80",
                                "catch irq 0",
                                "catch io 0x20 w",
                                "catch io 0x60-0x64 if $value == 0xfa do { continue 10 }",
                                "catch cr 3",
                                "catch msr 0x174",
                                "catch mode",
                                "catch cpl",
                                "catch insn popf",
                                "catch insn sensitive if cpl == 3",
                                "catch serial \"login:\"",
                                "catch tb invalidate",
                                "catch vmexit CR_ACCESS",
                                "catch trace",
                                "catch count +1000000")
                        .completes(CatchCommand::complete)
                        .does((session, arguments) -> add(session, arguments, false)),
                Command.named("tcatch")
                        .in(Category.BREAKPOINTS)
                        .summary("Stops when something happens, like 'catch', once.")
                        .syntax("tcatch EVENT [if CONDITION] [do { COMMANDS }]")
                        .examples("tcatch mode", "tcatch exception 13")
                        .completes(CatchCommand::complete)
                        .does((session, arguments) -> add(session, arguments, true)),
                Command.named("modebp")
                        .in(Category.BREAKPOINTS)
                        .summary("Stops when the mode changes; the same as 'catch mode'.")
                        .examples("modebp")
                        .does((session, arguments) ->
                                StopPointLine.of(arguments).add(session, new Trigger.Mode(), "mode", false)));
    }

    private static Result add(Session session, Arguments arguments, boolean temporary) {
        StopPointLine line = StopPointLine.of(arguments);
        String word = arguments.required(0, "what to catch").toLowerCase(Locale.ROOT);
        String kind = kind(arguments, word);
        Trigger trigger =
                switch (kind) {
                    case "exception" -> new Trigger.CpuException(exception(session, line));
                    case "interrupt" -> new Trigger.Interrupt(number(session, line, "the vector", VECTORS));
                    case "irq" -> new Trigger.Irq(number(session, line, "the line", 15));
                    case "io" -> port(session, line);
                    case "cr" ->
                        new Trigger.ControlRegister(
                                word.length() > 2 ? word.charAt(2) - '0' : number(session, line, "the register", 4));
                    case "msr" -> new Trigger.Msr(number(session, line, "the index", 0xFFFF_FFFFL));
                    case "mode" -> new Trigger.Mode();
                    case "cpl" -> new Trigger.Cpl();
                    case "insn" -> new Trigger.Insn(filter(line));
                    case "vmexit" -> new Trigger.Monitor(kind, reason(line));
                    case "shadow.fill", "shadow.desync", "trace" -> new Trigger.Monitor(kind, "");
                    case "serial" -> new Trigger.SerialText(0, text(line));
                    case "tb" -> new Trigger.Translation(deed(line));
                    default -> new Trigger.Count(count(session, line));
                };
        boolean alone = kind.startsWith("shadow.")
                || kind.equals("trace")
                || kind.equals("mode")
                || kind.equals("cpl")
                || kind.equals("cr") && word.length() > 2;
        int most = alone ? 1 : kind.equals("io") ? 4 : 2;
        if (line.end() > most) {
            throw arguments.error(most, "'" + arguments.word(most) + "' is one argument too many");
        }
        return line.add(session, trigger, trigger.describe(), temporary);
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
        List<String> names =
                Arrays.stream(ExitReason.values()).map(ExitReason::name).toList();
        if (!names.contains(word)) {
            throw line.arguments()
                    .error(
                            1,
                            "no VM exit has the reason '" + word + "'" + Suggestions.clause(word, names)
                                    + "; there are " + String.join(", ", names));
        }
        return word;
    }

    private static String kind(Arguments arguments, String word) {
        if (word.matches("cr[0-4]")) {
            return "cr";
        }
        String known = OTHER_WORDS.getOrDefault(word, word);
        if (KINDS.containsKey(known)) {
            return known;
        }
        List<String> longer =
                KINDS.keySet().stream().filter(kind -> kind.startsWith(word)).toList();
        if (longer.size() == 1) {
            return longer.get(0);
        }
        throw arguments.error(
                0,
                "nothing is called '" + word + "' that can be caught" + Suggestions.clause(word, KINDS.keySet())
                        + "; there are " + String.join(", ", new TreeSet<>(KINDS.keySet())));
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

    private static List<Command.Proposal> complete(Session session, List<String> words) {
        List<Command.Proposal> proposals = new ArrayList<>();
        if (words.size() <= 1) {
            KINDS.forEach((kind, summary) -> proposals.add(new Command.Proposal(kind, summary)));
        } else if (words.get(0).equals("insn")) {
            InstructionFilter.names().forEach(name -> proposals.add(new Command.Proposal(name, "")));
        } else if (Arrays.asList("exception", "exc").contains(words.get(0))) {
            EXCEPTIONS.stream()
                    .filter(name -> !name.isEmpty())
                    .forEach(name -> proposals.add(new Command.Proposal(
                            "#" + name.toUpperCase(Locale.ROOT), "vector " + EXCEPTIONS.indexOf(name))));
        }
        return proposals;
    }
}
