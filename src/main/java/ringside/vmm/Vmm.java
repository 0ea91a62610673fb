package ringside.vmm;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import ringside.cpu.Vcpu;
import ringside.machine.Machine;
import ringside.vmm.bt.TranslationCache;

/**
 * The monitor of one machine. It puts itself under the guest at any instruction boundary, and takes itself away again; while it
 * is there, the machine's CPU runs the guest's kernel at CPL 1 and leaves it by its own traps. Confined to the machine thread.
 */
public final class Vmm {
    /** The door behind which the monitor itself goes on: the guest cannot run on the machine as it is now. */
    static final int PARKED = 256;

    /** Name of the monitor among the parts of the machine. */
    static final String PART = "vmm";

    private static final int CR4_PAE = 1 << 5;

    private final MonitorParts parts;
    private final ExitRecorder recorder = new ExitRecorder();
    private final Resumption resumption;
    private final MonitorDoors doors;
    private final Turn turn;
    private final Set<SeededBug> hidden = EnumSet.noneOf(SeededBug.class);

    /** Makes the monitor of a machine; it is not in use yet. */
    public Vmm(Machine machine) {
        this(machine, machine, -1);
    }

    /**
     * Makes the monitor of a virtual machine.
     *
     * @param vm has the guest's CPU, memory and board
     * @param region the frame of {@code hardware}'s memory from which on its own tables are
     */
    Vmm(Machine hardware, Machine vm, int region) {
        parts = new MonitorParts(hardware, vm, region);
        resumption = new Resumption(parts);
        doors = new MonitorDoors(parts, resumption, new ExitDispatcher(parts, resumption, recorder));
        turn = new Turn(parts, doors, resumption, recorder);
        vm.attach(PART, new MonitorState(parts, doors, resumption, recorder));
        if (parts.isVirtual()) {
            vm.memory().onLayoutChange(() -> {
                if (isOn()) {
                    parts.pages.dropAll();
                }
            });
        }
    }

    /** Returns the turns of a virtual machine on the hardware. */
    Turn turn() {
        return turn;
    }

    /** Whether the guest has a virtual machine of its own. */
    boolean isVirtual() {
        return parts.isVirtual();
    }

    public Technique technique() {
        return parts.technique;
    }

    public boolean isOn() {
        return parts.isOn();
    }

    /** Returns the prices of the cost model. */
    public Prices prices() {
        return recorder.prices;
    }

    /** Changes the prices of the cost model, for exits from now on. */
    public void prices(Prices newPrices) {
        recorder.prices = newPrices;
    }

    public ExitLog log() {
        return recorder.log;
    }

    /** Lets another log take what happens from now on; returns the one before. */
    ExitLog exchangeLog(ExitLog other) {
        ExitLog before = recorder.log;
        recorder.log = other;
        return before;
    }

    /** Returns the counts of page faults by kind. */
    public FaultCounts faults() {
        return parts.faults;
    }

    /** Returns the number of instructions that the monitor executed for the guest. */
    public long emulated() {
        return recorder.emulated;
    }

    /** Returns how many exits found tables or control registers of the machine that are not the monitor's. */
    public long escapes() {
        return recorder.escapes;
    }

    /** Returns the number of instructions retired since the monitor was put under the guest. */
    public long retired() {
        return isOn() ? parts.cpu.icount - recorder.startedAt : 0;
    }

    /** Returns the shadow structures beside the guest's. */
    public ShadowViews shadows() {
        parts.requireOn();
        return new ShadowViews(parts.guest, parts.memory, parts.descriptors, parts.pages, parts.traces);
    }

    /**
     * Returns the CPU that the guest believes to have, up to date.
     *
     * @throws IllegalStateException if there is no monitor under the guest
     */
    public Vcpu guestCpu() {
        parts.requireOn();
        parts.capturePresent();
        return parts.guest.cpu;
    }

    /** Returns what has been replaced in the guest's code. */
    public Patches patches() {
        parts.requireOn();
        return parts.patches;
    }

    /** Returns the translation cache. */
    public TranslationCache translation() {
        parts.assemble();
        return parts.translation.cache();
    }

    /** Returns the cache of the code of CPL 3, or null if that runs directly. */
    public TranslationCache userTranslation() {
        parts.assemble();
        return parts.translation.userCache();
    }

    /** Whether code of CPL 3 is translated too when the kernel is. */
    public boolean translatesUsers() {
        return parts.translation != null && parts.translation.translatesUsers();
    }

    /** Lets the guest's users run from a cache too while its kernel is translated, or directly. */
    public void translateUsers(boolean on) {
        parts.assemble();
        if (translatesUsers() == on) {
            return;
        }
        fromMonitor(() -> parts.translateUsers(on));
    }

