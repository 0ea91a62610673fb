package ringside.debug.profile;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import ringside.cpu.DataWatch;
import ringside.cpu.Vcpu;
import ringside.debug.DataWatches;
import ringside.exec.BasicBlock;
import ringside.exec.CodeProbe;
import ringside.isa.SegmentRegister;
import ringside.machine.Machine;

/** What is counted of one machine, and where it is told. Confined to the machine thread. */
public final class Profiler implements CodeProbe, DataWatch {
    /** What can be counted. */
    public enum Kind {
        BRANCHES,
        TARGETS,
        BLOCKS,
        PAGES,
        VALUES,
        CACHE
    }

    /** Stands for the place of accesses by the delivery of interrupts and exceptions. */
    static final long DELIVERY = -1;

    private static final Set<Kind> OF_CODE = EnumSet.of(Kind.BRANCHES, Kind.TARGETS, Kind.BLOCKS, Kind.PAGES);
    private static final Set<Kind> OF_DATA = EnumSet.of(Kind.PAGES, Kind.VALUES, Kind.CACHE);

    private final Machine machine;
    private final DataWatches watches;
    private final Map<Kind, Counts> on = new EnumMap<>(Kind.class);
    private final BranchCounts branches = new BranchCounts();
    private final TargetCounts targets = new TargetCounts();
    private final BlockCounts blocks = new BlockCounts();
    private final PageCounts pages = new PageCounts();
    private final ValueCounts values = new ValueCounts();
    private CacheModel cache = new CacheModel(CacheShape.STANDARD);
    private Counts[] codeCounts = {};
    private Counts[] dataCounts = {};

    /** Makes a profiler that counts nothing yet. */
    public Profiler(Machine machine, DataWatches watches) {
        this.machine = machine;
        this.watches = watches;
    }

    /** Counts from now on, behind what has been counted. */
    public void start(Kind kind) {
        on.put(kind, counts(kind));
        arm();
    }

    /** Counts no more; what has been counted stays. */
    public void stop(Kind kind) {
        on.remove(kind);
        arm();
    }

    /** Forgets what has been counted. */
    public void reset(Kind kind) {
        counts(kind).reset();
    }

    /** Puts an empty cache of another shape in the place of the one that is modelled. */
    public void shape(CacheShape shape) {
        cache = new CacheModel(shape);
        if (on.containsKey(Kind.CACHE)) {
            start(Kind.CACHE);
        }
    }

    public boolean isOn(Kind kind) {
        return on.containsKey(kind);
    }

    public BranchCounts branches() {
        return branches;
    }

    public TargetCounts targets() {
        return targets;
    }

    public BlockCounts blocks() {
        return blocks;
    }

    public PageCounts pages() {
        return pages;
    }

    public ValueCounts values() {
        return values;
    }

    public CacheModel cache() {
        return cache;
    }

    private Counts counts(Kind kind) {
        return switch (kind) {
            case BRANCHES -> branches;
            case TARGETS -> targets;
            case BLOCKS -> blocks;
            case PAGES -> pages;
            case VALUES -> values;
            case CACHE -> cache;
        };
    }

    private void arm() {
        codeCounts = those(OF_CODE);
        dataCounts = those(OF_DATA);
        machine.breakpoints().observe(codeCounts.length == 0 ? null : this);
        watches.set(this, dataCounts.length != 0);
    }

    private Counts[] those(Set<Kind> kinds) {
        return kinds.stream().filter(on::containsKey).map(on::get).toArray(Counts[]::new);
    }

    @Override
    public void entered(BasicBlock block) {
        if (!machine.state().inExcursion()) {
            for (Counts counts : codeCounts) {
                counts.entered(block);
            }
        }
    }

    @Override
    public void ended(BasicBlock block, int eip) {
        if (!machine.state().inExcursion()) {
            for (Counts counts : codeCounts) {
                counts.ended(block, eip);
            }
        }
    }

    @Override
    public boolean readsWatched(int page) {
        return true;
    }

    @Override
    public boolean writesWatched(int page) {
        return true;
    }

    @Override
    public void access(int linear, int size, boolean write, long value) {
        if (machine.state().inExcursion()) {
            return;
        }
        Vcpu cpu = machine.cpu();
        long place = cpu.delivering >= 0 ? DELIVERY : cpu.segmentBase[SegmentRegister.CS] + cpu.eip & 0xFFFF_FFFFL;
        Access access = new Access(place, linear, size, write, value);
        for (Counts counts : dataCounts) {
            counts.access(cpu, access);
        }
    }

    @Override
    public void walkWrites(long physical, int value) {
        // Page walks are the processor's own accesses, not the program's.
    }
}
