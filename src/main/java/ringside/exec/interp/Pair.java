package ringside.exec.interp;

import ringside.cpu.Vcpu;

/** Two instructions as one op, of which the second is a conditional jump that ends the block. */
abstract class Pair extends Branch {
    /** Makes the op of the instruction at {@code site} and the jump behind it. */
    Pair(Site site, int target, int following) {
        super(site, 2, target, following);
    }

    @Override
    final int instructions() {
        return 2;
    }

    /** Leaves between the two, because the first has done something that must be looked at. */
    final Op between(Vcpu cpu) {
        cpu.eip = following();
        cpu.icount += index + 1;
        return block.interpreter.exit;
    }
}
