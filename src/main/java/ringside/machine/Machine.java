package ringside.machine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import ringside.base.StateReader;
import ringside.base.StateWriter;
import ringside.base.Stateful;
import ringside.bus.InterruptController;
import ringside.bus.IrqLine;
import ringside.bus.PhysicalMemory;
import ringside.bus.PortSpace;
import ringside.cpu.CpuObserver;
import ringside.cpu.Reset;
import ringside.cpu.Vcpu;
import ringside.dev.A20Gate;
import ringside.dev.AtaChannel;
import ringside.dev.BiosTraps;
import ringside.dev.CmosRtc;
import ringside.dev.DebugExit;
import ringside.dev.DebugPort;
import ringside.dev.DiskMedium;
import ringside.dev.FerrPort;
import ringside.dev.FwCfg;
import ringside.dev.Keyboard8042;
import ringside.dev.PicPair;
import ringside.dev.Pit8254;
import ringside.dev.Port92;
import ringside.dev.PostPort;
import ringside.dev.SectorSource;
import ringside.dev.SerialOutput;
import ringside.dev.SystemControlPort;
import ringside.dev.Uart16550;
import ringside.dev.VgaText;
import ringside.exec.CodeBreakpoints;
import ringside.exec.ExecutionEngine;
import ringside.exec.dbt.DynamicTranslator;
import ringside.exec.interp.Interpreter;
import ringside.exec.sbt.StaticTranslations;
import ringside.isa.SegmentRegister;
import ringside.time.EventQueue;
import ringside.time.HostClock;
import ringside.time.Stimulus;
import ringside.time.VirtualClock;

/**
 * A PC: one CPU, memory and the devices of the board, with time. Confined to the machine thread except {@link #inbox}.
 *
 * <p>A machine is deterministic: its configuration, the image loaded and the stamped stimuli fix everything that happens.
 */
public final class Machine {
    /** The detail of a stop because the condition of a run holds. */
    public static final String CONDITION_HOLDS = "the condition holds";

    private static final int[] UART_PORTS = {0x3F8, 0x2F8, 0x3E8, 0x2E8};
    private static final int[] UART_IRQS = {4, 3, 4, 3};

    /** Devices as firmware numbers them in CMOS. */
    private static final int BOOT_FLOPPY = 1;

    private static final int BOOT_DISK = 2;

    private final MachineConfig config;
    private final PhysicalMemory memory;
    private final PhysicalMemory codeMemory;
    private final PortSpace ports = new PortSpace();
    private final EventQueue events = new EventQueue();
    private final VirtualClock clock;
    private final PicPair pic = new PicPair();
    private final InterruptLines interruptLines = new InterruptLines(pic);
    private final InterruptInput interrupts = new InterruptInput(pic, interruptLines);
    private final InterruptLateness lateness;
    private final Vcpu cpu;
    private final Pit8254 pit;
    private final SystemControlPort systemControl;
    private final A20Gate a20;
    private final Keyboard8042 keyboard;
    private final CmosRtc rtc;
    private final VgaText vga;
    private final FwCfg fwCfg = new FwCfg();
    private final List<Uart16550> uarts = new ArrayList<>();
    private AtaChannel ata1;
    private AtaChannel ata2;
    private final Map<DriveSlot, DiskMedium> disks = new EnumMap<>(DriveSlot.class);
    private final Map<String, Stateful> parts = new LinkedHashMap<>();
    private final Map<String, byte[]> powerOn = new LinkedHashMap<>();

    private final Inbox inbox = new Inbox();
    private final StimulusSchedule schedule;
    private final RunLoop loop = new RunLoop(this);
    private final List<StimulusListener> listeners = new ArrayList<>();
    private final SerialOutput[] serialOutputs = new SerialOutput[UART_PORTS.length];
    private SerialOutput debugOutput = value -> {};
    private final CodeBreakpoints breakpoints = new CodeBreakpoints();
    private final MachineState state;
    private final Interpreter interpreter;
    private final StaticTranslations staticTranslations = new StaticTranslations();
    private DynamicTranslator translator;
    private DoorKeeper keeper;
    private ExecutionEngine engine;
    private GuestImage image;
    private Pace pace = Pace.WARP;

