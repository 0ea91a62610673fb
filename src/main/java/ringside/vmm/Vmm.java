package ringside.vmm;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import ringside.base.StateReader;
import ringside.base.StateWriter;
import ringside.base.Stateful;
import ringside.bus.InterruptController;
import ringside.cpu.Eflags;
import ringside.cpu.GuestFault;
import ringside.cpu.Vcpu;
import ringside.isa.SegmentRegister;
import ringside.machine.DoorKeeper;
import ringside.machine.Machine;
import ringside.machine.Stop;

/**
 * The monitor of one machine. It puts itself under the guest at any instruction boundary, and takes itself away again; while it
 * is there, the machine's CPU runs the guest's kernel at CPL 1 and leaves it by its own traps. Confined to the machine thread.
 */
public final class Vmm implements DoorKeeper, Stateful {
    /** The door behind which the monitor itself goes on: the guest cannot run on the machine as it is now. */
    private static final int PARKED = 256;

    private static final int CR4_PAE = 1 << 5;
    /** Name of the monitor among the parts of the machine. */
    static final String PART = "vmm";

    private final Machine machine;
    private final Vcpu cpu;
    private ExitLog log = new ExitLog();
    private final FaultCounts faults = new FaultCounts();
    private Technique technique = Technique.OFF;
    private final Set<SeededBug> bugs = EnumSet.noneOf(SeededBug.class);
    private GuestState guest;
    private MonitorMemory memory;
    private Traces traces;
    private ShadowDescriptorTables descriptors;
    private ShadowPageTables pages;
    private WorldSwitch world;
    private Patches patches;
    private TrapHandler handler;

    /** Whether the board's interrupt has been noticed while the guest does not want any. */
    private boolean held;

    private long exits;
    private long emulated;
    private long startedAt;

    /** Makes the monitor of a machine; it is not in use yet. */
    public Vmm(Machine machine) {
        this.machine = machine;
        cpu = machine.cpu();
        machine.attach(PART, this);
    }

    /** Builds what a monitor consists of, when it is first wanted. */
    private void assemble() {
        if (guest != null) {
            return;
        }
        guest = new GuestState(machine);
        memory = new MonitorMemory(machine.memory());
        traces = new Traces(guest.memory, this::written);
        descriptors = new ShadowDescriptorTables(guest, memory, traces, bugs);
        pages = new ShadowPageTables(guest, cpu, memory, traces, bugs);
        traces.protector(pages::protect);
        world = new WorldSwitch(guest, cpu, memory, descriptors, bugs);
        patches = new Patches(guest, traces);
        handler = new TrapHandler(guest, cpu, traces, pages, faults, patches, bugs);
    }

    private void written(int physical, int size) {
        if (machine.state().isReplacing()) {
            return;
        }
        descriptors.written(physical, size);
        pages.written(physical, size);
        if (!bugs.contains(SeededBug.STALE_PATCHES)) {
            patches.written(physical, size);
        }
    }

    public Technique technique() {
        return technique;
    }

    public boolean isOn() {
        return technique != Technique.OFF;
    }

    public ExitLog log() {
        return log;
    }

    /** Lets another log take what happens from now on; returns the one before. */
    ExitLog exchangeLog(ExitLog other) {
        ExitLog before = log;
        log = other;
        return before;
    }

    /** Returns the counts of page faults by kind. */
    public FaultCounts faults() {
        return faults;
    }

    /** Returns the number of instructions that the monitor executed for the guest. */
    public long emulated() {
        return emulated;
    }

    /** Returns the number of instructions retired since the monitor was put under the guest. */
    public long retired() {
        return isOn() ? cpu.icount - startedAt : 0;
    }

    /** Returns the shadow structures beside the guest's. */
    public ShadowViews shadows() {
        requireOn();
        return new ShadowViews(guest, memory, descriptors, pages, traces);
    }

    /**
     * Returns the CPU that the guest believes to have, up to date.
     *
     * @throws IllegalStateException if there is no monitor under the guest
     */
    public Vcpu guestCpu() {
        requireOn();
        world.capturePresent();
        return guest.cpu;
    }

    private void requireOn() {
        if (!isOn()) {
            throw new IllegalStateException("there is no monitor under the guest; 'vmm te' puts one there");
        }
    }

