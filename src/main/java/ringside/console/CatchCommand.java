package ringside.console;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import ringside.debug.event.InstructionFilter;
import ringside.debug.event.Trigger;

/** Commands that stop at events. */
final class CatchCommand {
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
        Trigger trigger = CatchKind.of(arguments, word).trigger(session, line);
        return line.add(session, trigger, trigger.describe(), temporary);
    }

    private static List<Command.Proposal> complete(Session session, List<String> words) {
        if (words.size() <= 1) {
            return Arrays.stream(CatchKind.values())
                    .map(kind -> new Command.Proposal(kind.title(), kind.summary()))
                    .toList();
        }
        return Arrays.stream(CatchKind.values())
                .filter(kind -> kind.isCalled(words.get(0)))
                .flatMap(kind -> kind.words().stream())
                .toList();
    }
}