    /** Builds a machine that is switched on and has not run. */
    public Machine(MachineConfig config) {
        this(config, new PhysicalMemory(config.ramBytes()));
    }

    private Machine(MachineConfig config, PhysicalMemory memory) {
        this(config, memory, memory);
    }

    /**
     * Builds a machine around memory that is there already, as a virtual machine's is.
     *
     * @param memory as much RAM as configured
     * @param codeMemory the memory of the CPU that really executes the guest's code, which the translator's units are of
     */
    public Machine(MachineConfig config, PhysicalMemory memory, PhysicalMemory codeMemory) {
        this.config = config;
        this.memory = memory;
        this.codeMemory = codeMemory;
        schedule = new StimulusSchedule(config);
        cpu = new Vcpu(config.model(), memory, ports, interrupts);
        clock = new VirtualClock(cpu::time, config.unitsPerSecond());
        events.onEarlier(time -> loop.lookAt(time));
        pic.register(ports);
        lateness = new InterruptLateness(pic, interrupts, cpu::time, () -> state().inExcursion());
        pit = new Pit8254(clock, events, interruptLines.input(0));
        pit.register(ports);
        systemControl = new SystemControlPort(pit);
        systemControl.register(ports);
        a20 = new A20Gate(true, memory::a20);
        keyboard = new Keyboard8042(clock, events, interruptLines.input(1), interruptLines.input(12), a20, loop::reset);
        keyboard.register(ports);
        Port92 port92 = new Port92(a20, loop::reset);
        port92.register(ports);
        rtc = new CmosRtc(clock, events, interruptLines.input(8), config.epochSeconds());
        rtc.memorySize(config.ramBytes());
        rtc.register(ports);
        vga = new VgaText(memory, clock);
        vga.register(ports);
        PostPort post = new PostPort();
        post.register(ports);
        addFirmwarePorts();
        addUarts();
        addDisks();
        parts.put("pic", pic);
        parts.put("irq lines", interruptLines);
        parts.put("interrupts", interrupts);
        parts.put("pit", pit);
        parts.put("port61", systemControl);
        parts.put("a20", a20);
        parts.put("keyboard", keyboard);
        parts.put("port92", port92);
        parts.put("rtc", rtc);
        parts.put("vga", vga);
        parts.put("post", post);
        parts.put("fw_cfg", fwCfg);
        for (int i = 0; i < uarts.size(); i++) {
            parts.put("com" + (i + 1), uarts.get(i));
        }
        parts.put("events", events);
        parts.forEach((name, part) -> powerOn.put(name, stateOf(part)));
        state = new MachineState(this);
        cpu.ferr = interruptLines.input(13);
        interpreter = new Interpreter(memory, breakpoints);
        engine = interpreter;
        Reset.reset(cpu);
    }

    private void addFirmwarePorts() {
        fwCfg.number(FwCfg.RAM_SIZE, config.ramBytes(), 8);
        fwCfg.number(FwCfg.NO_GRAPHIC, 0, 2);
        fwCfg.number(FwCfg.CPUS, 1, 2);
        fwCfg.number(FwCfg.MAX_CPUS, 1, 2);
        fwCfg.file("etc/e820", MemoryMap.of(config.ramBytes()).firmwareTable());
        fwCfg.register(ports);
        SerialOutput firmware = value -> {
            if (!state().inExcursion()) {
                debugOutput.accept(value);
            }
        };
        new DebugPort(firmware).register(ports);
        new FerrPort(() -> {
                    cpu.ignne = true;
                    cpu.ferr.set(false);
                })
                .register(ports);
        if (config.exitPort() >= 0) {
            new DebugExit(code -> loop.stop(Stop.Kind.EXIT, code, "the guest ended with code " + code))
                    .register(ports, config.exitPort());
        }
    }

