package ringside.debug;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import ringside.bus.PortSpace;
import ringside.cpu.CpuObserver;
import ringside.cpu.Vcpu;
import ringside.exec.CodeBreakpoints;
import ringside.isa.Instruction;
import ringside.isa.SegmentRegister;
import ringside.machine.Machine;
import ringside.machine.Stop;
import ringside.time.Stimulus;

/** A whole machine as a target. */
public final class MachineTarget implements Target {
    private final Machine machine;
    private final CodeBreakpoints breakpoints;
    private final List<OutputLog> serial = new ArrayList<>();
    private final OutputLog debugPort = new OutputLog();
    private Set<Integer> armed = Set.of();
    private Set<Integer> armedOffsets = Set.of();

    /** Attaches to a machine and listens to its serial and debug ports. */
    public MachineTarget(Machine machine) {
        this.machine = machine;
        this.breakpoints = machine.breakpoints();
        machine.connectDebug(debugPort::accept);
        for (int port = 0; port < machine.uarts().size(); port++) {
            OutputLog log = new OutputLog();
            serial.add(log);
            machine.connectSerial(port, log::accept);
        }
    }

    @Override
    public OutputLog serial(int port) {
        if (port < 0 || port >= serial.size()) {
            throw new DebugException("there is no serial port COM" + (port + 1));
        }
        return serial.get(port);
    }

    /** Returns what the guest sends to the debug ports E9h and 402h. */
    public OutputLog debugPort() {
        return debugPort;
    }

    @Override
    public Optional<Machine> machine() {
        return Optional.of(machine);
    }

    @Override
    public Vcpu cpu() {
        return machine.presentCpu();
    }

    @Override
    public void observe(CpuObserver observer) {
        machine.observe(observer);
    }

    @Override
    public int peekPhysical(long address) {
        return machine.memory().present(address) ? machine.memory().peek8(address) : -1;
    }

    @Override
    public byte[] ram() {
        return machine.memory().bytes;
    }

    @Override
    public int ramBytes() {
        return (int) machine.config().ramBytes();
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
    public void arm(Set<Integer> linear, Set<Long> physical) {
        Set<Integer> offsets = new HashSet<>();
        for (long address : physical) {
            int offset = machine.memory().offsetOf(address);
            if (offset < 0) {
                throw new DebugException(String.format("there is no memory at p:%08x", address));
            }
            offsets.add(offset);
        }
        change(armed, linear, breakpoints::remove, breakpoints::add);
        change(armedOffsets, offsets, breakpoints::removePhysical, breakpoints::addPhysical);
        armed = Set.copyOf(linear);
        armedOffsets = offsets;
    }

    @Override
    public void stopBefore(Predicate<Instruction> filter) {
        breakpoints.stopBefore(filter);
    }

    private static void change(Set<Integer> old, Set<Integer> wanted, IntConsumer remove, IntConsumer add) {
        for (int address : old) {
            if (!wanted.contains(address)) {
                remove.accept(address);
            }
        }
        for (int address : wanted) {
            if (!old.contains(address)) {
                add.accept(address);
            }
        }
    }

    @Override
    public Outcome run(long untilIcount) {
        passHere();
        return outcome(machine.run(untilIcount));
    }

    @Override
    public Outcome run(long untilIcount, BooleanSupplier condition) {
        passHere();
        return outcome(machine.run(untilIcount, condition));
    }

    private void passHere() {
        Vcpu cpu = machine.presentCpu();
        breakpoints.resume(cpu.icount, cpu.segmentBase[SegmentRegister.CS] + cpu.eip);
    }

    private static Outcome outcome(Stop stop) {
        Outcome.Kind kind =
                switch (stop.kind()) {
                    case LIMIT -> Outcome.Kind.LIMIT;
                    case BREAKPOINT -> Outcome.Kind.BREAKPOINT;
                    case INTERRUPTED -> Outcome.Kind.INTERRUPTED;
                    case REQUESTED -> Outcome.Kind.REQUESTED;
                    case UNSUPPORTED -> Outcome.Kind.UNSUPPORTED;
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
