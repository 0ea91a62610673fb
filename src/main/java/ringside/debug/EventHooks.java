package ringside.debug;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import ringside.cpu.CpuObserver;
import ringside.cpu.Vcpu;
import ringside.debug.event.Event;
import ringside.debug.event.Phase;
import ringside.debug.event.Trigger;
import ringside.dev.PicPair;
import ringside.isa.SegmentRegister;

/**
 * Listens to the CPU, memory and serial ports for what stop points wait for, notes it while the instruction runs, and has
 * the run stop at the boundary behind it. What is not waited for is not listened to.
 */
final class EventHooks implements CpuObserver {
    /** Why the core stops for an event; {@link RunControl} says the rest. */
    static final String REQUEST = "an event that a stop point waits for";

    /** An event and the stop point that waits for it. */
    record Note(Breakpoint breakpoint, Event event) {}

    private final Target target;
    private final WatchTable watches;
    private final List<Note> notes = new ArrayList<>();
    private final Map<Breakpoint, Runnable> serial = new HashMap<>();
    private List<Breakpoint> armed = List.of();
    private TranslatorHooks translator;
    private boolean watchesMode;
    private boolean awaitsKernel;
    private boolean kernelStarts;
    private MachineMode mode;
    private int cpl;
    private Event.Origin changedBy;
    private String monitorText = "";

    EventHooks(Target target, DataWatches dataWatches) {
        this.target = target;
        watches = target.machine()
                .map(machine -> new WatchTable(target, machine.memory(), dataWatches, this::accessed))
                .orElse(null);
    }

    /**
     * Listens for these stop points, which are enabled, and for no others.
     *
     * @param pending whether any breakpoint waits for a kernel's symbols
     */
    void arm(Collection<Breakpoint> breakpoints, boolean pending) {
        List<Breakpoint> memory = new ArrayList<>();
        List<Breakpoint> others = new ArrayList<>();
        List<Breakpoint> translations = new ArrayList<>();
        Map<Breakpoint, Runnable> old = new HashMap<>(serial);
        for (Breakpoint breakpoint : breakpoints) {
            switch (breakpoint.trigger()) {
                case Trigger.Execute execute -> {}
                case Trigger.Insn insn -> {}
                case Trigger.Count count -> {}
                case Trigger.Memory range -> memory.add(breakpoint);
                case Trigger.Translation translation -> translations.add(breakpoint);
                case Trigger.SerialText text -> {
                    if (old.remove(breakpoint) == null) {
                        serial.put(breakpoint, listen(breakpoint, text));
                    }
                }
                default -> others.add(breakpoint);
            }
        }
        old.forEach((breakpoint, unlisten) -> {
            unlisten.run();
            serial.remove(breakpoint);
        });
        if (watches != null) {
            watches.arm(memory);
        } else if (!memory.isEmpty()) {
            throw new DebugException("this target has no memory that can be watched");
        }
        if (translator != null || !translations.isEmpty()) {
            translator().arm(translations);
        }
        armed = List.copyOf(others);
        watchesMode = others.stream()
                .anyMatch(each -> each.trigger() instanceof Trigger.Mode || each.trigger() instanceof Trigger.Cpl);
        awaitsKernel |= pending;
        listen();
    }

    /** Listens for the moment when paging goes on, whether a breakpoint is pending or not. */
    void awaitKernel() {
        awaitsKernel = true;
        listen();
    }

    private TranslatorHooks translator() {
        if (translator == null) {
            translator = new TranslatorHooks(
                    target.machine()
                            .orElseThrow(() -> new DebugException("this target translates nothing"))
                            .translator(),
                    target.cpu(),
                    this::note);
        }
        return translator;
    }

    private void listen() {
        target.observe(armed.isEmpty() && !awaitsKernel ? null : this);
    }

    /**
     * Whether paging went on in the run that has ended. A kernel does that when it is unpacked and in its place, and cannot
     * reach the linear addresses of its symbols before.
     */
    boolean kernelStarted() {
        boolean started = kernelStarts;
        kernelStarts = false;
        awaitsKernel &= !started;
        return started;
    }

