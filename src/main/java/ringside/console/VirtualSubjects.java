package ringside.console;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import ringside.debug.Debugger;
import ringside.debug.MachineTarget;
import ringside.debug.RunControl;
import ringside.debug.Stop;
import ringside.machine.GuestImage;
import ringside.machine.ImageException;
import ringside.machine.Machine;
import ringside.machine.Snapshot;
import ringside.vmm.Technique;
import ringside.vmm.VirtualMachine;
import ringside.vmm.VirtualMachines;
import ringside.vmm.VmSwitch;

/** The virtual machines of a session, each with its debugger; confined to the machine thread, except {@link #interrupt}. */
final class VirtualSubjects {
    /** Name of the machine below the VMs. */
    static final String HARDWARE = "hardware";

    private final Session session;
    private final VirtualMachines all = new VirtualMachines();
    private final Map<VirtualMachine, Subject> subjects = new HashMap<>();
    private final Map<VirtualMachine, SerialLink> serial = new HashMap<>();
    private VmSwitch underWay;
    private volatile Debugger running;
    private volatile boolean interrupted;

    /**
     * What a snapshot keeps beside the machine or VM that is selected.
     *
     * @param machine the machine, if a VM is selected, else null
     * @param selected the VM that is selected, or null
     */
    record Kept(Snapshot machine, String selected, List<VirtualMachines.Kept> vms) {}

    /**
     * The end of a run in turns.
     *
     * @param stop why one of them stopped all; null if their instructions were up, or nobody is ready
     */
    record Run(Subject subject, Stop stop, Map<String, Long> retired) {}

    VirtualSubjects(Session session) {
        this.session = session;
    }

    void addSettings(Settings settings) {
        settings.add("vm.ram", "128M", List.of(), "RAM of the machine that VMs share", value -> {
            try {
                all.ram(Options.size("vm.ram", value));
            } catch (IllegalArgumentException unfit) {
                throw new CommandError(unfit.getMessage());
            }
        });
        settings.add(
                "vm.timer",
                "on",
                List.of("on", "off"),
                "whether the VMM's timer ends a VM's turn; without, it runs on while it has work",
                value -> all.timer(value.equals("on")));
        settings.add("vm.slice", "100000", List.of(), "instructions of a VM's turn", value -> {
            if (!value.matches("[1-9][0-9]{0,9}")) {
                throw new CommandError("a turn has 1 to 9999999999 instructions; not '" + value + "'");
            }
            all.slice(Long.parseLong(value));
        });
    }

    VirtualMachines all() {
        return all;
    }

    /** Makes a VM; one whose options name no guest gets the one that the session's machine has. */
    VirtualMachine create(String name, Options options, Technique technique, int shares, String engine) {
        Engines.checkVirtual(engine);
        Machine own = session.ownMachine().machine();
        boolean named = Workshop.hasGuest(options);
        VirtualMachine vm = null;
        try {
            GuestImage guest = named ? Workshop.image(options) : own.image();
            vm = all.create(name, own.config().withRam(options.ramBytes()), guest, technique, shares);
            if (named) {
                Workshop.insertDisks(options, vm.machine());
            } else {
                own.inserted().forEach(vm.machine()::insert);
            }
            Engines.use(vm.machine(), engine);
            DbtSwitches.apply(session, vm.machine());
            serial.put(vm, SerialLink.of(options, subject(vm).debugger()).listen());
            return vm;
        } catch (IllegalArgumentException | ImageException | CommandError unfit) {
            if (vm != null) {
                kill(vm);
            }
            throw new CommandError(unfit.getMessage());
        }
    }

    /** Returns what commands act on when a VM is selected. */
    Subject subject(VirtualMachine vm) {
        return subjects.computeIfAbsent(vm, made -> {
            Debugger debugger = new Debugger(new MachineTarget(made.machine()));
            made.machine().image().symbols().forEach(symbol -> debugger.symbols()
                    .add(symbol.name(), symbol.address()));
            return new Subject(made.name(), debugger, made.vmm());
        });
    }

    /** Returns the VM that is selected, if one is. */
    Optional<VirtualMachine> selected() {
        return Optional.ofNullable(session.subject().vm()).map(all::find);
    }