    private void addUarts() {
        for (int i = 0; i < config.serialPorts(); i++) {
            int port = i;
            IrqLine irq = interruptLines.input(UART_IRQS[i]);
            serialOutputs[i] = value -> {};
            SerialOutput output = value -> {
                if (!state().inExcursion()) {
                    serialOutputs[port].accept(value);
                }
            };
            Uart16550 uart = new Uart16550("com" + (i + 1), irq, output);
            uart.register(ports, UART_PORTS[i]);
            uarts.add(uart);
        }
    }

    private void addDisks() {
        for (DriveSlot slot : DriveSlot.values()) {
            DiskMedium medium = new DiskMedium(slot.title());
            disks.put(slot, medium);
            parts.put(slot.title(), medium);
        }
        DiskMedium none = new DiskMedium("no drive");
        ata1 = new AtaChannel(
                "ata1",
                clock,
                events,
                interruptLines.input(14),
                disks.get(DriveSlot.DISK0),
                disks.get(DriveSlot.DISK1));
        ata1.register(ports, 0x1F0, 0x3F6);
        parts.put("ata1", ata1);
        ata2 = new AtaChannel("ata2", clock, events, interruptLines.input(15), disks.get(DriveSlot.FLOPPY), none);
        ata2.register(ports, 0x170, 0x376);
        parts.put("ata2", ata2);
        new BiosTraps(port -> BuiltInBios.trap(this, port)).register(ports);
    }

    public MachineConfig config() {
        return config;
    }

    public Vcpu cpu() {
        return cpu;
    }

    public PhysicalMemory memory() {
        return memory;
    }

    public PortSpace ports() {
        return ports;
    }

    public EventQueue events() {
        return events;
    }

    public VirtualClock clock() {
        return clock;
    }

    public PicPair pic() {
        return pic;
    }

    public Pit8254 pit() {
        return pit;
    }

    public Keyboard8042 keyboard() {
        return keyboard;
    }

    public CmosRtc rtc() {
        return rtc;
    }

    public VgaText vga() {
        return vga;
    }

    public FwCfg fwCfg() {
        return fwCfg;
    }

    /** Returns the UARTs, COM1 first. */
    public List<Uart16550> uarts() {
        return Collections.unmodifiableList(uarts);
    }

    /** Returns the channels with the drives, the first one with the hard disks. */
    public List<AtaChannel> ata() {
        return List.of(ata1, ata2);
    }

    /** Returns the disk in a drive. */
    public DiskMedium disk(DriveSlot slot) {
        return disks.get(slot);
    }

    /**
     * Puts a disk into a drive, or takes it out with {@link SectorSource#NONE}, before the guest starts; and notes in CMOS what
     * firmware shall boot from, as QEMU does: the floppy disk first.
     */
    public void insert(DriveSlot slot, SectorSource disk) {
        disks.get(slot).insert(disk);
        rtc.bootOrder(disks.get(DriveSlot.FLOPPY).isPresent() ? BOOT_FLOPPY | BOOT_DISK << 4 : BOOT_DISK);
    }

    /** Returns what is in the drives, as it was when it was put in there. */
    public Map<DriveSlot, SectorSource> inserted() {
        Map<DriveSlot, SectorSource> sources = new EnumMap<>(DriveSlot.class);
        disks.forEach((slot, disk) -> {
            if (disk.isPresent()) {
                sources.put(slot, disk.source());
            }
        });
        return sources;
    }

    /** Returns what other threads may talk to. */
    public Inbox inbox() {
        return inbox;
    }

    /** Returns the saveable parts of the board by name, in a fixed order; CPU and memory are not among them. */
    public Map<String, Stateful> parts() {
        return Collections.unmodifiableMap(parts);
    }

