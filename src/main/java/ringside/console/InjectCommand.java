package ringside.console;

import java.util.List;
import java.util.Map;
import ringside.cpu.Vcpu;
import ringside.debug.Target;
import ringside.time.Stimulus;

/** inject: interrupts and exceptions from outside, each with what will come of it. */
final class InjectCommand {
    /** Exceptions that push an error code. SDM Vol. 3A, table 6-1. */
    private static final List<Integer> WITH_CODE = List.of(8, 10, 11, 12, 13, 14, 17);

    private static final List<Integer> IMPOSSIBLE = List.of(2, 9, 15, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31);
    private static final int PAGE_FAULT = 14;

    private InjectCommand() {}

    static List<Command> all() {
        return List.of(
                Command.named("inject")
                        .in(Category.DEVICES)
                        .summary("Raises an interrupt or exception and says what will come of it.")
                        .syntax(
                                "inject irq N [--at COUNT]",
                                "inject int VECTOR [--at COUNT]",
                                "inject nmi [--at COUNT]",
                                "inject exc VECTOR [CODE [CR2]] [--at COUNT]")
                        .details(
                                "irq pulses a line of the interrupt controllers and obeys IRR, IMR and IF.",
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
                        .does((session, arguments) -> nmi(session, arguments, -1)));
    }

    private static Result inject(Session session, Arguments arguments) {
        int option = arguments.find("--at");
        long at = -1;
        Arguments rest = arguments;
        if (option >= 0) {
            at = arguments.number(option + 1, "the instruction count");
            if (at < session.debugger().cpu().icount) {
                throw arguments.error(
                        option + 1,
                        "that was in the past: " + session.debugger().cpu().icount + " instructions have retired");
            }
            arguments.atMost(option + 2);
            rest = new Arguments(
                    arguments.line(),
                    arguments.position(option),
                    "",
                    arguments.words().subList(0, option));
        }
        String kind = rest.required(0, "irq, int, nmi or exc");
        return switch (kind) {
            case "irq" -> irq(session, rest.skip(1), at);
            case "int" -> interrupt(session, rest.skip(1), at);
            case "nmi" -> nmi(session, rest.skip(1), at);
            case "exc" -> exception(session, rest.skip(1), at);
            default -> throw rest.error(0, "one can inject irq, int, nmi or exc; not '" + kind + "'");
        };
    }

    private static Result irq(Session session, Arguments arguments, long at) {
        int line = arguments.number(0, "the IRQ", 0, 15);
        arguments.atMost(1);
        if (line == 2) {
            throw arguments.error(0, "IRQ 2 is the cascade of the two controllers; nothing else can raise it");
        }
        if (at >= 0) {
            session.debugger().target().stimulateAt(at, new Stimulus.IrqLevel(line, true));
            session.debugger().target().stimulateAt(at, new Stimulus.IrqLevel(line, false));
            return scheduled("IRQ " + line, at);
        }
        Target target = session.debugger().target();
        target.stimulate(new Stimulus.IrqLevel(line, true));
        String prospect = session.machine().pic().prospect(line);
        target.stimulate(new Stimulus.IrqLevel(line, false));
        boolean asserted = session.machine().pic().asserted();
        return answer("IRQ " + line + " raised, " + prospect
                + (asserted ? acceptance(session.debugger().cpu()) : ""));
    }

    private static Result interrupt(Session session, Arguments arguments, long at) {
        int vector = arguments.number(0, "the vector", 0, 255);
        arguments.atMost(1);
        return raise(session, new Stimulus.Interrupt(vector), String.format("interrupt %02xh", vector), at);
    }

    private static Result raise(Session session, Stimulus stimulus, String name, long at) {
        if (at >= 0) {
            session.debugger().target().stimulateAt(at, stimulus);
            return scheduled(name, at);
        }
        session.debugger().target().stimulate(stimulus);
        return answer(name + " raised" + acceptance(session.debugger().cpu()));
    }

    private static String acceptance(Vcpu cpu) {
        if ((cpu.eflags() & 1 << 9) == 0) {
            return ", pending: IF = 0 holds it off";
        }
        return cpu.shadowUntil == cpu.icount
                ? ", taken after the next instruction (interrupt shadow)"
                : ", taken before the next instruction";
    }

    private static Result nmi(Session session, Arguments arguments, long at) {
        arguments.atMost(0);
        if (at >= 0) {
            session.debugger().target().stimulateAt(at, new Stimulus.Nmi());
            return scheduled("NMI", at);
        }
        Vcpu cpu = session.debugger().cpu();
        session.debugger().target().stimulate(new Stimulus.Nmi());
        return answer("NMI raised"
                + (cpu.nmiBlocked ? ", pending: blocked until the next IRET" : ", taken before the next instruction"));
    }

    private static Result exception(Session session, Arguments arguments, long at) {
        int vector = arguments.number(0, "the vector", 0, 31);
        if (IMPOSSIBLE.contains(vector)) {
            String why = vector == 2 ? "NMI is no exception; use 'inject nmi'" : "no exception has vector " + vector;
            throw arguments.error(0, why);
        }
        boolean withCode = WITH_CODE.contains(vector);
        boolean pushed = withCode && session.debugger().cpu().protectedMode();
        if (arguments.count() > 1 && !withCode) {
            throw arguments.error(1, "exception " + vector + " has no error code");
        }
        if (arguments.count() > 1 && !pushed) {
            throw arguments.error(1, "in real mode exceptions push no error code");
        }
        if (vector == PAGE_FAULT && session.debugger().cpu().cr0 >= 0) {
            throw arguments.error(0, "there is no page fault while paging is off");
        }
        if (arguments.count() > 2 && vector != PAGE_FAULT) {
            throw arguments.error(2, "only page faults (14) set CR2");
        }
        arguments.atMost(3);
        int code = arguments.count() > 1 ? (int) arguments.number(1, "the error code") : 0;
        if ((vector == 8 || vector == 17) && code != 0) {
            throw arguments.error(1, "the error code of exception " + vector + " is always 0");
        }
        int cr2 = arguments.count() > 2 ? (int) arguments.number(2, "CR2") : 0;
        Stimulus stimulus = new Stimulus.CpuException(vector, withCode, code, cr2);
        String name = "exception " + vector + (pushed ? String.format("(%04x)", code) : "");
        if (at >= 0) {
            session.debugger().target().stimulateAt(at, stimulus);
            return scheduled(name, at);
        }
        session.debugger().target().stimulate(stimulus);
        boolean died = session.debugger().cpu().shutdown;
        return answer(name
                + (died
                        ? " led to a triple fault"
                        : " delivered, now at " + session.debugger().location()));
    }

    private static Result scheduled(String what, long at) {
        return answer(what + " will be raised when " + at + " instructions have retired");
    }

    private static Result answer(String sentence) {
        return Result.of(Map.of("answer", sentence), text -> text.line(sentence));
    }
}
