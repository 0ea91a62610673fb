package ringside.testing;

import java.util.ArrayList;
import java.util.List;
import ringside.debug.Breakpoint;
import ringside.debug.Debugger;
import ringside.debug.MachineTarget;
import ringside.debug.OutputLog;
import ringside.machine.Machine;
import ringside.machine.Snapshot;

/** A moment to which machine and debugger are brought back before each test. Confined to the machine thread. */
final class Checkpoint {
    private final Bench.Session session;
    private final Debugger debugger;
    private final Machine machine;
    private final Snapshot snapshot;
    private final List<Long> outputs = new ArrayList<>();
    private final List<Long> read = new ArrayList<>();
    private final List<Integer> breakpoints;

    /** Keeps the present moment. */
    Checkpoint(Bench.Session session) {
        this.session = session;
        debugger = session.debugger();
        machine = debugger.target().machine().orElseThrow();
        snapshot = machine.state().snapshot();
        for (OutputLog log : logs()) {
            outputs.add(log.position());
            read.add(log.read());
        }
        breakpoints = numbers();
    }

    /** Returns the machine that is brought back, with all that belongs to it. */
    Bench.Session session() {
        return session;
    }

    /** Brings everything back. */
    void restore() {
        session.begin();
        debugger.control().forgetInterrupt();
        machine.state().restore(snapshot);
        machine.engine().history().clear();
        List<OutputLog> logs = logs();
        for (int i = 0; i < logs.size(); i++) {
            logs.get(i).truncate(outputs.get(i));
            logs.get(i).read(read.get(i));
        }
        for (int number : numbers()) {
            if (!breakpoints.contains(number)) {
                debugger.breakpoints().delete(number);
            }
        }
    }

    private List<Integer> numbers() {
        return debugger.breakpoints().all().stream().map(Breakpoint::number).toList();
    }

    private List<OutputLog> logs() {
        MachineTarget target = (MachineTarget) debugger.target();
        List<OutputLog> logs = new ArrayList<>();
        for (int port = 0; port < machine.uarts().size(); port++) {
            logs.add(target.serial(port));
        }
        logs.add(target.debugPort());
        return logs;
    }
}
