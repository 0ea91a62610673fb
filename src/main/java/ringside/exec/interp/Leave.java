package ringside.exec.interp;

import ringside.cpu.Vcpu;

/** Stands in for the successor of one op, to leave the block there once. */
final class Leave extends Op {
    private final Op exit;
    private Op after;
    private Op successor;

    Leave(Op exit) {
        this.exit = exit;
    }

    /** Makes the block end after {@code op}. */
    void arm(Op op) {
        if (after != null) {
            disarm();
        }
        after = op;
        successor = op.next;
        op.next = this;
    }

    /** Lets the block run through again. */
    void disarm() {
        if (after != null) {
            after.next = successor;
            after = null;
        }
    }

    @Override
    Op execute(Vcpu cpu) {
        cpu.eip = after.following();
        cpu.icount += after.index + after.instructions();
        disarm();
        return exit;
    }
}
