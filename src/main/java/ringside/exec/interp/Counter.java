package ringside.exec.interp;

import ringside.cpu.Vcpu;

/** Stands at the head of a block and counts how often it is entered. */
final class Counter extends Op {
    private final Block counted;
    private final int threshold;
    private int left;

    Counter(Block block, int threshold) {
        counted = block;
        this.threshold = threshold;
        left = threshold;
    }

    int count() {
        return threshold - left;
    }

    @Override
    Op execute(Vcpu cpu) {
        if (--left != 0) {
            return counted.ops[0].execute(cpu);
        }
        counted.first = counted.ops[0];
        counted.interpreter.tier.hot(cpu, counted);
        return counted.first;
    }
}
