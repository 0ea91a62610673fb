package ringside.vmm;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/**
 * Who has the CPU next: the virtual machine that has used the least of it for its shares. What counts as use are instructions
 * retired, so the order depends on nothing else, and two that always want the CPU get instructions in proportion to their shares.
 */
final class Scheduler {
    /** Units of use that an instruction costs a virtual machine with one share. */
    private static final long SCALE = 1_000_000;

    /** Instructions of a turn unless said otherwise. */
    static final long DEFAULT_SLICE = 100_000;

    private final Map<Integer, Long> used = new HashMap<>();
    private long slice = DEFAULT_SLICE;

    long slice() {
        return slice;
    }

    void slice(long instructions) {
        slice = instructions;
    }

    /** Returns what a virtual machine has used, weighted by its shares. */
    long used(VirtualMachine vm) {
        return used.getOrDefault(vm.number(), 0L);
    }

    void used(VirtualMachine vm, long value) {
        used.put(vm.number(), value);
    }

    /** Lets one that was not there, or did not want the CPU, begin level with those that did: it has saved nothing up. */
    void joins(VirtualMachine vm, Collection<VirtualMachine> others) {
        long least = others.stream()
                .filter(other -> other != vm && other.isReady())
                .mapToLong(this::used)
                .min()
                .orElse(0);
        used.put(vm.number(), Math.max(used(vm), least));
    }

    void leaves(VirtualMachine vm) {
        used.remove(vm.number());
    }

    /** Notes a turn; one that retired nothing is charged for one instruction, so that others come first then. */
    void charge(VirtualMachine vm, long instructions) {
        used.merge(vm.number(), Math.max(1, instructions) * SCALE / vm.shares(), Long::sum);
    }

    /** Returns who is next among those that want the CPU, or null; the lower number comes first. */
    VirtualMachine next(Collection<VirtualMachine> vms) {
        return vms.stream()
                .filter(VirtualMachine::isReady)
                .min(Comparator.<VirtualMachine>comparingLong(this::used).thenComparingInt(VirtualMachine::number))
                .orElse(null);
    }
}
