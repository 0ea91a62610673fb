package ringside.vmm;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import ringside.base.StateReader;
import ringside.base.StateWriter;
import ringside.base.Stateful;
import ringside.bus.InterruptController;
import ringside.cpu.Boundary;
import ringside.cpu.Eflags;
import ringside.cpu.GuestFault;
import ringside.cpu.InterruptDelivery;
import ringside.cpu.Vcpu;
import ringside.isa.SegmentRegister;
import ringside.machine.DoorKeeper;
import ringside.machine.Machine;
import ringside.machine.Stop;
import ringside.time.HostClock;
import ringside.vmm.bt.Point;
import ringside.vmm.bt.TranslationCache;

/**
 * The monitor of one machine. It puts itself under the guest at any instruction boundary, and takes itself away again; while it
 * is there, the machine's CPU runs the guest's kernel at CPL 1 and leaves it by its own traps. Confined to the machine thread.
 */
public final class Vmm implements DoorKeeper, Stateful {
    /** The door behind which the monitor itself goes on: the guest cannot run on the machine as it is now. */
    static final int PARKED = 256;

    private static final int NMI = 2;

    /** Deliveries in a row, without an instruction between them, that are taken for a run without end. */
    private static final int MOST_IN_VAIN = 1 << 14;

    /** Bit of an error code: the gate of an INT was closed. */
    private static final int FROM_IDT = 2;

    private static final int CR4_PAE = 1 << 5;
    /** Name of the monitor among the parts of the machine. */
    static final String PART = "vmm";

    /** The machine whose CPU the guest runs on, and the one with the guest's board: the same, but for a virtual machine. */
    private final Machine machine;

    private final Machine owner;
    private final int region;
    private final Vcpu cpu;
    private ExitLog log = new ExitLog();
    private Prices prices = Prices.DEFAULT;
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
    private BinaryTranslation translation;
    private TrapHandler handler;

    private boolean canRun;

    /** EIP of the guest's instruction that no interrupt may precede, or -1. */
    private long shadowed = -1;

    /** Whether the board's interrupt has been noticed while the guest does not want any. */
    private boolean held;

    /** Whether the monitor's timer, by which a virtual machine's turn ends, asserts the machine's interrupt. */
    private boolean timerDue;

    /** Whether the monitor is at work, so that the virtual CPU is ahead of the machine's. */
    private boolean entered;

    private long exits;
    private long emulated;
    private long startedAt;
    private long escapes;

    /** Makes the monitor of a machine; it is not in use yet. */
    public Vmm(Machine machine) {
        this.machine = machine;
        owner = machine;
        region = -1;
        cpu = machine.cpu();
        machine.attach(PART, this);
    }

    /**
     * Makes the monitor of a virtual machine.
     *
     * @param vm has the guest's CPU, memory and board
     * @param region the frame of {@code hardware}'s memory from which on its own tables are
     */
    Vmm(Machine hardware, Machine vm, int region) {
        machine = hardware;
        owner = vm;
        this.region = region;
        cpu = hardware.cpu();
        vm.attach(PART, this);
        vm.memory().onLayoutChange(() -> {
            if (isOn()) {
                pages.dropAll();
            }
        });
    }

    /** Builds what a monitor consists of, when it is first wanted. */
    private void assemble() {
        if (guest != null) {
            return;
        }
        guest = isVirtual() ? GuestState.of(owner) : new GuestState(machine);
        memory = new MonitorMemory(machine.memory(), region);
        traces = new Traces(guest.memory, this::written);
        descriptors = new ShadowDescriptorTables(guest, memory, traces, bugs);
        pages = new ShadowPageTables(guest, cpu, memory, traces, bugs);
        traces.protector(pages::protect);
        translation = new BinaryTranslation(guest, memory, traces, pages, machine.breakpoints());
        world = new WorldSwitch(guest, cpu, memory, descriptors, translation, bugs);
        patches = new Patches(guest, traces);
        handler = new TrapHandler(guest, cpu, traces, pages, faults, patches, bugs);
    }

