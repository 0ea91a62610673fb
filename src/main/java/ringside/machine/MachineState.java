package ringside.machine;

import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import ringside.base.StateFormatException;
import ringside.base.StateReader;
import ringside.base.StateWriter;
import ringside.base.Stateful;
import ringside.base.Undoable;
import ringside.bus.PhysicalMemory;
import ringside.cpu.CpuState;

/**
 * A machine's state as a whole: hashed, saved, restored, forked. Only while the machine does not run. What is taken here is
 * invisible to the guest: memory is tracked by traces, which touch neither the TLB nor accessed bits.
 */
public final class MachineState {
    private static final int PAGE = Snapshot.PAGE;
    private static final byte[] ZEROS = new byte[PAGE];
    private static final byte[] NOTHING = {};

    private final Machine machine;
    private final PhysicalMemory memory;

    /** Everything but the contents of memory, in the order in which it is loaded. */
    private final Map<String, Stateful> parts = new LinkedHashMap<>();

    private final StateWriter writer = new StateWriter();
    private MemoryHash memoryHash;
    private MemoryHash reserveHash;

    /** What {@link #lastPages} does not know, once there is a snapshot. */
    private PageTracker tracker;

    /** Contents of the pages when they were last taken or restored. */
    private byte[][] lastPages;

    private Excursion excursion;
    private boolean replacing;

    /** Parts that a snapshot need not have. */
    private final Set<String> attached = new HashSet<>();

    MachineState(Machine machine) {
        this.machine = machine;
        memory = machine.memory();
        parts.put("memory", memory);
        parts.put("cpu", new CpuState(machine.cpu()));
        parts.put("tlb", machine.cpu().mmu.tlb);
        parts.putAll(machine.parts());
    }

    /** Adds a part that snapshots taken so far do not have. */
    void attach(String name, Stateful part) {
        checkStopped();
        parts.put(name, part);
        attached.add(name);
    }

    /** Returns the hash of the state. The first one reads all memory, later ones what was written since. */
    public StateHash hash() {
        Map<String, Long> hashes = new LinkedHashMap<>();
        parts.forEach((name, part) -> {
            writer.clear();
            part.save(writer);
            if (writer.size() > 0 || !attached.contains(name)) {
                hashes.put(name, writer.hash());
            }
        });
        if (memoryHash == null) {
            memoryHash = new MemoryHash(memory, memory.start(), memory.guestPages());
        }
        hashes.put("ram", memoryHash.value());
        if (memory.showsReserve()) {
            hashes.put("reserve", reserve().value());
        }
        return new StateHash(hashes);
    }

    private MemoryHash reserve() {
        if (reserveHash == null) {
            int first = memory.guestPages();
            reserveHash = new MemoryHash(memory, first * PAGE, memory.pages() - first);
        }
        return reserveHash;
    }

    /** Takes a snapshot. The first one copies all memory that is not zero, later ones what was written since. */
    public Snapshot snapshot() {
        checkStopped();
        track();
        for (int page = 0; page < lastPages.length; page++) {
            if (tracker.isDirty(page)) {
                lastPages[page] = copy(offset(page));
                tracker.clean(page);
            }
        }
        memory.traces().armFirstWrites();
        Snapshot snapshot = new Snapshot(
                machine.config(), machine.cpu().icount, machine.cpu().time(), saveAll(), lastPages.clone());
        machine.listeners().forEach(listener -> listener.taken(snapshot));
        return snapshot;
    }

    /**
     * Puts the machine into the state of a snapshot. Pages that have not changed are not touched.
     *
     * @throws StateFormatException if it is the state of a machine with another configuration, or if a part cannot be read;
     *     the machine is as it was then
     */
    public void restore(Snapshot snapshot) {
        checkStopped();
        if (excursion != null) {
            throw new IllegalStateException("a snapshot cannot be restored inside an excursion");
        }
        MachineConfig config = machine.config();
        byte[][] pages = snapshot.pages();
        if (!config.equals(snapshot.config()) || pages.length != memory.pages()) {
            throw new StateFormatException("the snapshot is of another machine: %s, and this one is %s"
                    .formatted(ConfigJson.write(snapshot.config()), ConfigJson.write(config)));
        }
        Map<String, byte[]> before = saveAll();
        replacing = true;
        try {
            load(snapshot.parts(), true);
        } catch (StateFormatException e) {
            load(before, true);
            replacing = false;
            throw e;
        }
        track();
        for (int page = 0; page < pages.length; page++) {
            if (tracker.isDirty(page) || lastPages[page] != pages[page]) {
                restorePage(page, pages[page]);
                lastPages[page] = pages[page];
                tracker.clean(page);
            }
        }
        replacing = false;
        memory.traces().armFirstWrites();
        machine.listeners().forEach(listener -> listener.restored(snapshot));
    }

