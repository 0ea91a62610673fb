package ringside.exec.interp;

import ringside.cpu.Vcpu;

/** Stands at the head of a block in a translation's place. */
final class Entry extends Op {
    private final Translation translation;
    private final Block head;
    private final int number;

    Entry(Translation translation, Block head, int number) {
        this.translation = translation;
        this.head = head;
        this.number = number;
    }

    Block head() {
        return head;
    }

    @Override
    Op plain() {
        return head.ops[0];
    }

    @Override
    Op execute(Vcpu cpu) {
        Translation runs = translation;
        if (cpu.mmu.readMap != runs.readMap) {
            return head.ops[0];
        }
        runs.entries++;
        long before = cpu.icount;
        int exit = runs.unit.run(number);
        runs.retired += cpu.icount - before + runs.completes[exit];
        return runs.exits[exit];
    }
}
