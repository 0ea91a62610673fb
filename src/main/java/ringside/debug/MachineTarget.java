package ringside.debug;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import ringside.bus.PortSpace;
import ringside.cpu.Vcpu;
import ringside.machine.Machine;
import ringside.machine.Stop;
import ringside.time.Stimulus;

/** A whole machine as a target. */
public final class MachineTarget implements Target {
    private final Machine machine;
    private final List<OutputLog> serial = new ArrayList<>();

    /** Attaches to a machine and listens to its serial ports. */
    public MachineTarget(Machine machine) {
        this.machine = machine;
        for (int port = 0; port < machine.uarts().size(); port++) {
            OutputLog log = new OutputLog();
            serial.add(log);
            machine.connectSerial(port, log::accept);
        }
    }

    /** Returns what the guest sends to serial port {@code port}, 0 = COM1. */
    public OutputLog serial(int port) {
        if (port < 0 || port >= serial.size()) {
            throw new DebugException("there is no serial port COM" + (port + 1));
        }
        return serial.get(port);
    }

    @Override
    public Optional<Machine> machine() {
        return Optional.of(machine);
    }

    @Override
    public Vcpu cpu() {
        return machine.cpu();
    }

    @Override
    public int peekPhysical(long address) {
        return machine.memory().present(address) ? machine.memory().peek8(address) : -1;
    }

    @Override
    public PortSpace ports() {
        return machine.ports();
    }

    @Override
    public void stimulate(Stimulus stimulus) {
        machine.stimulate(stimulus);
    }

    @Override
    public void stimulateAt(long icount, Stimulus stimulus) {
        machine.stimulateAt(icount, stimulus);
    }

    @Override
    public void arm(Set<Integer> linear, Set<Long> physical) {}

    @Override
    public Outcome run(long untilIcount) {
        Stop stop = machine.run(untilIcount);
        Outcome.Kind kind =
                switch (stop.kind()) {
                    case LIMIT -> Outcome.Kind.LIMIT;
                    case BREAKPOINT -> Outcome.Kind.BREAKPOINT;
                    case INTERRUPTED, REQUESTED -> Outcome.Kind.INTERRUPTED;
                    case EXIT -> Outcome.Kind.DEBUG_EXIT;
                    case RESET -> Outcome.Kind.RESET_REQUESTED;
                    case IDLE -> Outcome.Kind.IDLE;
                    case DIED -> Outcome.Kind.DIED;
                };
        return new Outcome(kind, stop.code(), stop.detail());
    }

    @Override
    public void requestStop() {
        machine.inbox().requestStop();
    }
}
