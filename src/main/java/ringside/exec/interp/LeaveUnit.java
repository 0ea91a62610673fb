package ringside.exec.interp;

import ringside.cpu.Vcpu;

/** What follows a unit: ops that do what is left to do at its exits. */
final class LeaveUnit {
    private LeaveUnit() {}

    /** Tells the tier if {@code next} ends the run of ops. */
    private static Op count(Interpreter interpreter, Op next) {
        if (next == interpreter.exit) {
            interpreter.tier.exited();
        }
        return next;
    }

    /** A block would have passed the deadline. */
    static final class AtHead extends Op {
        private final Block head;

        AtHead(Block head) {
            this.head = head;
        }

        @Override
        Op execute(Vcpu cpu) {
            cpu.eip = head.eip;
            return count(head.interpreter, head.interpreter.exit);
        }
    }

    /** The block's last op is a branch whose way is known. */
    static final class ByBranch extends Op {
        private final Branch branch;
        private final boolean way;

        ByBranch(Branch branch, boolean way) {
            this.branch = branch;
            this.way = way;
        }

        @Override
        Op execute(Vcpu cpu) {
            return count(branch.block.interpreter, way ? branch.taken(cpu) : branch.fall(cpu));
        }
    }

    /** The block's last op is a branch to where EIP is now. */
    static final class Indirectly extends Op {
        private final Indirect branch;

        Indirectly(Indirect branch) {
            this.branch = branch;
        }

        @Override
        Op execute(Vcpu cpu) {
            return count(branch.block.interpreter, branch.jump(cpu, cpu.eip));
        }
    }

    /** An op that ran inside the unit has said where to go on. */
    static final class Stepped extends Op {
        private final Interpreter interpreter;

        Stepped(Interpreter interpreter) {
            this.interpreter = interpreter;
        }

        @Override
        Op execute(Vcpu cpu) {
            return count(interpreter, interpreter.stepped);
        }
    }
}
