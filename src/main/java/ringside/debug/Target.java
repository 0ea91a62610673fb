package ringside.debug;

import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import ringside.bus.PortSpace;
import ringside.cpu.CpuObserver;
import ringside.cpu.Vcpu;
import ringside.isa.Instruction;
import ringside.machine.DoorKeeper;
import ringside.machine.Machine;
import ringside.time.Stimulus;

/**
 * The machine under the debugger, as little of it as stepping and looking need. Everything happens on the machine thread,
 * except {@link #requestStop}.
 */
public interface Target {
    /**
     * Returns the CPU that the next instruction is on; its state is exact whenever no run is under way. Under a monitor that is
     * the machine's while the guest runs directly, and the virtual one while the monitor has the machine.
     */
    Vcpu cpu();

    /** Returns the CPU whose tables the guest believes to be in force; another one only under a monitor. */
    default Vcpu guestCpu() {
        return machine().map(Machine::guestCpu).orElseGet(this::cpu);
    }

    /** Returns how far the guest is in what the machine executes for one of its instructions. */
    default DoorKeeper.Progress progress() {
        return machine().map(Machine::progress).orElse(DoorKeeper.Progress.WHOLE);
    }

    /** Lets {@code observer} hear of what the guest's CPU does; null ends that. */
    default void observe(CpuObserver observer) {
        guestCpu().observer = observer;
    }

    /** Returns the byte at a physical address without side effects, or -1 if nothing is there. */
    int peekPhysical(long address);

    /** Returns RAM from physical address 0 on, for reading only; what lies behind {@link #ramBytes} is none. */
    byte[] ram();

    /** Returns the size of RAM. */
    int ramBytes();

    PortSpace ports();

    /** Changes the machine from outside, now; the change is in the journal. */
    void stimulate(Stimulus stimulus);

    /** Lets a change happen when {@code icount} instructions have retired. */
    void stimulateAt(long icount, Stimulus stimulus);

    /** Makes the core stop before these addresses; replaces the ones given before. */
    void arm(Set<Integer> linear, Set<Long> physical);

    /** Makes the core stop before every instruction that {@code filter} accepts; null ends that. */
    default void stopBefore(Predicate<Instruction> filter) {
        if (filter != null) {
            throw new DebugException("this target cannot stop at kinds of instructions");
        }
    }

    /** Returns what the guest sends to serial port {@code port}, 0 = COM1; throws if there is none. */
    default OutputLog serial(int port) {
        throw new DebugException("there is no serial port COM" + (port + 1));
    }

    /** Runs until {@code untilIcount} instructions have retired, or something else ends the run. */
    Outcome run(long untilIcount);

    /**
     * Runs like {@link #run(long)}, and ends with {@link Outcome.Kind#REQUESTED} and {@link Machine#CONDITION_HOLDS} behind the
     * first instruction after which {@code condition} holds.
     */
    default Outcome run(long untilIcount, BooleanSupplier condition) {
        Outcome outcome = run(Math.min(untilIcount, cpu().icount + 1));
        while (outcome.kind() == Outcome.Kind.LIMIT && cpu().icount < untilIcount && !condition.getAsBoolean()) {
            outcome = run(cpu().icount + 1);
        }
        return outcome.kind() == Outcome.Kind.LIMIT && condition.getAsBoolean()
                ? new Outcome(Outcome.Kind.REQUESTED, 0, Machine.CONDITION_HOLDS)
                : outcome;
    }

    /** Makes the present or next run end soon; safe from any thread. */
    void requestStop();

    /** Returns the whole machine with its devices, if there is one behind this target. */
    default Optional<Machine> machine() {
        return Optional.empty();
    }
}
