package ringside.debug;

import java.util.ArrayList;
import java.util.List;
import ringside.cpu.DataWatch;
import ringside.cpu.Vcpu;

/**
 * All who watch the data accesses of a target, as the one that its CPU knows; and the virtual CPU beside it, on which a monitor
 * carries out what it does for the guest.
 */
public final class DataWatches implements DataWatch {
    private final Target target;
    private final Vcpu cpu;
    private DataWatch[] watches = {};

    DataWatches(Target target) {
        this.target = target;
        cpu = target.cpu();
    }

    /** Lets somebody watch, or no more; also to be called when it names other pages than before. */
    public void set(DataWatch watch, boolean on) {
        List<DataWatch> next = new ArrayList<>(List.of(watches));
        next.remove(watch);
        if (on) {
            next.add(watch);
        }
        watches = next.toArray(DataWatch[]::new);
        DataWatch known = watches.length == 0 ? null : this;
        cpu.mmu.watch(known);
        if (target.guestCpu() != cpu) {
            target.guestCpu().mmu.watch(known);
        }
    }

    @Override
    public boolean readsWatched(int page) {
        for (DataWatch watch : watches) {
            if (watch.readsWatched(page)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean writesWatched(int page) {
        for (DataWatch watch : watches) {
            if (watch.writesWatched(page)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void access(int linear, int size, boolean write, long value) {
        for (DataWatch watch : watches) {
            watch.access(linear, size, write, value);
        }
    }

    @Override
    public void walkWrites(long physical, int value) {
        for (DataWatch watch : watches) {
            watch.walkWrites(physical, value);
        }
    }
}
