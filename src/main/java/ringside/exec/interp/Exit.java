package ringside.exec.interp;

import ringside.cpu.Vcpu;

/** Where a run of ops ends: it stays here until the interpreter looks. */
final class Exit extends Op {
    @Override
    Op execute(Vcpu cpu) {
        return this;
    }
}
