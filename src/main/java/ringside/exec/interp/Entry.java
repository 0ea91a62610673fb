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
        boolean timed = (++runs.entries & Pace.EVERY - 1) == 0 && runs.pace != null;
        long since = timed ? runs.pace.now() : 0;
        long before = cpu.icount;
        int exit = runs.unit.run(number);
        long retired = cpu.icount - before + runs.completes[exit];
        runs.retired += retired;
        if (timed) {
            runs.pace.ran(since, retired);
        }
        return runs.exits[exit];
    }
}