    /** Forgets what was noted and begins a run. */
    void begin() {
        notes.clear();
        Vcpu cpu = target.cpu();
        if (REQUEST.equals(cpu.stopRequest)) {
            cpu.stopRequest = null;
        }
        mode = MachineMode.of(cpu);
        cpl = cpu.cpl;
        changedBy = null;
    }

    /** Returns what happened in the run that has ended, in order. */
    List<Note> take() {
        if (changedBy != null) {
            addModeChanges();
        }
        List<Note> taken = List.copyOf(notes);
        notes.clear();
        return taken;
    }

    private void addModeChanges() {
        Vcpu cpu = target.cpu();
        MachineMode now = MachineMode.of(cpu);
        for (Breakpoint breakpoint : armed) {
            if (breakpoint.trigger() instanceof Trigger.Mode && now != mode) {
                notes.add(new Note(
                        breakpoint, event(Event.Kind.MODE, changedBy, 0, 0, mode.ordinal(), now.ordinal(), 0)));
            } else if (breakpoint.trigger() instanceof Trigger.Cpl && cpu.cpl != cpl) {
                notes.add(new Note(breakpoint, event(Event.Kind.CPL, changedBy, 0, 0, cpl, cpu.cpl, 0)));
            }
        }
    }

    private Event.Origin origin() {
        return origin(target.cpu());
    }

    /** Returns the instruction at CS:EIP. */
    static Event.Origin origin(Vcpu cpu) {
        return new Event.Origin(
                cpu.icount,
                cpu.selector[SegmentRegister.CS],
                cpu.segmentBase[SegmentRegister.CS],
                cpu.eip,
                cpu.code32(),
                cpu.delivering);
    }

    private static Event event(
            Event.Kind kind, Event.Origin origin, long address, int size, long old, long value, int number) {
        return new Event(kind, Phase.AFTER, origin, address, -1, size, old, value, number);
    }

    private void note(Breakpoint breakpoint, Event event) {
        notes.add(new Note(breakpoint, event));
        stop();
    }

    /** Ends the run at the next boundary: that of the guest, and of the CPU that executes what it was translated to. */
    private void stop() {
        target.cpu().stopAtBoundary(REQUEST);
        target.machine().ifPresent(machine -> machine.cpu().stopAtBoundary(REQUEST));
    }

    private void accessed(
            Breakpoint breakpoint, Event.Kind kind, int linear, long physical, int size, long old, long value) {
        long address = kind == Event.Kind.PAGE_WALK ? physical : linear & 0xFFFF_FFFFL;
        Event event = new Event(kind, Phase.AFTER, origin(), address, physical, size, old, value, 0);
        // The write of a read-modify-write tells it all.
        notes.removeIf(note -> note.breakpoint == breakpoint
                && kind == Event.Kind.WRITE
                && note.event.kind() == Event.Kind.READ
                && note.event.address() == address
                && note.event.size() == size
                && note.event.origin().icount() == event.origin().icount());
        note(breakpoint, event);
    }

    @Override
    public void exception(int vector, boolean hasErrorCode, int errorCode, int address) {
        for (Breakpoint breakpoint : armed) {
            if (breakpoint.trigger() instanceof Trigger.CpuException wanted && meant(wanted.vector(), vector)) {
                long cr2 = address & 0xFFFF_FFFFL;
                note(
                        breakpoint,
                        event(
                                Event.Kind.EXCEPTION,
                                origin(),
                                cr2,
                                hasErrorCode ? 1 : 0,
                                0,
                                errorCode & 0xFFFFL,
                                vector));
            }
        }
    }

    @Override
    public void interrupt(int vector, boolean software) {
        for (Breakpoint breakpoint : armed) {
            if (breakpoint.trigger() instanceof Trigger.Interrupt wanted && meant(wanted.vector(), vector)) {
                note(breakpoint, event(Event.Kind.INTERRUPT, origin(), 0, 0, 0, software ? 1 : 0, vector));
            }
        }
    }

