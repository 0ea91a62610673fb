package ringside.exec.interp;

import ringside.cpu.Vcpu;
import ringside.exec.BlockBuilder;
import ringside.exec.CodeProbe;
import ringside.isa.Instruction;

/** The loop over ops that tells a probe, a second one so that the first need not ask. */
final class Observed {
    private final Op exit;

    /** Where the block that a run was cut in goes on, or null if the last one ran to its end. */
    private Block cut;

    private int cutAt;

    /** A block of one instruction, made to run it alone, or null. */
    private Block alone;

    /** The block that it is the beginning of, as far as is known. */
    private Block whole;

    Observed(Op exit) {
        this.exit = exit;
    }

    /** Tells that a block was made to run the first instruction of another one alone: what stands behind belongs to it. */
    void alone(Block block, Block beginningOf) {
        alone = block;
        whole = beginningOf == null ? block : beginningOf;
    }

    /** Runs ops up to an exit. A fault leaves it as it leaves any op. */
    void run(Vcpu cpu, Op first, CodeProbe probe) {
        Op op = first.plain();
        boolean goesOn = cut != null && op.eip == cutAt && op.block.mode == cut.mode;
        cut = null;
        while (op != exit) {
            Block block = op.block;
            if (block != null && op.index == 0 && op == block.ops[0] && !goesOn) {
                probe.entered(block == alone ? whole : block);
            }
            goesOn = false;
            Op next = op.execute(cpu);
            if (block != null) {
                if (op == block.last()) {
                    ended(cpu, block, next, probe);
                } else if (next == exit || next.block == null) {
                    cut = block;
                }
            }
            op = next.plain();
        }
        cutAt = cpu.eip;
    }

    private void ended(Vcpu cpu, Block block, Op next, CodeProbe probe) {
        int eip = next == exit ? cpu.eip : next.plain().at();
        Instruction last = block.last().instruction;
        boolean repeats = eip == block.last().eip && last.hasPrefix(Instruction.REP | Instruction.REPNE);
        if (next == exit && (repeats || block == alone && !BlockBuilder.endsBlock(last))) {
            cut = block;
        } else {
            probe.ended(block, eip);
        }
    }
}
