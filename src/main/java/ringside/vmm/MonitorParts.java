package ringside.vmm;

import java.util.EnumSet;
import java.util.Set;
import ringside.cpu.Vcpu;
import ringside.machine.Machine;

/**
 * What a monitor consists of: the virtual CPU, the shadows derived from it, and what carries the guest between the two. Made when
 * it is first wanted, because its memory is a piece of the machine's.
 */
final class MonitorParts {
    /** The machine whose CPU the guest runs on, and the one with the guest's board: the same, but for a virtual machine. */
    final Machine machine;

    final Machine owner;

    /** The machine's CPU. */
    final Vcpu cpu;

    final FaultCounts faults = new FaultCounts();
    final Set<SeededBug> bugs = EnumSet.noneOf(SeededBug.class);

    /** How the guest is run; {@link Technique#OFF} while there is no monitor under it. */
    Technique technique = Technique.OFF;

    GuestState guest;
    MonitorMemory memory;
    Traces traces;
    ShadowDescriptorTables descriptors;
    ShadowPageTables pages;
    WorldSwitch world;
    Patches patches;
    BinaryTranslation translation;
    TrapHandler handler;
    Innocence innocence;

    private final int region;

    /**
     * Prepares a monitor that is not in use.
     *
     * @param region the frame of the machine's memory from which on the monitor's tables are, or -1 for the reserve's own place
     */
    MonitorParts(Machine machine, Machine owner, int region) {
        this.machine = machine;
        this.owner = owner;
        this.region = region;
        cpu = machine.cpu();
    }

    /** Builds the parts, unless they are there. */
    void assemble() {
        if (guest != null) {
            return;
        }
        guest = isVirtual() ? GuestState.of(owner) : new GuestState(machine);
        memory = new MonitorMemory(machine.memory(), region);
        traces = new Traces(guest.memory, this::written);
        descriptors = new ShadowDescriptorTables(guest, memory, traces, bugs);
        pages = new ShadowPageTables(guest, cpu, memory, traces, bugs);
        traces.protector(pages::protect);
        translation = new BinaryTranslation(guest, memory, traces, pages, owner.breakpoints());
        world = new WorldSwitch(guest, cpu, memory, descriptors, translation, bugs);
        innocence = new Innocence(guest, traces, world);
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
        if (!bugs.contains(SeededBug.STALE_TRANSLATION)) {
            translation.written(physical, size);
        }
    }

    boolean isOn() {
        return technique != Technique.OFF;
    }

    void requireOn() {
        if (!isOn()) {
            throw new IllegalStateException("there is no monitor under the guest; 'vmm te' puts one there");
        }
    }

    /** Whether the guest is a virtual machine, with memory and a board of its own. */
    boolean isVirtual() {
        return owner != machine;
    }

    /** Lets the guest's users run from a translation cache too, or directly, while its kernel is translated. */
    void translateUsers(boolean on) {
        translation.translateUsers(on);
        if (isOn()) {
            makeRoom();
        }
        if (world.translating) {
            translation.begin();
        }
    }

    /** Has room in the monitor's memory for the users' translation cache, mapped for them, while it is wanted. */
    private void makeRoom() {
        boolean wanted = world.translating && translation.translatesUsers();
        if (wanted != memory.hasUserCache()) {
            pages.dropAll();
            memory.shareUserCache(wanted);
            pages.build();
            if (!isVirtual()) {
                pages.install();
            }
        }
    }

    /** Begins or ends to replace critical instructions, as the technique wants it. */
    void applyTechnique() {
        boolean patching = technique == Technique.PATCH;
        descriptors.breakpoints(patching);
        if (!patching) {
            patches.undo();
        }
        world.translating = technique == Technique.BINARY_TRANSLATION;
        makeRoom();
        if (world.translating) {
            translation.begin();
        } else {
            translation.end();
        }
        descriptors.refresh();
    }

    /** Brings the virtual CPU up to date; that of a virtual machine always is at a stop. */
    void capturePresent() {
        if (!isVirtual()) {
            world.capturePresent();
        }
    }

    /** Brings the shadows up to date with the virtual CPU. */
    void refreshShadows() {
        pages.install();
        descriptors.refresh();
    }

    /** Takes back all that the monitor put into the guest and the machine. */
    void discard() {
        patches.undo();
        end();
    }

    /** Forgets all that the monitor put into a guest and a machine that have been replaced by ones without a monitor. */
    void abandon() {
        patches.forget();
        end();
    }

    private void end() {
        translation.end();
        world.translating = false;
        pages.dropAll();
        descriptors.release();
        traces.clear();
        memory.wipe();
        memory.shareUserCache(false);
        technique = Technique.OFF;
    }

    /** Forgets all that is derived from the guest's state, because that has been replaced. */
    void forget() {
        pages.dropAll();
        descriptors.release();
        traces.clear();
        if (world.translating) {
            translation.begin();
        }
    }
}