    private void track() {
        if (tracker == null) {
            int count = memory.pages();
            tracker = new PageTracker(memory.start() / PAGE, count, memory.traces());
            lastPages = new byte[count][];
        }
    }

    /**
     * Starts an excursion: whatever happens from now on can be undone at a cost that depends on what was touched only.
     * Excursions nest; the guest's output and the journal do not notice them.
     */
    public Excursion excursion() {
        checkStopped();
        excursion = new Excursion(this, memory, excursion, saveSmall());
        undoables().forEach(Undoable::mark);
        return excursion;
    }

    /** Whether memory is being put back to what it was: nobody in the machine writes it. */
    public boolean isReplacing() {
        return replacing;
    }

    /** Whether there is an excursion that has not ended. */
    public boolean inExcursion() {
        return excursion != null;
    }

    void end(Excursion ended, boolean keep) {
        checkStopped();
        if (ended != excursion) {
            throw new IllegalStateException("the innermost excursion must end first");
        }
        excursion = ended.outer();
        replacing = !keep;
        ended.stop(!keep);
        replacing = false;
        if (keep) {
            undoables().forEach(Undoable::keep);
        } else {
            load(ended.parts(), false);
            undoables().forEach(Undoable::rollBack);
        }
    }

    /** Returns the parts that keep undo logs of their own, because they may be large: the TLB, disks. */
    private Stream<Undoable> undoables() {
        return parts.values().stream().filter(Undoable.class::isInstance).map(Undoable.class::cast);
    }

    private Map<String, byte[]> saveAll() {
        Map<String, byte[]> saved = saveSmall();
        parts.forEach((name, part) -> {
            if (part instanceof Undoable) {
                saved.put(name, save(part));
            }
        });
        return saved;
    }

    /** Saves the parts that keep no undo logs. */
    private Map<String, byte[]> saveSmall() {
        Map<String, byte[]> saved = new LinkedHashMap<>();
        parts.forEach((name, part) -> {
            if (!(part instanceof Undoable)) {
                saved.put(name, save(part));
            }
        });
        saved.put(RunLoop.PART, save(machine.loop()));
        return saved;
    }

    private void load(Map<String, byte[]> saved, boolean all) {
        machine.engine().history().clear();
        parts.forEach((name, part) -> {
            if (all || !(part instanceof Undoable)) {
                load(name, part, saved);
            }
        });
        load(RunLoop.PART, machine.loop(), saved);
    }

    private void load(String name, Stateful part, Map<String, byte[]> saved) {
        byte[] bytes = attached.contains(name) ? saved.getOrDefault(name, NOTHING) : saved.get(name);
        if (bytes == null) {
            throw new StateFormatException("the snapshot lacks the state of '" + name + "'");
        }
        StateReader in = new StateReader(bytes, name);
        try {
            part.load(in);
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new StateFormatException("the snapshot's state of '" + name + "' makes no sense");
        }
        in.end();
    }

    private byte[] save(Stateful part) {
        writer.clear();
        part.save(writer);
        return writer.toBytes();
    }

    private int offset(int page) {
        return memory.start() + page * PAGE;
    }

    private byte[] copy(int offset) {
        if (Arrays.equals(memory.bytes, offset, offset + PAGE, ZEROS, 0, PAGE)) {
            return null;
        }
        return Arrays.copyOfRange(memory.bytes, offset, offset + PAGE);
    }

    private void restorePage(int page, byte[] contents) {
        byte[] wanted = contents == null ? ZEROS : contents;
        int offset = offset(page);
        if (!Arrays.equals(memory.bytes, offset, offset + PAGE, wanted, 0, PAGE)) {
            memory.restorePage(offset, wanted);
        }
    }

    private void checkStopped() {
        if (machine.running()) {
            throw new IllegalStateException("the machine runs: its state is exact only at a stop");
        }
    }
}
