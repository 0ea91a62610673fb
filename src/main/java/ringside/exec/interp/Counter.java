package ringside.exec.interp;

import ringside.cpu.Vcpu;

/**
 * Stands at the head of a block and counts how often it is entered. Entries that are far apart do not make a block hot, such
 * as those that come from where slices of a run happen to end.
 */
final class Counter extends Op {
    /** Instructions between two entries, on average, above which a block is not hot. */
    private static final long FAR_APART = 20_000;

    private final Block counted;
    private final int threshold;
    private int left;
    private int before;
    private long since = -1;

    Counter(Block block, int threshold) {
        counted = block;
        this.threshold = threshold;
        left = threshold;
    }

    int count() {
        return before + threshold - left;
    }

    Block counted() {
        return counted;
    }

    @Override
    Op plain() {
        return counted.ops[0];
    }

    @Override
    Op execute(Vcpu cpu) {
        if (--left != 0) {
            if (since < 0) {
                since = cpu.icount;
            }
            return counted.ops[0].execute(cpu);
        }
        if (since >= 0 && cpu.icount - since > FAR_APART * threshold) {
            begin(0);
            return counted.ops[0].execute(cpu);
        }
        if (counted.interpreter.tier.hot(cpu, counted)) {
            begin(count());
            return counted.ops[0].execute(cpu);
        }
        if (counted.first == this) {
            counted.first = counted.ops[0];
        }
        return counted.first;
    }

    private void begin(int entries) {
        before = Math.min(entries, Integer.MAX_VALUE / 2);
        left = threshold;
        since = -1;
    }
}
