package ringside.debug;

import ringside.cpu.Vcpu;
import ringside.time.HostClock;

/**
 * How time in the machine compares with the host's while it runs. The machine's is a count of instructions and of what HLT waited, so
 * that runs repeat; how far it is from real time depends on the host, the engine and the monitor, and shows only here.
 */
public final class DriftMeter {
    private long startUnits;
    private long startCount;
    private long startNanos;
    private long units;
    private long instructions;
    private long nanos;

    DriftMeter() {}

    void begin(Vcpu cpu) {
        startUnits = cpu.time();
        startCount = cpu.icount;
        startNanos = HostClock.nanos();
    }

    void end(Vcpu cpu) {
        units += cpu.time() - startUnits;
        instructions += cpu.icount - startCount;
        nanos += HostClock.nanos() - startNanos;
    }

    /** Returns the time units that passed in the machine while it ran. */
    public long units() {
        return units;
    }

    /** Returns the instructions that retired meanwhile; the other units were waited through. */
    public long instructions() {
        return instructions;
    }

    /** Returns how long that took on the host, in nanoseconds. */
    public long hostNanos() {
        return nanos;
    }
}
