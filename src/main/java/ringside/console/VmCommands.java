package ringside.console;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import ringside.vmm.VirtualMachine;
import ringside.vmm.VmSwitch;

/** vm: several virtual machines on one machine. */
final class VmCommands {
    private VmCommands() {}

    static List<Command> all() {
        return List.of(Command.named("vm")
                .in(Category.VMM)
                .summary("Makes virtual machines that share one machine, and lets them run in turns.")
                .syntax(
                        "vm",
                        "vm list",
                        "vm create NAME [IMAGE] [--ram SIZE] [--technique te|patch|bt] [--engine NAME] [--shares N]",
                        "vm create NAME --kernel FILE [--initrd FILE] [--append TEXT] ...",
                        "vm select NAME|machine|hardware",
                        "vm run [N]",
                        "vm pause|resume NAME",
                        "vm kill NAME|all",
                        "vm state [NAME [NAME]]",
                        "vm switch [--explain]",
                        "vm switch step")
                .details(
                        "A VM has its own memory, devices and time, and a monitor under its guest. Without IMAGE it gets the",
                        "guest of the machine that the command line asked for, which stays beside the VMs. --kernel, --initrd,",
                        "--append, --module, --disk, --floppy, --bios, --at and --mode mean what they mean there; --serial",
                        "says where COM1's output goes, and serial send brings the input to the VM that is selected.",
                        "select: which one commands act on, with its own breakpoints; continue and steps run that one alone.",
                        "machine is the command line's, hardware the one below the VMs, to look at.",
                        "run: all that are ready, in turns of 'set vm.slice' instructions, N in all; CPU by shares.",
                        "state: the control block of a VM, its virtual registers beside the hardware's; or two VMs compared.",
                        "switch: from the VM that has the CPU to the next, in the eight steps of the textbooks; step: one.")
                .examples("vm create a --ram 8M", "vm list", "vm run 1000", "vm state a", "vm kill a")
                .completes(VmCommands::complete)
                .does(VmCommands::execute));
    }

    private static List<Command.Proposal> complete(Session session, List<String> words) {
        if (words.size() <= 1) {
            return Completions.words(
                            "list", "all VMs",
                            "create", "make one",
                            "select", "what commands act on",
                            "run", "in turns",
                            "pause", "no more turns",
                            "resume", "turns again",
                            "kill", "end one",
                            "state", "control block",
                            "switch", "the eight steps")
                    .complete(session, words);
        }
        return session.vms().all().all().stream()
                .map(vm -> new Command.Proposal(vm.name(), "VM " + vm.number()))
                .toList();
    }

    private static Result execute(Session session, Arguments arguments) {
        Arguments rest = arguments.skip(1);
        return switch (arguments.word(0)) {
            case "", "list" -> VmViews.list(session);
            case "create" -> VmCreate.create(session, rest);
            case "select" -> select(session, rest);
            case "run" -> VmRun.run(session, rest);
            case "pause" -> pause(session, rest, true);
            case "resume" -> pause(session, rest, false);
            case "kill" -> kill(session, rest);
            case "state" -> VmViews.state(session, rest);
            case "switch" -> change(session, rest);
            default ->
                throw arguments.error(
                        0,
                        "vm create, list, select, run, pause, resume, kill, state or switch; not '" + arguments.word(0)
                                + "'");
        };
    }

    /** Returns the VM that an argument names. */
    static VirtualMachine named(Session session, Arguments arguments, int index) {
        String name = arguments.required(index, "the name of a VM");
        VirtualMachine vm = session.vms().all().find(name);
        if (vm == null) {
            String names =
                    session.vms().all().all().stream().map(VirtualMachine::name).collect(Collectors.joining(", "));
            throw arguments.error(
                    index,
                    "there is no VM '" + name + "'; "
                            + (names.isEmpty() ? "there is none at all" : "there is " + names));
        }
        return vm;
    }

    private static Result select(Session session, Arguments arguments) {
        arguments.atMost(1);
        Subject subject =
                switch (arguments.required(0, "a VM, machine or hardware")) {
                    case "machine" -> session.ownMachine();
                    case "hardware" -> session.vms().hardware();
                    default -> session.vms().subject(named(session, arguments, 0));
                };
        session.select(subject);
        return StopReport.of(session, session.debugger().control().here());
    }

    private static Result pause(Session session, Arguments arguments, boolean on) {
        arguments.atMost(1);
        VirtualMachine vm = named(session, arguments, 0);
        session.vms().all().pause(vm, on);
        return Result.of(
                VmViews.row(session, vm),
                text -> text.line("VM " + vm.name() + (on ? " has no turns any more" : " has its turns again")));
    }

    private static Result kill(Session session, Arguments arguments) {
        arguments.atMost(1);
        if (arguments.word(0).equals("all")) {
            int count = session.vms().all().all().size();
            session.vms().killAll();
            return Result.message(count + " VMs are gone");
        }
        VirtualMachine vm = named(session, arguments, 0);
        session.vms().kill(vm);
        return Result.message("VM " + vm.name() + " is gone, its RAM is free");
    }

    private static Result change(Session session, Arguments arguments) {
        arguments.atMost(1);
        boolean single = arguments.word(0).equals("step");
        if (!single && !arguments.isEmpty() && !arguments.word(0).equals("--explain")) {
            throw arguments.error(0, "vm switch, vm switch --explain or vm switch step");
        }
        boolean explain = single || !arguments.isEmpty();
        VmSwitch change = session.vms().switching();
        List<VmSwitch.Step> steps = single ? List.of(change.next()) : change.finish();
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("from", change.from().name());
        data.put("to", change.to() == null ? null : change.to().name());
        data.put("done", change.isDone());
        data.put("steps", steps);
        return Result.of(data, text -> {
            if (!explain) {
                text.line("the CPU goes from " + change.from().name() + " to "
                        + change.to().name());
                return;
            }
            for (VmSwitch.Step step : steps) {
                text.line(Text.Role.HEADING, step.number() + ". " + step.title());
                text.line("   " + step.detail());
                String changes = step.changes().entrySet().stream()
                        .map(each -> each.getKey() + " " + each.getValue())
                        .collect(Collectors.joining(", "));
                if (!changes.isEmpty()) {
                    text.line(Text.Role.DIM, "   " + changes);
                }
            }
        });
    }
}
