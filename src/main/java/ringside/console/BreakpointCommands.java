package ringside.console;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import ringside.debug.Breakpoint;
import ringside.debug.Breakpoints;
import ringside.debug.event.Trigger;
import ringside.debug.expr.Address;
import ringside.debug.expr.Expression;

/** Commands that set and change breakpoints. */
final class BreakpointCommands {
    /** Breakpoints from one to another, as in GDB. */
    private static final Pattern RANGE = Pattern.compile("([0-9]{1,9})-([0-9]{1,9})");

    private BreakpointCommands() {}

    static List<Command> all() {
        return List.of(
                Command.named("break", "b", "br", "bp", "lb", "vb", "hbreak")
                        .in(Category.BREAKPOINTS)
                        .summary("Stops before the instruction at an address.")
                        .syntax("break [ADDRESS] [if CONDITION] [do { COMMANDS }]")
                        .details(
                                "Addresses: 0x7c00 or l:0x7c00 (linear), p:0x7c00 (physical), 0x07c0:0 or cs:ip+5"
                                        + " (segmented), symbols.",
                                "A segmented address is turned into a linear one when the breakpoint is set.",
                                "Without an address: at the next instruction. A true condition stops.",
                                "A name that is unknown while the guest brought no symbols is pending until its kernel"
                                        + " turns paging on ('set breakpoint-pending on|off|auto').",
                                "Commands are carried out at each stop; 'silent' among them first keeps the stop quiet.")
                        .examples(
                                "break 0x7c00",
                                "b start32 if $eax == 5 && cpl == 0",
                                "break p:0x100000",
                                "b 0x07c0:0",
                                "break start32 do { print $esp; continue 100 }")
                        .completes(Completions::address)
                        .does((session, arguments) -> add(session, arguments, false)),
                Command.named("pb")
                        .in(Category.BREAKPOINTS)
                        .summary("Stops before the instruction at a physical address.")
                        .syntax("pb ADDRESS [if CONDITION]")
                        .examples("pb 0x7c00")
                        .does((session, arguments) -> {
                            arguments.required(0, "an address");
                            return add(session, arguments, false, true);
                        }),
                Command.named("clear")
                        .in(Category.BREAKPOINTS)
                        .summary("Deletes the breakpoints at an address, or at the next instruction.")
                        .syntax("clear [ADDRESS]")
                        .examples("clear start32")
                        .completes(Completions::address)
                        .does(BreakpointCommands::clear),
                Command.named("unwatch")
                        .in(Category.BREAKPOINTS)
                        .summary("Deletes the watchpoints at an address, or all of them.")
                        .syntax("unwatch [ADDRESS]")
                        .examples("unwatch", "unwatch 0x500")
                        .completes(Completions::address)
                        .does(BreakpointCommands::unwatch),
                time("sb", "Stops once when N more instructions have retired.", "+"),
                time("sba", "Stops once when N instructions have retired since power-on.", ""),
                Command.named("tbreak", "thbreak")
                        .in(Category.BREAKPOINTS)
                        .summary("Sets a breakpoint that its first hit deletes.")
                        .syntax("tbreak [ADDRESS] [if CONDITION] [do { COMMANDS }]")
                        .examples("tbreak start32")
                        .completes(Completions::address)
                        .does((session, arguments) -> add(session, arguments, true)),
                Command.named("delete", "d", "bc", "del")
                        .in(Category.BREAKPOINTS)
                        .summary("Deletes breakpoints; without numbers all of them.")
                        .syntax("delete [NUMBER | FIRST-LAST ...]")
                        .examples("delete", "delete 1 2", "delete 1-2")
                        .completes(Completions::breakpoints)
                        .does(BreakpointCommands::delete),
                Command.named("enable", "be", "bpe")
                        .in(Category.BREAKPOINTS)
                        .summary("Switches breakpoints on; without numbers all of them.")
                        .syntax("enable [NUMBER ...]")
                        .examples("enable", "enable 1")
                        .completes(Completions::breakpoints)
                        .does((session, arguments) -> enable(session, arguments, true)),
                Command.named("disable", "bd", "bpd")
                        .in(Category.BREAKPOINTS)
                        .summary("Switches breakpoints off; without numbers all of them.")
                        .syntax("disable [NUMBER ...]")
                        .examples("disable", "disable 1")
                        .completes(Completions::breakpoints)
                        .does((session, arguments) -> enable(session, arguments, false)),
                Command.named("condition")
                        .in(Category.BREAKPOINTS)
                        .summary("Changes or removes the condition of a breakpoint.")
                        .syntax("condition NUMBER [CONDITION]")
                        .examples("condition 1 $ecx > 10", "condition 1")
                        .completes(Completions::breakpoints)
                        .does(BreakpointCommands::condition),
                Command.named("ignore")
                        .in(Category.BREAKPOINTS)
                        .summary("Lets the next COUNT hits of a breakpoint pass.")
                        .syntax("ignore NUMBER COUNT")
                        .examples("ignore 1 100")
                        .completes(Completions::breakpoints)
                        .does(BreakpointCommands::ignore),
                Command.named("commands")
                        .in(Category.BREAKPOINTS)
                        .summary("Sets what is carried out when a breakpoint has stopped the guest.")
                        .syntax("commands NUMBER do { COMMANDS }", "commands NUMBER  (then one a line, up to 'end')")
                        .details(
                                "Commands behind one that runs the guest are not reached, as the next stop has its own.",
                                "'silent' as the first keeps the stop itself quiet; an empty list takes them away.")
                        .examples("commands 1 do { silent; print $eax; continue }", "commands 1")
                        .completes(Completions::breakpoints)
                        .block()
                        .does(BreakpointCommands::commands),
                Command.named("blist", "bl")
                        .in(Category.BREAKPOINTS)
                        .summary("Lists the breakpoints; the same as 'info breakpoints'.")
                        .examples("blist")
                        .does((session, arguments) -> list(session)));
    }

