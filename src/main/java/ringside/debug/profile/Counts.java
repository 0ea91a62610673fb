package ringside.debug.profile;

import ringside.cpu.Vcpu;
import ringside.exec.BasicBlock;

/** One table of a profile: hears of what happens, and counts what it is about. */
interface Counts {
    /** Forgets everything. */
    void reset();

    /** See {@link ringside.exec.CodeProbe#entered}. */
    default void entered(BasicBlock block) {}

    /** See {@link ringside.exec.CodeProbe#ended}. */
    default void ended(BasicBlock block, int eip) {}

    /** The program accesses data; nothing has been written yet. */
    default void access(Vcpu cpu, Access access) {}
}
