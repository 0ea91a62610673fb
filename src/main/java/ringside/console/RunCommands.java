package ringside.console;

import java.util.List;
import ringside.debug.Breakpoints;
import ringside.debug.RunControl;
import ringside.debug.StepPhases;
import ringside.debug.Stop;
import ringside.debug.expr.Address;
import ringside.debug.expr.Expression;
import ringside.time.Stimulus;

/** Commands that make the guest run. */
final class RunCommands {
    private RunCommands() {}

    static List<Command> all() {
        return List.of(
                Command.named("continue", "c", "cont", "g", "go")
                        .in(Category.RUN)
                        .summary("Runs the guest until something stops it.")
                        .syntax(
                                "continue",
                                "continue N  (until the stop point that stopped the guest is hit the Nth time)",
                                "continue for N  (N more instructions)")
                        .details("Ctrl-C stops the guest.")
                        .examples("continue", "c", "c for 1000000")
                        .repeats()
                        .completes(Completions.words("for", "so many instructions"))
                        .does(RunCommands::proceed),
                Command.named("stepi", "si", "step", "s", "t")
                        .in(Category.RUN)
                        .summary("Steps one instruction, or N; into calls, interrupts and exceptions.")
                        .syntax("stepi [N]", "stepi --phases")
                        .details(
                                "--phases shows one instruction as fetch, decode, execute and next; 'deliver' in place of 'execute' is an",
                                "event before it, or its fault.")
                        .examples("stepi", "s 10", "stepi --phases")
                        .repeats()
                        .completes((session, words) ->
                                List.of(new Command.Proposal("--phases", "show fetch, decode, execute, next")))
                        .does(RunCommands::step),
                Command.named("nexti", "ni", "next", "n")
                        .in(Category.RUN)
                        .summary("Steps one instruction, or N; over calls, interrupts, repetitions and loops.")
                        .syntax("nexti [N]")
                        .examples("nexti", "n 3")
                        .repeats()
                        .does((session, arguments) ->
                                StopReport.of(session, control(session).next(count(arguments)), true)),
                Command.named("finish", "fin", "gu")
                        .in(Category.RUN)
                        .summary("Runs until the present function or handler has returned, by RET or IRET.")
                        .syntax("finish", "finish iret  (leave the interrupt handler, whatever it has called)")
                        .examples("finish", "finish iret")
                        .completes(Completions.words("iret", "until the interrupt handler returns"))
                        .does(RunCommands::finish),
                Command.named("until")
                        .in(Category.RUN)
                        .summary("Runs to an address, or steps until a condition holds; alone: out of a loop.")
                        .syntax("until", "until ADDRESS", "until CONDITION")
                        .examples("until", "until start32", "until $eax == 5")
                        .completes(Completions::address)
                        .does(RunCommands::until),
                Command.named("advance", "rla", "pa", "ta")
                        .in(Category.RUN)
                        .summary("Runs to an address.")
                        .syntax("advance ADDRESS")
                        .examples("advance 0x7c00", "advance cs:ip+5")
                        .completes(Completions::address)
                        .does((session, arguments) ->
                                StopReport.of(session, arguments.expression(0, text -> control(session)
                                        .advance(session.debugger().address(text))))),
                Command.named("jump")
                        .in(Category.RUN)
                        .summary("Goes on at another address in the present code segment.")
                        .syntax("jump ADDRESS")
                        .examples("jump start32")
                        .completes(Completions::address)
                        .does(RunCommands::jump),
                Command.named("stop")
                        .in(Category.RUN)
                        .summary("Says that the guest stands; Ctrl-C stops it while it runs.")
                        .examples("stop")
                        .does((session, arguments) -> {
                            arguments.atMost(0);
                            return Result.message(
                                    "the guest stands at " + session.debugger().location() + "; 'continue' runs it");
                        }),
                Command.named("monitor")
                        .in(Category.CONSOLE)
                        .summary("Carries out a command; for fingers that are used to GDB on a remote target.")
                        .syntax("monitor COMMAND")
                        .examples("monitor info registers")
                        .style(Command.Style.VERBATIM)
                        .does((session, arguments) ->
                                session.interpreter().run(List.of(arguments.required(0, "a command")))
                                        ? Result.NONE
                                        : Result.FAILED),
                Command.named("reset", "system_reset")
                        .in(Category.RUN)
                        .summary("Resets the machine; breakpoints stay.")
                        .examples("reset")
                        .does((session, arguments) -> {
                            arguments.atMost(0);
                            return StopReport.of(session, control(session).reset());
                        }));
    }

