package ringside.exec.interp;

import ringside.cpu.Vcpu;

/** What follows a unit: ops that do what is left to do at its exits, and notice exits that are taken often. */
final class LeaveUnit {
    private LeaveUnit() {}

    /** An exit by which the guest's program leaves, not the deadline. */
    abstract static class Exit extends Op {
        final Interpreter interpreter;
        private final Translation translation;
        private int count;

        Exit(Translation translation, Interpreter interpreter) {
            this.translation = translation;
            this.interpreter = interpreter;
        }

        abstract Op leave(Vcpu cpu);

        private static Block target(Op first) {
            return switch (first) {
                case Entry entry -> entry.head();
                case Counter counter -> counter.counted();
                default -> first.block;
            };
        }

        @Override
        final Op execute(Vcpu cpu) {
            Op next = leave(cpu);
            if (next == interpreter.exit) {
                interpreter.tier.exited();
            } else if (++count >= translation.hotExits && !translation.removed()) {
                return hot(cpu, next);
            }
            return next;
        }

        /** Tells the tier, once, as soon as a block is known to which control goes. */
        private Op hot(Vcpu cpu, Op next) {
            Block target = target(next);
            if (target == null) {
                return next;
            }
            count = Integer.MIN_VALUE;
            interpreter.tier.hotExit(cpu, translation, target);
            return target.first;
        }
    }

    /** A block would have passed the deadline. */
    static final class AtHead extends Op {
        private final Block head;

        AtHead(Block head) {
            this.head = head;
        }

        @Override
        int at() {
            return head.eip;
        }

        @Override
        Op execute(Vcpu cpu) {
            cpu.eip = head.eip;
            head.interpreter.tier.exited();
            return head.interpreter.exit;
        }
    }

    /** Something is due behind the block. */
    static final class AtBoundary extends Op {
        private final Block done;

        AtBoundary(Block done) {
            this.done = done;
        }

        @Override
        int at() {
            return done.eip + done.size;
        }

        @Override
        Op execute(Vcpu cpu) {
            cpu.icount += done.instructions.size();
            cpu.eip = at();
            done.interpreter.tier.exited();
            return done.interpreter.exit;
        }
    }

    /** The block's last op is a branch whose way is known. */
    static final class ByBranch extends Exit {
        private final Branch branch;
        private final boolean way;

        ByBranch(Translation translation, Branch branch, boolean way) {
            super(translation, branch.block.interpreter);
            this.branch = branch;
            this.way = way;
        }

        @Override
        Op leave(Vcpu cpu) {
            return way ? branch.taken(cpu) : branch.fall(cpu);
        }
    }

    /** The block's last op is a branch to where EIP is now. */
    static final class Indirectly extends Exit {
        private final Indirect branch;

        Indirectly(Translation translation, Indirect branch) {
            super(translation, branch.block.interpreter);
            this.branch = branch;
        }

        @Override
        Op leave(Vcpu cpu) {
            Op next = branch.jump(cpu, cpu.eip);
            branch.note(next);
            return next;
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
            Op next = interpreter.stepped;
            if (next == interpreter.exit) {
                interpreter.tier.exited();
            }
            return next;
        }
    }
}