    @Override
    public void acknowledged(int vector) {
        for (Breakpoint breakpoint : armed) {
            if (breakpoint.trigger() instanceof Trigger.Irq wanted) {
                int line = line(vector);
                if (line >= 0 && meant(wanted.line(), line)) {
                    note(breakpoint, event(Event.Kind.IRQ, origin(), 0, 0, 0, vector, line));
                }
            }
        }
    }

    /** Returns the request line that interrupts with {@code vector}, or -1. */
    private int line(int vector) {
        PicPair pic = target.machine().orElseThrow().pic();
        for (int line = 0; line < 16; line++) {
            if (pic.vector(line) == vector) {
                return line;
            }
        }
        return -1;
    }

    @Override
    public void port(int port, int size, int value, boolean write) {
        for (Breakpoint breakpoint : armed) {
            if (breakpoint.trigger() instanceof Trigger.Port wanted
                    && wanted.phase() == Phase.AFTER
                    && wanted.covers(port, size, write)) {
                long shown = value & (1L << 8 * size) - 1;
                Event.Kind kind = write ? Event.Kind.PORT_WRITE : Event.Kind.PORT_READ;
                note(breakpoint, event(kind, origin(), 0, size, 0, shown, port));
            }
        }
    }

    @Override
    public void controlRegister(int number, int old, int value) {
        if (awaitsKernel && number == 0 && old >= 0 && value < 0) {
            kernelStarts = true;
            stop();
        }
        for (Breakpoint breakpoint : armed) {
            if (breakpoint.trigger() instanceof Trigger.ControlRegister wanted && meant(wanted.number(), number)) {
                note(
                        breakpoint,
                        event(
                                Event.Kind.CONTROL_REGISTER,
                                origin(),
                                0,
                                4,
                                old & 0xFFFF_FFFFL,
                                value & 0xFFFF_FFFFL,
                                number));
            }
        }
    }

    @Override
    public void msr(int index, long old, long value, boolean write) {
        for (Breakpoint breakpoint : armed) {
            if (breakpoint.trigger() instanceof Trigger.Msr wanted && meant(wanted.index(), index)) {
                Event.Kind kind = write ? Event.Kind.MSR_WRITE : Event.Kind.MSR_READ;
                note(breakpoint, event(kind, origin(), 0, 8, old, value, index));
            }
        }
    }

    @Override
    public void monitor(String event, String reason, String what, int address) {
        for (Breakpoint breakpoint : armed) {
            if (breakpoint.trigger() instanceof Trigger.Monitor wanted
                    && wanted.event().equals(event)
                    && (wanted.reason().isEmpty() || wanted.reason().equals(reason))) {
                monitorText = (event + " " + reason).strip() + ": " + what;
                note(breakpoint, event(Event.Kind.MONITOR, origin(), address & 0xFFFF_FFFFL, 0, 0, 0, 0));
            }
        }
    }

    /** Says what the monitor did when it was last noted. */
    String monitorText() {
        return monitorText;
    }

    @Override
    public void modeMayHaveChanged() {
        Vcpu cpu = target.cpu();
        if (watchesMode && changedBy == null && (cpu.cpl != cpl || MachineMode.of(cpu) != mode)) {
            changedBy = origin();
            stop();
        }
    }

    private static boolean meant(int wanted, int is) {
        return wanted == Trigger.ANY || wanted == is;
    }

    private Runnable listen(Breakpoint breakpoint, Trigger.SerialText text) {
        OutputLog log = target.serial(text.port());
        IntConsumer listener = new IntConsumer() {
            private long from = log.position();

            @Override
            public void accept(int octet) {
                String wanted = text.text();
                if (octet == wanted.charAt(wanted.length() - 1)
                        && log.position() - from >= wanted.length()
                        && log.textFrom(log.position() - wanted.length()).equals(wanted)) {
                    from = log.position();
                    note(breakpoint, event(Event.Kind.SERIAL, origin(), 0, 0, 0, 0, text.port()));
                }
            }
        };
        log.listen(listener);
        return () -> log.unlisten(listener);
    }
}
