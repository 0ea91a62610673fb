package ringside.vmm;

import ringside.cpu.DataWatch;
import ringside.cpu.Vcpu;

/**
 * Lets what watches a virtual CPU hear of the accesses that its guest makes on the hardware's CPU: the linear addresses are the
 * same, and the virtual CPU is brought up to date first.
 *
 * @param watch who watches the virtual CPU
 */
record HardwareWatch(DataWatch watch, Vcpu virtual, Vcpu real, Turn turn) implements DataWatch {
    /** Makes the real CPU be watched as the virtual one is. */
    static void mirror(Vcpu virtual, Vcpu real, Turn turn) {
        DataWatch wanted = virtual.mmu.watch();
        DataWatch present = real.mmu.watch();
        boolean same = wanted == null
                ? present == null
                : present instanceof HardwareWatch mirror && mirror.watch == wanted && mirror.virtual == virtual;
        if (!same) {
            real.mmu.watch(wanted == null ? null : new HardwareWatch(wanted, virtual, real, turn));
        }
    }

    @Override
    public boolean readsWatched(int page) {
        return watch.readsWatched(page);
    }

    @Override
    public boolean writesWatched(int page) {
        return watch.writesWatched(page);
    }

    @Override
    public void access(int linear, int size, boolean write, long value) {
        if (turn.isParked()) {
            // The monitor's own, or the CPU's on its way there.
            return;
        }
        turn.observe();
        watch.access(linear, size, write, value);
        if (virtual.stopRequest != null) {
            real.stopAtBoundary(virtual.stopRequest);
        }
    }

    /** The walks of the real CPU are of the monitor's tables; those of the virtual one are the guest's. */
    @Override
    public void walkWrites(long physical, int value) {}
}