    /** Switches the tracing of the guest's tables; without it the shadows keep what they had. */
    public void tracing(boolean on) {
        assemble();
        traces.set(on);
        if (isOn()) {
            pages.dropAll();
            pages.install();
        }
    }

    /** Switches whether shadows are kept when the guest loads CR3. */
    public void caching(boolean on) {
        assemble();
        pages.caching(on);
    }

    /** Makes a mistake, or no longer; shadows are built anew. */
    public void seed(SeededBug bug, boolean on) {
        if (on) {
            bugs.add(bug);
        } else {
            bugs.remove(bug);
        }
        if (isOn()) {
            Technique present = technique;
            use(Technique.OFF);
            use(present);
        }
    }

    /** Returns the mistakes that are made. */
    public Set<SeededBug> seeded() {
        return Collections.unmodifiableSet(bugs);
    }

    /** Takes away one entry of the shadow page tables; the next access is a hidden fault. Returns whether there was one. */
    public boolean clearShadow(int linear) {
        requireOn();
        return pages.drop(linear);
    }

    /** Puts the monitor under the guest or takes it away, at any instruction boundary. */
    public void use(Technique wanted) {
        if (wanted == technique) {
            return;
        }
        assemble();
        if (isOn()) {
            world.capturePresent();
        }
        if (wanted == Technique.OFF) {
            unwrap();
        } else if (!isOn()) {
            wrap(wanted);
        } else {
            technique = wanted;
            world.enterMonitor(PARKED);
            applyTechnique();
            goOnOrPark();
        }
    }

    /** Begins or ends to replace critical instructions. */
    private void applyTechnique() {
        boolean patching = technique == Technique.PATCH;
        descriptors.breakpoints(patching);
        if (!patching) {
            patches.undo();
        }
        descriptors.refresh();
    }

    /** Returns what has been replaced in the guest's code. */
    public Patches patches() {
        requireOn();
        return patches;
    }

    private void wrap(Technique wanted) {
        if ((cpu.cr4 & CR4_PAE) != 0) {
            throw new IllegalArgumentException("the guest pages with PAE, which this monitor does not shadow");
        }
        guest.takeOver(cpu);
        technique = wanted;
        startedAt = cpu.icount;
        exits = 0;
        emulated = 0;
        faults.clear();
        pages.clearCounts();
        held = false;
        machine.memory().showReserve(true);
        descriptors.build();
        pages.build();
        pages.install();
        world.boot();
        machine.monitor(this, pin());
        world.enterMonitor(PARKED);
        applyTechnique();
        goOnOrPark();
    }

    private void unwrap() {
        machineReset();
        guest.giveBack(cpu);
    }

    /** What the machine's INTR pin is connected to: the board, but not again for what has been noticed. */
    private InterruptController pin() {
        return new InterruptController() {
            @Override
            public boolean asserted() {
                return !held && guest.interruptPending();
            }

            @Override
            public int acknowledge() {
                return ShadowDescriptorTables.INTERRUPT;
            }
        };
    }

    @Override
    public int waiting() {
        boolean inside = !cpu.virtual8086() && cpu.selector[SegmentRegister.CS] == ShadowDescriptorTables.CODE;
        int door = cpu.eip - MonitorMemory.DOORS >>> 3;
        return inside && door != PARKED ? door : -1;
    }

    @Override
    public Vcpu guest() {
        return guest.cpu;
    }

    @Override
    public void machineReset() {
        patches.undo();
        pages.dropAll();
        descriptors.release();
        traces.clear();
        memory.wipe();
        machine.monitor(null, null);
        machine.memory().showReserve(false);
        technique = Technique.OFF;
    }

