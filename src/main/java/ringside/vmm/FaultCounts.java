package ringside.vmm;

import ringside.base.StateReader;
import ringside.base.StateWriter;
import ringside.base.Stateful;

/** Page faults by what they mean. */
public final class FaultCounts implements Stateful {
    long trueFaults;
    long hiddenFaults;
    long traceFaults;
    long writeProtectFaults;
    long mmioFaults;

    /** Faults that the guest had too. */
    public long trueFaults() {
        return trueFaults;
    }

    /** Faults for the shadow's sake, which the guest never learns of. */
    public long hiddenFaults() {
        return hiddenFaults;
    }

    /** Writes to the guest's own tables. */
    public long traceFaults() {
        return traceFaults;
    }

    /** Supervisor writes to read-only pages that CR0.WP = 0 allows. */
    public long writeProtectFaults() {
        return writeProtectFaults;
    }

    /** Accesses where no memory is. */
    public long mmioFaults() {
        return mmioFaults;
    }

    void clear() {
        trueFaults = 0;
        hiddenFaults = 0;
        traceFaults = 0;
        writeProtectFaults = 0;
        mmioFaults = 0;
    }

    @Override
    public void save(StateWriter out) {
        out.longs(new long[] {trueFaults, hiddenFaults, traceFaults, writeProtectFaults, mmioFaults});
    }

    @Override
    public void load(StateReader in) {
        long[] values = new long[5];
        in.longs(values);
        trueFaults = values[0];
        hiddenFaults = values[1];
        traceFaults = values[2];
        writeProtectFaults = values[3];
        mmioFaults = values[4];
    }
}