    /** What a list shows of one stop point. */
    record View(
            int number,
            String kind,
            boolean enabled,
            String space,
            String address,
            String place,
            String condition,
            long hits,
            long ignore,
            List<String> commands) {
        static View of(Session session, Breakpoint breakpoint) {
            Address address = breakpoint.address();
            String condition =
                    breakpoint.condition() == null ? "" : breakpoint.condition().text();
            return new View(
                    breakpoint.number(),
                    kind(breakpoint),
                    breakpoint.isEnabled(),
                    address == null ? "" : address.isPhysical() ? "physical" : "linear",
                    breakpoint.isPending() ? BreakPlace.PENDING : address == null ? "" : shown(address),
                    place(session, breakpoint),
                    condition,
                    breakpoint.hits(),
                    breakpoint.ignore(),
                    breakpoint.commands());
        }

        private static String kind(Breakpoint breakpoint) {
            if (!breakpoint.isTemporary()) {
                return breakpoint.trigger().kind();
            }
            return breakpoint.isCode()
                    ? "temporary"
                    : "temporary " + breakpoint.trigger().kind();
        }

        private static String shown(Address address) {
            return address.isPhysical() ? address.toString() : String.format("l:%08x", address.value());
        }

        private static String place(Session session, Breakpoint breakpoint) {
            Address address = breakpoint.address();
            if (address == null) {
                return breakpoint.isCode()
                        ? breakpoint.written()
                        : breakpoint.trigger().describe();
            }
            String symbol = session.debugger().locate(address).symbol();
            String place = symbol.isEmpty() ? breakpoint.written() : symbol;
            return breakpoint.trigger() instanceof Trigger.Memory memory ? place + "," + memory.size() : place;
        }

        String sentence() {
            if (address.equals(BreakPlace.PENDING)) {
                return BreakPlace.explain(number, place);
            }
            String shown = address.isEmpty() || place.equals(address) ? place : place + " = " + address;
            String at = address.isEmpty() ? " " : " at ";
            return kind + " " + number + at + shown + (condition.isEmpty() ? "" : " if " + condition);
        }
    }

    private static Breakpoints breakpoints(Session session) {
        return session.debugger().breakpoints();
    }

    private static Result add(Session session, Arguments arguments, boolean temporary) {
        return add(session, arguments, temporary, false);
    }

    private static Result add(Session session, Arguments arguments, boolean temporary, boolean physical) {
        StopPointLine line = StopPointLine.of(arguments);
        String written = line.what();
        Address address;
        if (written.isEmpty()) {
            address = session.debugger().code().pc();
            written = address.toString();
        } else {
            address = BreakPlace.of(session, arguments, written);
            if (physical && address != null && !address.isPhysical()) {
                address = Address.physical(address.value());
                written = address.toString();
            }
        }
        return line.add(session, new Trigger.Execute(address), written, temporary);
    }