    @Override
    public Stop enter(int door) {
        handler.begin();
        long writes = memory.writes;
        int cs = 0;
        int eip = 0;
        if (door == PARKED) {
            world.shareClock();
            cs = guest.cpu.selector[SegmentRegister.CS];
            eip = guest.cpu.eip;
        } else {
            WorldSwitch.Trap trap = world.capture(door);
            cs = guest.cpu.selector[SegmentRegister.CS];
            eip = guest.cpu.eip;
            if (door == ShadowDescriptorTables.INTERRUPT) {
                handler.interrupt(guest.eventDue());
            } else if (trap.fromGuest()) {
                handler.handle(door, trap.code());
            } else {
                return machineStop(Stop.Kind.REQUESTED, "the monitor itself faulted: vector " + door);
            }
        }
        Stop stop = settle();
        emulated += handler.emulated;
        if (door != PARKED) {
            exits++;
            long written = memory.writes - writes;
            log.add(new VmExit(
                    exits,
                    cpu.icount,
                    handler.reason,
                    handler.qualification,
                    cs,
                    eip,
                    handler.handler,
                    handler.emulated,
                    written,
                    Prices.DEFAULT.cycles(handler.emulated, handler.reflected, written)));
        }
        return stop;
    }

    /** Delivers what is due, brings the shadows up to date and lets the guest go on; returns a stop if it cannot. */
    private Stop settle() {
        if (bugs.contains(SeededBug.INTERRUPT_IN_STI_SHADOW)) {
            guest.cpu.shadowUntil = -1;
        }
        boolean forgotten = held && bugs.contains(SeededBug.INTERRUPT_LOST);
        if (guest.eventDue() && !forgotten) {
            handler.reflected++;
            guest.deliverEvent();
        }
        held = forgotten || guest.interruptPending() && (guest.cpu.systemFlags & Eflags.IF) == 0;
        if (guest.cpu.stopRequest != null) {
            cpu.stopRequest = guest.cpu.stopRequest;
            guest.cpu.stopRequest = null;
        }
        if ((guest.cpu.cr4 & CR4_PAE) != 0) {
            cpu.stopRequest = "the guest switches PAE on, which this monitor does not shadow";
        }
        pages.install();
        descriptors.refresh();
        return goOnOrPark();
    }

    private Stop goOnOrPark() {
        while (!world.canRun() && !guest.cpu.shutdown && !guest.cpu.halted && cpu.stopRequest == null) {
            if (cpu.icount >= cpu.horizon || cpu.deviceAccess) {
                break;
            }
            if (guest.eventDue()) {
                guest.deliverEvent();
            } else {
                handler.carryOut(handler.next());
            }
            pages.install();
            descriptors.refresh();
        }
        if (guest.cpu.shutdown) {
            cpu.shutdown = true;
            return null;
        }
        if (world.canRun()) {
            if (technique == Technique.PATCH) {
                patches.discover();
            }
            try {
                world.resume();
            } catch (GuestFault refused) {
                return machineStop(
                        Stop.Kind.REQUESTED,
                        "the monitor cannot resume the guest: vector " + refused.vector + " in its own IRET");
            }
        } else {
            world.enterMonitor(PARKED);
            cpu.halted = guest.cpu.halted;
            if (guest.cpu.halted) {
                cpu.systemFlags |= guest.cpu.systemFlags & Eflags.IF;
            }
        }
        return null;
    }

    private Stop machineStop(Stop.Kind kind, String detail) {
        return new Stop(kind, cpu.icount, cpu.time(), guest.cpu.selector[SegmentRegister.CS], guest.cpu.eip, 0, detail);
    }

    @Override
    public void save(StateWriter out) {
        if (!isOn()) {
            return;
        }
        out.int8(technique.ordinal());
        world.capturePresent();
        out.part(guest);
        out.part(memory);
        out.part(world);
        out.part(descriptors);
        out.part(pages);
        out.part(patches);
        out.part(faults);
        out.bool(traces.isOn());
        out.bool(held);
        out.int64(exits);
        out.int64(emulated);
        out.int64(startedAt);
    }

    @Override
    public void load(StateReader in) {
        Technique loaded = in.remaining() == 0 ? Technique.OFF : Technique.values()[in.int8()];
        if (isOn()) {
            traces.clear();
        }
        machine.memory().showReserve(loaded != Technique.OFF);
        technique = loaded;
        machine.monitor(isOn() ? this : null, isOn() ? pin() : null);
        if (!isOn()) {
            return;
        }
        assemble();
        in.part(guest);
        in.part(memory);
        in.part(world);
        in.part(descriptors);
        in.part(pages);
        in.part(patches);
        in.part(faults);
        traces.set(in.bool());
        held = in.bool();
        exits = in.int64();
        emulated = in.int64();
        startedAt = in.int64();
    }
}