    /** Returns the mistakes that are made. */
    public Set<SeededBug> seeded() {
        return Collections.unmodifiableSet(parts.bugs);
    }

    /** Switches the tracing of the guest's tables; without it the shadows keep what they had. */
    public void tracing(boolean on) {
        parts.assemble();
        parts.traces.set(on);
        if (isOn()) {
            parts.pages.dropAll();
            parts.pages.install();
        }
    }

    /** Whether shadows are kept when the guest loads CR3. */
    boolean isCaching() {
        parts.assemble();
        return parts.pages.isCaching();
    }

    /** Switches whether shadows are kept when the guest loads CR3. */
    public void caching(boolean on) {
        parts.assemble();
        parts.pages.caching(on);
    }

    /** Takes away one entry of the shadow page tables; the next access is a hidden fault. Returns whether there was one. */
    public boolean clearShadow(int linear) {
        parts.requireOn();
        return parts.pages.drop(linear);
    }

    /** Lets translated code retire as many instructions as the guest's from now on. */
    void translateExactly() {
        translateUnits(1);
    }

    /**
     * Whether the guest retires the same instructions however its run is cut into turns: what stands for one of its instructions
     * in a unit of several is begun anew where it was cut.
     */
    boolean isExact() {
        return parts.technique != Technique.BINARY_TRANSLATION || translation().unit() == 1;
    }

    /** Sets the most instructions of a translation unit. */
    void translateUnits(int most) {
        if (translation().unit() != most) {
            retranslate(cache -> cache.unit(most));
        }
    }

    /** Changes how the guest's kernel is translated; what is translated already is forgotten. */
    public void retranslate(Consumer<TranslationCache> change) {
        parts.assemble();
        if (parts.technique == Technique.BINARY_TRANSLATION) {
            fromMonitor(() -> {
                change.accept(parts.translation.cache());
                parts.translation.flush();
            });
        } else {
            change.accept(parts.translation.cache());
        }
    }

    /** Changes how the guest is run while the monitor has the machine's CPU. */
    private void fromMonitor(Runnable change) {
        boolean onMachine = isOn() && !parts.isVirtual();
        if (onMachine) {
            parts.world.capturePresent();
            parts.world.enterMonitor(PARKED);
        }
        change.run();
        if (onMachine) {
            resumption.goOnOrPark();
        }
    }

    /** Returns those of the mistakes that somebody is to find, so that they are not named. */
    public Set<SeededBug> hidden() {
        return Collections.unmodifiableSet(hidden);
    }

    /** Makes a mistake that somebody is to find. */
    public void hide(SeededBug bug) {
        seed(bug, true);
        hidden.add(bug);
    }

    /** Makes a mistake, or no longer; shadows are built anew. */
    public void seed(SeededBug bug, boolean on) {
        hidden.remove(bug);
        if (on) {
            parts.bugs.add(bug);
        } else {
            parts.bugs.remove(bug);
        }
        if (isOn()) {
            Technique present = parts.technique;
            use(Technique.OFF);
            use(present);
        }
    }

    /** Puts the monitor under the guest or takes it away, at any instruction boundary. */
    public void use(Technique wanted) {
        if (wanted == parts.technique) {
            return;
        }
        parts.assemble();
        if (wanted == Technique.OFF) {
            parts.capturePresent();
            unwrap();
        } else if (!isOn()) {
            wrap(wanted);
        } else {
            fromMonitor(() -> {
                parts.technique = wanted;
                parts.applyTechnique();
            });
        }
    }

    private void wrap(Technique wanted) {
        if ((parts.owner.cpu().cr4 & CR4_PAE) != 0) {
            throw new IllegalArgumentException("the guest pages with PAE, which this monitor does not shadow");
        }
        if (!parts.isVirtual()) {
            parts.guest.takeOver(parts.cpu);
        }
        parts.technique = wanted;
        recorder.begin(parts.owner.cpu().icount);
        parts.faults.clear();
        parts.pages.clearCounts();
        resumption.held = false;
        if (parts.isVirtual()) {
            parts.descriptors.build();
            parts.pages.build();
            parts.applyTechnique();
            return;
        }
        parts.machine.memory().showReserve(true);
        parts.descriptors.build();
        parts.pages.build();
        parts.pages.install();
        parts.world.boot();
        doors.watch(true);
        parts.world.enterMonitor(PARKED);
        parts.applyTechnique();
        resumption.goOnOrPark();
    }

    private void unwrap() {
        doors.machineReset();
        if (!parts.isVirtual()) {
            parts.guest.giveBack(parts.cpu);
        }
    }
}