    private void written(int physical, int size) {
        if (owner.state().isReplacing()) {
            return;
        }
        descriptors.written(physical, size);
        pages.written(physical, size);
        if (!bugs.contains(SeededBug.STALE_PATCHES)) {
            patches.written(physical, size);
        }
        translation.written(physical, size);
    }

    public Technique technique() {
        return technique;
    }

    public boolean isOn() {
        return technique != Technique.OFF;
    }

    /** Returns the prices of the cost model. */
    public Prices prices() {
        return prices;
    }

    /** Changes the prices of the cost model, for exits from now on. */
    public void prices(Prices newPrices) {
        prices = newPrices;
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

    /** Returns how many exits found tables or control registers of the machine that are not the monitor's. */
    public long escapes() {
        return escapes;
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
        capturePresent();
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

    /** Returns the translation cache. */
    public TranslationCache translation() {
        assemble();
        return translation.cache();
    }

    /** Lets translated code retire as many instructions as the guest's from now on; returns the length of units before. */
    int translateExactly() {
        int before = translation().unit();
        translateUnits(1);
        return before;
    }

    /** Sets the most instructions of a translation unit. */
    void translateUnits(int most) {
        if (translation().unit() != most) {
            retranslate(cache -> cache.unit(most));
        }
    }

    /** Changes how the guest's kernel is translated; what is translated already is forgotten. */
    public void retranslate(Consumer<TranslationCache> change) {
        assemble();
        if (technique == Technique.BINARY_TRANSLATION && isVirtual()) {
            change.accept(translation.cache());
            translation.cache().flush();
        } else if (technique == Technique.BINARY_TRANSLATION) {
            world.capturePresent();
            world.enterMonitor(PARKED);
            change.accept(translation.cache());
            translation.cache().flush();
            goOnOrPark();
        } else {
            change.accept(translation.cache());
        }
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
            capturePresent();
        }
        if (wanted == Technique.OFF) {
            unwrap();
        } else if (!isOn()) {
            wrap(wanted);
        } else {
            technique = wanted;
            if (isVirtual()) {
                applyTechnique();
                return;
            }
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
        world.translating = technique == Technique.BINARY_TRANSLATION;
        if (world.translating) {
            translation.begin();
        } else {
            translation.end();
        }
        descriptors.refresh();
    }

    /** Returns what has been replaced in the guest's code. */
    public Patches patches() {
        requireOn();
        return patches;
    }

    private boolean isVirtual() {
        return owner != machine;
    }

    private void wrap(Technique wanted) {
        if ((owner.cpu().cr4 & CR4_PAE) != 0) {
            throw new IllegalArgumentException("the guest pages with PAE, which this monitor does not shadow");
        }
        if (!isVirtual()) {
            guest.takeOver(cpu);
        }
        technique = wanted;
        startedAt = owner.cpu().icount;
        exits = 0;
        emulated = 0;
        escapes = 0;
        faults.clear();
        pages.clearCounts();
        held = false;
        if (isVirtual()) {
            descriptors.build();
            pages.build();
            applyTechnique();
            return;
        }
        machine.memory().showReserve(true);
        descriptors.build();
        pages.build();
        pages.install();
        world.boot();
        watch(true);
        world.enterMonitor(PARKED);
        applyTechnique();
        goOnOrPark();
    }

    /** Makes the machine come here at its doors, or no longer. */
    private void watch(boolean on) {
        machine.monitor(on ? this : null, on ? pin() : null);
        Vcpu from = on || guest == null ? cpu : guest.cpu;
        if (guest != null && from.observer != null) {
            (on ? guest.cpu : cpu).observer = from.observer;
            from.observer = null;
        }
    }

    private void unwrap() {
        machineReset();
        if (!isVirtual()) {
            guest.giveBack(cpu);
        }
    }

    /** Brings the virtual CPU up to date; that of a virtual machine always is at a stop. */
    private void capturePresent() {
        if (!isVirtual()) {
            world.capturePresent();
        }
    }

    /** What the machine's INTR pin is connected to: the board, but not again for what has been noticed. */
    private InterruptController pin() {
        return new InterruptController() {
            @Override
            public boolean asserted() {
                return timerDue || !held && guest.interruptPending();
            }

            @Override
            public int acknowledge() {
                return ShadowDescriptorTables.INTERRUPT;
            }
        };
    }

    @Override
    public int waiting() {
        int door = cpu.eip - MonitorMemory.DOORS >>> 3;
        return inside() && door != PARKED ? door : -1;
    }

    @Override
    public boolean inside() {
        return !cpu.virtual8086() && cpu.selector[SegmentRegister.CS] == ShadowDescriptorTables.CODE;
    }

    @Override
    public boolean translating() {
        return world.translating && BinaryTranslation.isOwn(cpu.selector[SegmentRegister.CS]) && !cpu.virtual8086();
    }

    @Override
    public Vcpu guest() {
        if (!entered) {
            world.capturePresent();
        }
        return guest.cpu;
    }

    @Override
    public void change(Consumer<Vcpu> change) {
        world.capturePresent();
        change.accept(guest.cpu);
        world.park();
    }

    @Override
    public void machineReset() {
        patches.undo();
        translation.end();
        world.translating = false;
        pages.dropAll();
        descriptors.release();
        traces.clear();
        memory.wipe();
        technique = Technique.OFF;
        if (!isVirtual()) {
            watch(false);
            machine.memory().showReserve(false);
        }
    }

    @Override
    public Stop enter(int door) {
        entered = true;
        try {
            return answer(door);
        } finally {
            entered = false;
        }
    }

    private Stop answer(int door) {
        long start = HostClock.nanos();
        handler.begin();
        long writes = memory.writes;
        int cs = 0;
        int eip = 0;
        if (door == PARKED) {
            world.shareClock();
            cs = guest.cpu.selector[SegmentRegister.CS];
            eip = guest.cpu.eip;
        } else {
            escapes += world.holds(pages.root()) ? 0 : 1;
            WorldSwitch.Trap trap = world.capture(door);
            cs = guest.cpu.selector[SegmentRegister.CS];
            eip = guest.cpu.eip;
            if (door == ShadowDescriptorTables.INTERRUPT) {
                if (world.shadowed() || unfinished(eip)) {
                    handler.carryOut(handler.next());
                }
                handler.interrupt(guest.eventDue());
            } else if (world.point != null && !world.point.isCode()) {
                leftCache(world.point);
            } else if (world.point != null && (trap.code() & FROM_IDT) != 0 && door == 13) {
                return machineStop(
                        Stop.Kind.REQUESTED,
                        String.format(
                                "an INT at %08x in the translation cache is not the monitor's", world.point.address()));
            } else if (trap.fromGuest()) {
                handler.handle(door, trap.code());
                if (world.point != null && handler.reason.isOfMonitor()) {
                    translation.faulted(world.point, handler.qualification);
                }
            } else if (door == NMI) {
                // It came while the guest was parked; it is delivered with what else is due.
                guest.cpu.nmiPending = true;
                handler.pendingNmi();
            } else {
                return machineStop(Stop.Kind.REQUESTED, "the monitor itself faulted: vector " + door);
            }
        }
        Stop stop = settle();
        emulated += handler.emulated;
        if (door != PARKED) {
            exits++;
            long written = memory.writes - writes;
            Cost cost = new Cost(1, handler.emulated, handler.reflected, written);
            VmExit exit = new VmExit(
                    exits,
                    cpu.icount,
                    handler.reason,
                    handler.qualification,
                    cs,
                    eip,
                    handler.handler,
                    handler.emulated,
                    handler.reflected,
                    written,
                    cost.cycles(prices),
                    HostClock.nanos() - start);
            log.add(exit);
            tell(exit);
        }
        return stop;
    }

    /** Tells of an exit who waits for it; the guest may be on the machine again. */
    private void tell(VmExit exit) {
        if (guest.cpu.observer == null) {
            return;
        }
        String what = exit.qualification() + ": " + exit.handler();
        guest.tell("vmexit", exit.reason().name(), what, exit.eip());
        if (exit.reason() == ExitReason.TRACE_FAULT) {
            guest.tell("trace", "", what, exit.eip());
        }
        passStop();
    }

    /** Whether the instruction in an interrupt's shadow has been left in the middle of what stands for it. */
    private boolean unfinished(int eip) {
        return world.point != null && eip == shadowed && translation.cache().unit() > 1;
    }

    /** Answers what translated code cannot do itself. */
    private void leftCache(Point point) {
        if (point.isCallout()) {
            handler.callout();
        } else {
            handler.continuation();
        }
        translation.goesOnFrom(point);
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
        passStop();
        if ((guest.cpu.cr4 & CR4_PAE) != 0) {
            cpu.stopRequest = "the guest switches PAE on, which this monitor does not shadow";
        }
        pages.install();
        descriptors.refresh();
        return goOnOrPark();
    }

    /** Lets the machine stop where the virtual CPU was asked to. */
    private void passStop() {
        if (guest.cpu.stopRequest != null) {
            cpu.stopRequest = guest.cpu.stopRequest;
            guest.cpu.stopRequest = null;
        }
    }

    private Stop goOnOrPark() {
        long before = cpu.icount;
        int vain = 0;
        while (!ready() && !guest.cpu.shutdown && !guest.cpu.halted && cpu.stopRequest == null) {
            if (cpu.icount >= cpu.horizon || cpu.deviceAccess) {
                break;
            }
            if (atBreakpoint()) {
                if (isVirtual()) {
                    break;
                }
                world.park();
                return machineStop(Stop.Kind.BREAKPOINT, "breakpoint");
            }
            if (guest.eventDue()) {
                guest.deliverEvent();
            } else {
                handler.carryOut(handler.next());
            }
            passStop();
            vain = cpu.icount == before ? vain + 1 : 0;
            before = cpu.icount;
            if (vain == MOST_IN_VAIN) {
                cpu.stopRequest = "the guest is stuck: each handler faults at its first instruction, without end";
            }
            pages.install();
            descriptors.refresh();
        }
        if (guest.cpu.shutdown) {
            cpu.shutdown = true;
            return null;
        }
        if (canRun) {
            if (technique == Technique.PATCH) {
                patches.discover();
            }
            if (world.translating) {
                translation.share(held);
            }
            shadowed = guest.cpu.shadowUntil == guest.cpu.icount ? guest.cpu.eip : -1;
            try {
                world.resume();
            } catch (GuestFault refused) {
                return machineStop(
                        Stop.Kind.REQUESTED,
                        "the monitor cannot resume the guest: vector " + refused.vector + " in its own IRET");
            }
        } else {
            world.park();
        }
        return null;
    }

    /** Whether a debugger wants a stop before the guest's next instruction, which the virtual CPU is at. */
    boolean atBreakpoint() {
        Vcpu vcpu = guest.cpu;
        int place = vcpu.segmentBase[SegmentRegister.CS] + vcpu.eip;
        return owner.breakpoints().here(vcpu, guest.memory)
                && !owner.breakpoints().resumes(vcpu.icount, place);
    }

    /** Delivers what is due to a virtual machine before its next instruction, so that breakpoints see the handler. */
    void deliverDue() {
        while (guest.eventDue() && !guest.cpu.shutdown) {
            guest.deliverEvent();
        }
    }

    /** Gives the machine's CPU to this virtual machine: tables, page directory, clock. The guest does not run yet. */
    void arrive() {
        pages.install();
        pages.comeBack();
        world.boot();
        world.enterMonitor(PARKED);
    }

    /** Lets the virtual machine go on at its next instruction; the machine's CPU belongs to it. */
    Stop proceed() {
        machine.monitor(this, pin());
        world.lendClock();
        return enter(PARKED);
    }

    /** Whether the guest is not on the machine's CPU, but the monitor. */
    boolean isParked() {
        return inside();
    }

    /**
     * Lets the monitor's timer interrupt the guest: through the machine's own gate if the CPU takes interrupts now. Returns whether
     * it did; the guest's state is still where the CPU left it.
     */
    boolean interruptByTimer() {
        boolean shadow = cpu.shadowUntil == cpu.icount;
        if (isParked() || shadow || cpu.pendingDebug != 0 || (cpu.systemFlags & Eflags.IF) == 0) {
            return false;
        }
        timerDue = true;
        try {
            return Boundary.poll(cpu);
        } finally {
            timerDue = false;
        }
    }

    /** Saves the state of a virtual machine, from the frame of the timer's interrupt or as it stands, and leaves its guest. */
    void depart(boolean interrupted) {
        if (interrupted) {
            world.capture(ShadowDescriptorTables.INTERRUPT);
            if (world.shadowed() || unfinished(guest.cpu.eip)) {
                handler.carryOut(handler.next());
            }
            exits++;
            log.add(new VmExit(
                    exits,
                    cpu.icount,
                    ExitReason.EXTERNAL_INTERRUPT,
                    "the monitor's timer",
                    guest.cpu.selector[SegmentRegister.CS],
                    guest.cpu.eip,
                    "state saved",
                    0,
                    0,
                    0,
                    new Cost(1, 0, 0, 0).cycles(prices),
                    0));
        } else if (!isParked()) {
            world.capturePresent();
        }
        leave();
    }

    /** Whether the monitor's own tables are as it made them. */
    boolean tablesAreWhole() {
        return descriptors.isWhole() && pages.regionIsWhole();
    }

    /** Brings the virtual CPU up to date in the midst of an instruction of its guest, for who only looks. */
    void observe() {
        world.capturePresent();
    }

    /** Takes the guest off the CPU without a look at it: the virtual CPU is exact. */
    void leave() {
        world.enterMonitor(PARKED);
        machine.monitor(null, null);
    }

    /** Forgets all that is derived from the guest's state, because that has been replaced. */
    private void forget() {
        pages.dropAll();
        descriptors.release();
        traces.clear();
        if (world.translating) {
            translation.begin();
        }
    }

    /** Whether the machine can run the guest as it is now, from the cache if its kernel is translated. */
    private boolean ready() {
        canRun = world.canRun();
        if (canRun && world.runsTranslated()) {
            try {
                canRun = translation.ready();
            } catch (GuestFault fault) {
                handler.reflected++;
                InterruptDelivery.fault(guest.cpu);
                canRun = false;
            }
        }
        return canRun;
    }

    private Stop machineStop(Stop.Kind kind, String detail) {
        return new Stop(kind, cpu.icount, cpu.time(), guest.cpu.selector[SegmentRegister.CS], guest.cpu.eip, 0, detail);
    }

    @Override
    public void save(StateWriter out) {
        if (!isOn()) {
            return;
        }
        if (isVirtual()) {
            if (technique == Technique.PATCH) {
                out.part(patches);
            }
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
        out.part(translation);
        out.part(faults);
        out.bool(traces.isOn());
        out.bool(held);
        out.int64(exits);
        out.int64(emulated);
        out.int64(startedAt);
    }

    @Override
    public void load(StateReader in) {
        if (isVirtual()) {
            if (isOn()) {
                forget();
                patches.forget();
                if (in.remaining() > 0) {
                    in.part(patches);
                }
            }
            return;
        }
        Technique loaded = in.remaining() == 0 ? Technique.OFF : Technique.values()[in.int8()];
        if (isOn()) {
            traces.clear();
        }
        machine.memory().showReserve(loaded != Technique.OFF);
        technique = loaded;
        if (isOn()) {
            assemble();
        }
        watch(isOn());
        if (!isOn()) {
            return;
        }
        in.part(guest);
        in.part(memory);
        in.part(world);
        in.part(descriptors);
        in.part(pages);
        in.part(patches);
        in.part(translation);
        world.translating = technique == Technique.BINARY_TRANSLATION;
        translation.stops();
        in.part(faults);
        traces.set(in.bool());
        held = in.bool();
        exits = in.int64();
        emulated = in.int64();
        startedAt = in.int64();
    }
}