    private static List<Integer> numbers(Session session, Arguments arguments) {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < arguments.count(); i++) {
            Matcher range = RANGE.matcher(arguments.word(i));
            if (range.matches()) {
                numbers.addAll(within(session, arguments, i, range));
                continue;
            }
            int number = arguments.number(i, "the breakpoint", 0, Integer.MAX_VALUE);
            breakpoints(session).get(number);
            numbers.add(number);
        }
        if (arguments.isEmpty()) {
            breakpoints(session).all().forEach(breakpoint -> numbers.add(breakpoint.number()));
        }
        return numbers;
    }

    /** Returns those there are from one number to another. */
    private static List<Integer> within(Session session, Arguments arguments, int index, Matcher range) {
        long first = Long.parseLong(range.group(1));
        long last = Long.parseLong(range.group(2));
        List<Integer> numbers = breakpoints(session).all().stream()
                .map(Breakpoint::number)
                .filter(number -> first <= number && number <= last)
                .toList();
        if (numbers.isEmpty()) {
            throw arguments.error(index, "there is no breakpoint from " + first + " to " + last);
        }
        return numbers;
    }

    private static Result delete(Session session, Arguments arguments) {
        List<Integer> numbers = numbers(session, arguments);
        numbers.forEach(breakpoints(session)::delete);
        return Result.message(numbers.isEmpty() ? "there are no breakpoints" : "deleted " + listed(numbers));
    }

    private static Result enable(Session session, Arguments arguments, boolean on) {
        List<Integer> numbers = numbers(session, arguments);
        numbers.forEach(number -> breakpoints(session).enable(number, on));
        String done = on ? "enabled " : "disabled ";
        return Result.message(numbers.isEmpty() ? "there are no breakpoints" : done + listed(numbers));
    }

    private static Result clear(Session session, Arguments arguments) {
        Address place = arguments.isEmpty()
                ? session.debugger().code().pc()
                : arguments.expression(0, session.debugger()::address);
        long physical = session.debugger().memory().physical(place);
        List<Integer> numbers = breakpoints(session).all().stream()
                .filter(breakpoint -> breakpoint.address() != null
                        && (breakpoint.address().isPhysical()
                                ? breakpoint.address().value() == physical
                                : !place.isPhysical() && breakpoint.address().value() == place.value()))
                .map(Breakpoint::number)
                .toList();
        if (numbers.isEmpty()) {
            throw arguments.error(0, "there is no breakpoint at " + place);
        }
        numbers.forEach(breakpoints(session)::delete);
        return Result.message("deleted " + listed(numbers));
    }

    private static Result unwatch(Session session, Arguments arguments) {
        Address place = arguments.isEmpty() ? null : arguments.expression(0, session.debugger()::address);
        List<Integer> numbers = breakpoints(session).all().stream()
                .filter(one -> one.trigger() instanceof Trigger.Memory memory
                        && (place == null || memory.address().value() == place.value()))
                .map(Breakpoint::number)
                .toList();
        numbers.forEach(breakpoints(session)::delete);
        return Result.message(numbers.isEmpty() ? "there are no watchpoints" : "deleted " + listed(numbers));
    }

    /** A stop at an instruction count under its name in Bochs. */
    private static Command time(String name, String summary, String sign) {
        return Command.named(name)
                .in(Category.BREAKPOINTS)
                .summary(summary)
                .syntax(name + " N")
                .examples(name + " 1000")
                .does((session, arguments) -> {
                    arguments.atMost(1);
                    String count = sign + arguments.number(0, "the count");
                    return session.interpreter().run(List.of("tcatch count " + count)) ? Result.NONE : Result.FAILED;
                });
    }

    private static String listed(List<Integer> numbers) {
        return "breakpoint" + (numbers.size() == 1 ? " " : "s ")
                + String.join(", ", numbers.stream().map(String::valueOf).toList());
    }

    private static Result condition(Session session, Arguments arguments) {
        int number = arguments.number(0, "the breakpoint", 0, Integer.MAX_VALUE);
        Breakpoint breakpoint = breakpoints(session).get(number);
        Expression expression =
                arguments.count() > 1 ? StopPointLine.condition(session, arguments, 1, breakpoint.trigger()) : null;
        breakpoints(session).condition(number, expression);
        return Result.message(
                "breakpoint " + number + (expression == null ? " stops always" : " stops if " + expression.text()));
    }

    private static Result commands(Session session, Arguments arguments) {
        int number = arguments.number(0, "the breakpoint", 0, Integer.MAX_VALUE);
        breakpoints(session).get(number);
        arguments.atMost(2);
        List<String> lines = arguments.count() < 2
                ? arguments.block().stream().map(String::strip).toList()
                : StopPointLine.block(arguments, 1);
        breakpoints(session).commands(number, lines);
        return Result.message("breakpoint " + number
                + (lines.isEmpty() ? " carries out nothing" : " carries out " + String.join("; ", lines)));
    }

    private static Result ignore(Session session, Arguments arguments) {
        int number = arguments.number(0, "the breakpoint", 0, Integer.MAX_VALUE);
        long count = arguments.number(1, "the count");
        arguments.atMost(2);
        breakpoints(session).ignore(number, count);
        return Result.message("the next " + count + " hits of breakpoint " + number + " pass");
    }

    /** Returns the list of all breakpoints. */
    static Result list(Session session) {
        List<View> views = new ArrayList<>();
        breakpoints(session).all().forEach(breakpoint -> views.add(View.of(session, breakpoint)));
        return Result.of(views, text -> {
            if (views.isEmpty()) {
                text.line("no breakpoints");
                return;
            }
            Table table = new Table("num", "kind", "on", "address", "place", "hits", "condition");
            for (View view : views) {
                String condition = view.condition().isEmpty() ? "" : "if " + view.condition();
                table.row(
                        Integer.toString(view.number()),
                        view.kind(),
                        view.enabled() ? "yes" : "no",
                        view.address(),
                        view.place(),
                        Long.toString(view.hits()),
                        view.ignore() > 0 ? condition + " (" + view.ignore() + " to ignore)" : condition);
                if (!view.commands().isEmpty()) {
                    table.row("", "", "", "", "  do { " + String.join("; ", view.commands()) + " }", "", "");
                }
            }
            table.write(text);
        });
    }
}