    /** Returns where the CPU stops before it executes. */
    public CodeBreakpoints breakpoints() {
        return breakpoints;
    }

    /** Returns the state as a whole: hash, snapshots, excursions. */
    public MachineState state() {
        return state;
    }

    public ExecutionEngine engine() {
        return engine;
    }

    /** Returns the machine's interpreter, the engine it begins with. */
    public Interpreter interpreter() {
        return interpreter;
    }

    /** Returns the machine's dynamic translator, made when first asked for. */
    public DynamicTranslator translator() {
        if (translator == null) {
            translator = new DynamicTranslator(codeMemory, breakpoints, staticTranslations);
            translator.stopwatch(HostClock::nanos);
        }
        return translator;
    }

    /** Returns what was translated ahead of time for this machine. Whoever changes that resets the translator. */
    public StaticTranslations staticTranslations() {
        return staticTranslations;
    }

    /** Replaces the engine; possible at any stop. */
    public void use(ExecutionEngine newEngine) {
        engine = newEngine;
    }

    public Pace pace() {
        return pace;
    }

    /** Sets how idle time passes. */
    public void pace(Pace newPace) {
        pace = newPace;
    }

    /** Sends what the guest writes to serial port {@code port} (0 = COM1) to {@code output}. */
    public void connectSerial(int port, SerialOutput output) {
        serialOutputs[port] = output;
    }

    /** Sends what the guest writes to the debug ports E9h and 402h to {@code output}. */
    public void connectDebug(SerialOutput output) {
        debugOutput = output;
    }

    /**
     * Runs until {@code icount} instructions are retired, or until anything else stops the machine.
     *
     * @throws IllegalStateException if called while it runs, from a hook or a device
     */
    public Stop run(long icount) {
        return loop.run(icount, Long.MAX_VALUE);
    }

    /** Runs like {@link #run(long)}, but not beyond guest time {@code time}. */
    public Stop run(long icount, long time) {
        return loop.run(icount, time);
    }

    /**
     * Runs like {@link #run(long)}, and stops behind the first instruction after which {@code condition} holds, with {@link
     * #CONDITION_HOLDS}. The condition is asked after every instruction, and must not touch the guest.
     */
    public Stop run(long icount, BooleanSupplier condition) {
        return loop.run(icount, condition);
    }

    /** Lets the devices do what is due at the present moment, as the next run would at its beginning. */
    public void settle() {
        loop.settle();
    }

    /** Whether {@link #run} is active. */
    public boolean running() {
        return loop.running();
    }

    /** Stops the run at the next instruction boundary; for hooks on the machine thread. */
    public void requestStop(String detail) {
        loop.stop(Stop.Kind.REQUESTED, 0, detail);
    }

    /**
     * Lets a stimulus act now and tells the listeners.
     *
     * @throws IllegalArgumentException if there is no such thing to act on; nothing has happened then
     */
    public void stimulate(Stimulus stimulus) {
        Stimuli.check(config, stimulus);
        if (!state.inExcursion()) {
            Stamp stamp = stamp();
            listeners.forEach(listener -> listener.accepted(stamp, stimulus));
        }
        Stimuli.apply(this, stimulus);
    }

    /** Returns what checks and explains what a user injects. */
    public Injector injector() {
        return new Injector(this);
    }

    /**
     * Lets a stimulus act when {@code icount} instructions are retired.
     *
     * @throws IllegalArgumentException if there is no such thing to act on
     */
    public void stimulateAt(long icount, Stimulus stimulus) {
        Stimuli.check(config, stimulus);
        schedule.add(icount, stimulus);
    }

    /** Returns the present moment. */
    public Stamp stamp() {
        return new Stamp(cpu.time(), loop.eventsHaveRun(), cpu.eip);
    }

    /** Tells {@code listener} of every stimulus from now on. */
    public void onStimulus(StimulusListener listener) {
        listeners.add(listener);
    }

