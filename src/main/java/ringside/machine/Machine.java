package ringside.machine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import ringside.base.Stateful;
import ringside.bus.InterruptController;
import ringside.bus.PhysicalMemory;
import ringside.bus.PortSpace;
import ringside.cpu.CpuObserver;
import ringside.cpu.Reset;
import ringside.cpu.Vcpu;
import ringside.dev.AtaChannel;
import ringside.dev.CmosRtc;
import ringside.dev.DiskMedium;
import ringside.dev.FwCfg;
import ringside.dev.Keyboard8042;
import ringside.dev.PicPair;
import ringside.dev.Pit8254;
import ringside.dev.SectorSource;
import ringside.dev.SerialOutput;
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
    private final Board board;
    private final Inbox inbox = new Inbox();
    private final StimulusSchedule schedule;
    private final RunLoop loop = new RunLoop(this);
    private final List<StimulusListener> listeners = new ArrayList<>();
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
        lateness = new InterruptLateness(pic, interrupts, cpu::time, () -> state().inExcursion());
        board = new Board(this);
        state = new MachineState(this);
        interpreter = new Interpreter(memory, breakpoints);
        engine = interpreter;
        Reset.reset(cpu);
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
        return board.pit;
    }

    public Keyboard8042 keyboard() {
        return board.keyboard;
    }

    public CmosRtc rtc() {
        return board.rtc;
    }

    public VgaText vga() {
        return board.vga;
    }

    public FwCfg fwCfg() {
        return board.fwCfg;
    }

    /** Returns the UARTs, COM1 first. */
    public List<Uart16550> uarts() {
        return Collections.unmodifiableList(board.uarts);
    }

    /** Returns the channels with the drives, the first one with the hard disks. */
    public List<AtaChannel> ata() {
        return Collections.unmodifiableList(board.ata);
    }

    /** Returns the disk in a drive. */
    public DiskMedium disk(DriveSlot slot) {
        return board.disks.get(slot);
    }

    /**
     * Puts a disk into a drive, or takes it out with {@link SectorSource#NONE}, before the guest starts; and notes in CMOS what
     * firmware shall boot from, as QEMU does: the floppy disk first.
     */
    public void insert(DriveSlot slot, SectorSource disk) {
        board.insert(slot, disk);
    }

    /** Returns what is in the drives, as it was when it was put in there. */
    public Map<DriveSlot, SectorSource> inserted() {
        return board.inserted();
    }

    /** Returns what other threads may talk to. */
    public Inbox inbox() {
        return inbox;
    }

    /** Returns the saveable parts of the board by name, in a fixed order; CPU and memory are not among them. */
    public Map<String, Stateful> parts() {
        return Collections.unmodifiableMap(board.parts);
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
        board.connectSerial(port, output);
    }

    /** Sends what the guest writes to the debug ports E9h and 402h to {@code output}. */
    public void connectDebug(SerialOutput output) {
        board.connectDebug(output);
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
        board.reset();
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
}