    private static RunControl control(Session session) {
        return session.debugger().control();
    }

    private static long count(Arguments arguments) {
        arguments.atMost(1);
        return arguments.isEmpty() ? 1 : count(arguments, 0);
    }

    private static long count(Arguments arguments, int index) {
        long count = arguments.number(index, "the count");
        if (count < 1) {
            throw arguments.error(index, "the count must be 1 or more");
        }
        return count;
    }

    private static Result proceed(Session session, Arguments arguments) {
        if (arguments.isEmpty()) {
            return StopReport.of(session, control(session).proceed());
        }
        if (arguments.word(0).equals("for")) {
            arguments.atMost(2);
            arguments.required(1, "how many instructions");
            long now = session.debugger().cpu().icount;
            return StopReport.of(
                    session, control(session).proceed(now + Math.min(count(arguments, 1), Long.MAX_VALUE - now)));
        }
        arguments.atMost(1);
        long count = count(arguments, 0);
        Breakpoints stopPoints = session.debugger().breakpoints();
        int number = session.lastStop() == null ? 0 : session.lastStop().breakpoint();
        if (stopPoints.all().stream().noneMatch(point -> point.number() == number)) {
            throw arguments.error(
                    0, "no stop point stopped the guest here; 'continue for " + count + "' runs so many instructions");
        }
        stopPoints.ignore(number, count - 1);
        return StopReport.of(session, control(session).proceed());
    }

    private static Result finish(Session session, Arguments arguments) {
        arguments.atMost(1);
        if (!arguments.isEmpty() && !arguments.word(0).equals("iret")) {
            throw arguments.error(0, "finish takes nothing or 'iret', not '" + arguments.word(0) + "'");
        }
        return StopReport.of(
                session,
                arguments.isEmpty()
                        ? control(session).finish()
                        : control(session).finishInterrupt());
    }

    private static Result step(Session session, Arguments arguments) {
        if (arguments.word(0).matches("-[a-z]+")) {
            return MemoryCommands.windbgSearch(session, arguments);
        }
        if (!arguments.has("--phases")) {
            return StopReport.of(session, control(session).step(count(arguments)), true);
        }
        arguments.atMost(1);
        StepPhases phases = control(session).phases();
        session.lastStop(phases.stop());
        session.examine().code(null);
        session.context().take(session.context().layout(session.settings()));
        return Result.of(phases, text -> write(text, phases));
    }

    private static void write(Text text, StepPhases phases) {
        text.add(Text.Role.HEADING, "fetch    ")
                .add(Text.Role.ADDRESS, phases.fetch().location().toString())
                .end();
        text.add("         ")
                .add(phases.fetch().bytes().replaceAll("(..)(?!$)", "$1 "))
                .end();
        text.add(Text.Role.HEADING, "decode   ").add(phases.fetch().text()).end();
        text.add(Text.Role.HEADING, phases.executed() ? "execute  " : "deliver  ");
        String gap = "";
        for (StepPhases.Change change : phases.changes()) {
            text.add(gap).add(change.what() + " " + change.before() + " -> ");
            text.add(Text.Role.CHANGED, change.after()).end();
            gap = "         ";
        }
        if (phases.changes().isEmpty()) {
            text.line("nothing changed");
        }
        text.add(Text.Role.HEADING, "next     ")
                .add(Text.Role.ADDRESS, phases.stop().location().toString())
                .end();
        if (!phases.stop().reason().isEmpty()) {
            text.line(Text.Role.HEADING, phases.stop().reason());
        }
    }

    private static Result jump(Session session, Arguments arguments) {
        arguments.required(0, "an address");
        Address place = arguments.expression(0, session.debugger()::address);
        int offset = place.selector() >= 0
                ? place.offset()
                : session.debugger().locate(place).offset();
        session.debugger().target().stimulate(new Stimulus.RegisterWrite("eip", offset & 0xFFFF_FFFFL));
        return StopReport.of(session, control(session).proceed());
    }

    private static Result until(Session session, Arguments arguments) {
        if (arguments.isEmpty()) {
            return StopReport.of(session, control(session).untilBehind());
        }
        Stop stop = arguments.expression(0, text -> {
            String stripped = text.startsWith("*") ? text.substring(1) : text;
            Expression expression = session.debugger().parse(stripped);
            return expression.isCondition()
                    ? control(session).until(expression)
                    : control(session)
                            .advance(session.debugger().evaluate(expression).toAddress());
        });
        return StopReport.of(session, stop);
    }
}