    /** Stops telling {@code listener}. */
    public void removeListener(StimulusListener listener) {
        listeners.remove(listener);
    }

    /** Feeds recorded stimuli at their stamps from now on; null ends a replay. */
    public void replay(StimulusSource source) {
        loop.replay(source);
    }

    /** Whether recorded stimuli are being fed. */
    public boolean replaying() {
        return loop.replaying();
    }

    /**
     * Puts a guest into the machine and makes it the one that a reset starts again.
     *
     * @throws ImageException if the machine is too small for it
     */
    public void boot(GuestImage guest) {
        image = guest;
        guest.install(this);
        if (keeper != null) {
            keeper.machineReset();
        }
        Reset.reset(cpu);
        guest.start(this);
    }

    /**
     * Adds a part to the machine: its state is in snapshots and forks from now on. One that saves nothing counts as not there, in
     * hashes too, and is loaded from nothing where a snapshot does not have it.
     */
    public void attach(String name, Stateful part) {
        state.attach(name, part);
    }

    /**
     * Puts a monitor under the guest.
     *
     * @param newKeeper answers at the doors; null ends it
     * @param interrupts what the CPU's INTR pin is connected to instead of the board; null connects the board
     */
    public void monitor(DoorKeeper newKeeper, InterruptController interrupts) {
        keeper = newKeeper;
        this.interrupts.monitor(interrupts);
    }

    /**
     * Returns the CPU whose tables and page tables the guest believes to be in force: the machine's own, or while a monitor is
     * under the guest a virtual one, whose general registers may be those of another moment.
     */
    public Vcpu guestCpu() {
        return keeper == null ? cpu : keeper.guest();
    }

    /** Returns the CPU that the guest's next instruction is on: a virtual one as long as a monitor has the machine. */
    public Vcpu presentCpu() {
        return keeper != null && (keeper.inside() || keeper.translating()) ? keeper.guest() : cpu;
    }

    /** Returns how far the guest is in what the machine executes for one of its instructions under a monitor that translates. */
    public DoorKeeper.Progress progress() {
        return keeper == null ? DoorKeeper.Progress.WHOLE : keeper.progress();
    }

    /** Lets {@code observer} hear of what the guest's CPU does, under a monitor the virtual one; null ends that. */
    public void observe(CpuObserver observer) {
        guestCpu().observer = observer;
    }

    /** Returns who answers at doors, or null. */
    DoorKeeper keeper() {
        return keeper;
    }

    /** Returns how late interrupts have been taken. */
    public InterruptLateness lateness() {
        return lateness;
    }

    /** Returns the board's interrupt pin, whether or not a monitor stands before the CPU. */
    public InterruptController boardInterrupts() {
        return interrupts.behindMonitor();
    }

    /** Returns the guest that was booted, or null. */
    public GuestImage image() {
        return image;
    }

    /** Resets the CPU and all devices except memory, the clock and disks and starts the guest again; time goes on. */
    void reset() {
        parts.forEach((name, part) -> {
            if (part != rtc && !(part instanceof DiskMedium)) {
                part.load(new StateReader(powerOn.get(name), name));
            }
        });
        if (keeper != null) {
            keeper.machineReset();
        }
        Reset.reset(cpu);
        if (image != null) {
            image.start(this);
        }
    }

    RunLoop loop() {
        return loop;
    }

    List<StimulusListener> listeners() {
        return listeners;
    }

    StimulusSchedule schedule() {
        return schedule;
    }

    InterruptLines interruptLines() {
        return interruptLines;
    }

    InterruptInput interrupts() {
        return interrupts;
    }

    Stop stopHere(Stop.Kind kind, int code, String detail) {
        Vcpu present = presentCpu();
        return new Stop(kind, cpu.icount, cpu.time(), present.selector[SegmentRegister.CS], present.eip, code, detail);
    }

    private static byte[] stateOf(Stateful part) {
        StateWriter out = new StateWriter();
        part.save(out);
        return out.toBytes();
    }
}
