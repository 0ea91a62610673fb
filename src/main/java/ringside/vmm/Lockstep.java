package ringside.vmm;

import java.util.ArrayList;
import java.util.List;
import ringside.machine.Machine;
import ringside.machine.StateHash;

/**
 * Compares a stretch of the guest under a technique with the same stretch on the bare machine, and names the first instruction
 * after which they differ. Both are run on forks; states are compared with the monitor taken away,
 * the TLB among them if shadows are not kept when the guest flushes it.
 */
public final class Lockstep {
    private static final String TLB = "tlb";

    private final Machine machine;
    private final Vmm vmm;
    private final Comparer comparer;

    /**
     * What came of a comparison.
     *
     * @param technique what was compared with bare
     * @param instructions how many were compared
     * @param equalFor instructions after which both were still equal
     * @param instruction the first wrong one, in Intel syntax with its place, or an empty text
     * @param parts parts of the machine that differ after it
     * @param details what differs in registers and memory: {@code eflags: 00000202 bare, 00000002 under te}
     */
    public record Report(
            String technique,
            long instructions,
            long equalFor,
            String instruction,
            List<String> parts,
            List<String> details) {
        /** Whether there was no difference. */
        public boolean isEqual() {
            return instruction.isEmpty();
        }
    }

    /** Compares on the machine of a monitor, at a stop. */
    public Lockstep(Machine machine, Vmm vmm) {
        this.machine = machine;
        this.vmm = vmm;
        comparer = new Comparer(machine, vmm);
    }

    /** Compares the next {@code count} instructions. */
    public Report compare(Technique technique, long count) {
        List<String> parts = difference(technique, count);
        if (parts.isEmpty()) {
            return new Report(technique.title(), count, count, "", parts, List.of());
        }
        long equal = 0;
        long different = count;
        while (different - equal > 1) {
            long middle = equal + different >>> 1;
            List<String> here = difference(technique, middle);
            if (here.isEmpty()) {
                equal = middle;
            } else {
                different = middle;
                parts = here;
            }
        }
        return new Report(
                technique.title(),
                count,
                equal,
                comparer.instructionAfter(equal),
                parts,
                comparer.differences(technique, different));
    }

    /** Returns the parts of the machine that differ after {@code count} instructions. */
    private List<String> difference(Technique technique, long count) {
        StateHash bare = hash(Technique.OFF, count);
        List<String> parts = new ArrayList<>(hash(technique, count).difference(bare));
        parts.remove(Vmm.PART);
        if (vmm.isCaching()) {
            // A shadow that outlives a flush of the guest's TLB spares the guest walks that its TLB would tell of.
            parts.remove(TLB);
        }
        return parts;
    }

    private StateHash hash(Technique technique, long count) {
        try (Trial trial = new Trial(machine, vmm)) {
            trial.run(technique, count);
            return machine.state().hash();
        }
    }
}
