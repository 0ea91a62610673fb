package ringside.console;

import java.util.List;
import java.util.Map;
import ringside.time.Stimulus;

/** inject: interrupts and exceptions from outside, each with what will come of it. */
final class InjectCommand {
    /** Exceptions that push an error code in protected mode. SDM Vol. 3A, table 6-1. */
    private static final List<Integer> WITH_CODE = List.of(8, 10, 11, 12, 13, 14, 17);

    private InjectCommand() {}

    static List<Command> all() {
        return List.of(
                Command.named("inject")
                        .in(Category.DEVICES)
                        .summary("Raises an interrupt or exception and says what will come of it.")
                        .syntax(
                                "inject irq N [off] [--at COUNT]",
                                "inject int VECTOR [--at COUNT]",
                                "inject nmi [--at COUNT]",
                                "inject exc VECTOR [CODE [CR2]] [--at COUNT]")
                        .details(
                                "irq raises a line of the interrupt controllers and obeys IRR, IMR and IF; it stays high",
                                "until it is acknowledged, or lowered with off.",
                                "int passes the controllers by; it waits until the CPU accepts interrupts.",
                                "exc is delivered at once, as if the next instruction had raised it.",
                                "--at COUNT: when that many instructions have retired. All goes to the journal.")
                        .examples(
                                "inject irq 1", "inject int 0x20", "inject nmi --at 1000000", "inject exc 14 2 0x1000")
                        .completes(Completions.words(
                                "irq",
                                "a line of the interrupt controllers",
                                "int",
                                "a vector, past the controllers",
                                "nmi",
                                "the NMI pin",
                                "exc",
                                "an exception"))
                        .does(InjectCommand::inject),
                Command.named("nmi")
                        .in(Category.DEVICES)
                        .summary("The same as 'inject nmi'.")
                        .examples("nmi")
                        .does((session, arguments) -> {
                            arguments.atMost(0);
                            return raise(session, new Stimulus.Nmi(), -1);
                        }));
    }

    private static Result inject(Session session, Arguments arguments) {
        int option = arguments.find("--at");
        long at = -1;
        Arguments rest = arguments;
        if (option >= 0) {
            at = arguments.number(option + 1, "the instruction count");
            arguments.atMost(option + 2);
            rest = new Arguments(
                    arguments.line(),
                    arguments.position(option),
                    "",
                    arguments.words().subList(0, option));
        }
        String kind = rest.required(0, "irq, int, nmi or exc");
        Arguments operands = rest.skip(1);
        Stimulus stimulus =
                switch (kind) {
                    case "irq" -> irq(operands);
                    case "int" -> interrupt(operands);
                    case "nmi" -> nmi(operands);
                    case "exc" -> exception(session, operands);
                    default -> throw rest.error(0, "one can inject irq, int, nmi or exc; not '" + kind + "'");
                };
        try {
            return raise(session, stimulus, at);
        } catch (IllegalArgumentException impossible) {
            throw rest.error(1, impossible.getMessage());
        }
    }

    private static Stimulus irq(Arguments arguments) {
        int line = (int) Math.min(arguments.number(0, "the IRQ"), Integer.MAX_VALUE);
        boolean off = arguments.word(1).equals("off");
        arguments.atMost(off ? 2 : 1);
        return new Stimulus.IrqLevel(line, !off);
    }

    private static Stimulus interrupt(Arguments arguments) {
        int vector = arguments.number(0, "the vector", 0, 255);
        arguments.atMost(1);
        return new Stimulus.Interrupt(vector);
    }

    private static Stimulus nmi(Arguments arguments) {
        arguments.atMost(0);
        return new Stimulus.Nmi();
    }

    private static Stimulus exception(Session session, Arguments arguments) {
        int vector = arguments.number(0, "the vector", 0, 255);
        boolean coded = WITH_CODE.contains(vector);
        if (arguments.count() > 1 && coded && !session.debugger().cpu().protectedMode()) {
            throw arguments.error(1, "in real mode exceptions push no error code");
        }
        arguments.atMost(3);
        int code = arguments.count() > 1 ? arguments.number(1, "the error code", 0, 0xFFFF) : 0;
        int cr2 = arguments.count() > 2 ? (int) arguments.number(2, "CR2") : 0;
        return new Stimulus.CpuException(vector, coded || arguments.count() > 1, code, cr2);
    }

    private static Result raise(Session session, Stimulus stimulus, long at) {
        var injector = session.machine().injector();
        String said = at >= 0 ? injector.injectAt(at, stimulus) : injector.inject(stimulus);
        String vm = session.subject().vm();
        String answer = vm == null ? said : "VM " + vm + ": " + said;
        return Result.of(Map.of("answer", answer), text -> text.line(answer));
    }
}