    void kill(VirtualMachine vm) {
        underWay = null;
        if (selected().filter(vm::equals).isPresent()) {
            session.select(session.ownMachine());
        }
        subjects.remove(vm);
        Optional.ofNullable(serial.remove(vm)).ifPresent(SerialLink::close);
        all.kill(vm);
    }

    /** Leaves nothing but the session's machine. */
    void killAll() {
        List.copyOf(all.all()).forEach(this::kill);
    }

    /** Stops a run in turns; safe from any thread. */
    void interrupt() {
        interrupted = true;
        Debugger present = running;
        if (present != null) {
            present.interrupt();
        }
    }

    /** Lets all VMs that are ready run in turns. */
    Run run(long instructions) {
        underWay = null;
        interrupted = false;
        Map<String, Long> before = new HashMap<>();
        all.all().forEach(vm -> before.put(vm.name(), vm.machine().cpu().icount));
        Stop[] stop = {null};
        VirtualMachine last = all.run(instructions, (vm, until) -> {
            Stop end = turn(vm, until);
            VirtualMachines.Turn kind = interrupted ? VirtualMachines.Turn.STOP : kind(vm, end, until);
            stop[0] = kind == VirtualMachines.Turn.STOP ? end : null;
            return kind;
        });
        Map<String, Long> retired = new LinkedHashMap<>();
        all.all().forEach(vm -> retired.put(vm.name(), vm.machine().cpu().icount - before.get(vm.name())));
        return new Run(last == null ? null : subject(last), stop[0], retired);
    }

    private Stop turn(VirtualMachine vm, long until) {
        RunControl control = subject(vm).debugger().control();
        control.forgetInterrupt();
        running = subject(vm).debugger();
        try {
            return control.proceed(until);
        } finally {
            running = null;
        }
    }

    private static VirtualMachines.Turn kind(VirtualMachine vm, Stop stop, long until) {
        return switch (stop.kind()) {
            // Short of the turn's end it is a limit that a test or the debugger has set, and the next turn would be as
            // short.
            case LIMIT -> vm.machine().cpu().icount >= until ? VirtualMachines.Turn.UP : VirtualMachines.Turn.STOP;
            case IDLE -> VirtualMachines.Turn.WAITS;
            case RESET -> VirtualMachines.Turn.UP;
            case EXIT, DIED, UNSUPPORTED -> {
                vm.ended(stop.reason());
                yield VirtualMachines.Turn.ENDED;
            }
            default -> VirtualMachines.Turn.STOP;
        };
    }

    /** Returns the switch that is under way, or begins the one from the VM that has the CPU, or the selected one. */
    VmSwitch switching() {
        if (underWay == null || underWay.isDone()) {
            VirtualMachine from = all.resident()
                    .or(this::selected)
                    .or(() -> Optional.ofNullable(all.next()))
                    .orElseThrow(() -> new CommandError("there is no VM that could have the CPU; see vm create"));
            underWay = new VmSwitch(all, from);
        }
        return underWay;
    }

    /** Tells that something else happens to the VMs, so that a switch that was begun is over. */
    void disturb() {
        underWay = null;
    }

    /** Returns the machine below the VMs, to look at. */
    Subject hardware() {
        if (all.hardware() == null) {
            throw new CommandError("there is no machine for VMs before there is a VM");
        }
        return new Subject(
                HARDWARE, new Debugger(new MachineTarget(all.hardware().machine())), null);
    }

    Kept snapshot() {
        disturb();
        boolean own = session.subject() == session.ownMachine();
        Snapshot machine = own ? null : session.ownMachine().machine().state().snapshot();
        return new Kept(machine, session.subject().vm(), all.snapshot());
    }

    /** Brings back what {@link #snapshot} kept; the one that was selected is selected again. */
    void restore(Kept kept, Snapshot selected) {
        disturb();
        for (VirtualMachine vm : new ArrayList<>(all.all())) {
            if (kept.vms().stream().noneMatch(each -> each.name().equals(vm.name()))) {
                kill(vm);
            }
        }
        all.restore(kept.vms());
        session.ownMachine().machine().state().restore(kept.machine() == null ? selected : kept.machine());
        session.select(kept.selected() == null ? session.ownMachine() : subject(all.find(kept.selected())));
    }
}
