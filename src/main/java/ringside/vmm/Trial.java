package ringside.vmm;

import ringside.machine.Excursion;
import ringside.machine.Machine;

/**
 * A fork of a machine, without a monitor to begin with, on which a stretch of the guest is run under a technique. When it is
 * closed, the machine and its monitor are as they were before: a virtual machine's technique and how code is translated are no
 * part of the state that a fork brings back by itself.
 */
final class Trial implements AutoCloseable {
    /** Time units that an instruction may take on average, waiting included. */
    private static final long IDLE = 1_000;

    private final Machine machine;
    private final Vmm vmm;
    private final Technique technique;
    private final int unit;
    private final ExitLog log;
    private final Excursion fork;

    Trial(Machine machine, Vmm vmm) {
        this.machine = machine;
        this.vmm = vmm;
        technique = vmm.technique();
        unit = vmm.translation().unit();
        log = vmm.exchangeLog(new ExitLog());
        fork = machine.state().excursion();
    }

    /** Runs the next {@code count} instructions of the guest under a technique, exactly, and takes the monitor away again. */
    void run(Technique how, long count) {
        vmm.use(Technique.OFF);
        vmm.translateExactly();
        vmm.use(how);
        // A guest that is not woken any more would never retire them.
        machine.run(machine.cpu().icount + count, machine.cpu().time() + IDLE * count);
        vmm.use(Technique.OFF);
    }

    @Override
    public void close() {
        if (vmm.isVirtual()) {
            vmm.use(technique);
        }
        fork.rollBack();
        vmm.translateUnits(unit);
        vmm.exchangeLog(log);
    }
}
