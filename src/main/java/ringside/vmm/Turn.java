package ringside.vmm;

import ringside.cpu.Boundary;
import ringside.cpu.Eflags;
import ringside.cpu.Vcpu;
import ringside.isa.SegmentRegister;
import ringside.machine.DoorKeeper;
import ringside.machine.Machine;
import ringside.machine.Stop;

/**
 * The turns of a virtual machine on the hardware's CPU: it arrives, goes on, is interrupted by the monitor's timer and departs,
 * its state saved.
 */
final class Turn {
    private static final Cost INTERRUPTED = new Cost(1, 0, 0, 0, 0, 0);

    private final MonitorParts parts;
    private final Machine machine;
    private final Vcpu cpu;
    private final MonitorDoors doors;
    private final Resumption resumption;
    private final ExitRecorder recorder;

    Turn(MonitorParts parts, MonitorDoors doors, Resumption resumption, ExitRecorder recorder) {
        this.parts = parts;
        machine = parts.machine;
        cpu = parts.cpu;
        this.doors = doors;
        this.resumption = resumption;
        this.recorder = recorder;
    }

    /** Returns the number of the door that the CPU stands at, or -1. */
    int waiting() {
        return doors.waiting();
    }

    /** Whether the guest is at a boundary of its own instructions. */
    boolean isWhole() {
        return doors.progress() == DoorKeeper.Progress.WHOLE;
    }

    /** Answers at a door; returns a stop if the guest cannot go on. */
    Stop enter(int door) {
        return doors.enter(door);
    }

    /** Whether a debugger wants a stop before the guest's next instruction, which the virtual CPU is at. */
    boolean atBreakpoint() {
        return resumption.atBreakpoint();
    }

    /** Delivers what is due to the virtual machine before its next instruction, so that breakpoints see the handler. */
    void deliverDue() {
        resumption.deliverDue();
    }

    /** Gives the machine's CPU to this virtual machine: tables, page directory, clock. The guest does not run yet. */
    void arrive() {
        parts.pages.install();
        parts.pages.comeBack();
        parts.world.boot();
        parts.world.enterMonitor(Vmm.PARKED);
    }

    /** Lets the virtual machine go on at its next instruction; the machine's CPU belongs to it. */
    Stop proceed() {
        machine.monitor(doors, doors.pin());
        cpu.ferr = parts.owner.cpu().ferr;
        parts.world.lendClock();
        return doors.enter(Vmm.PARKED);
    }

    /** Whether the guest is not on the machine's CPU, but the monitor. */
    boolean isParked() {
        return doors.inside();
    }

    /**
     * Lets the monitor's timer interrupt the guest: through the machine's own gate if the CPU takes interrupts now. Returns whether
     * it did; the guest's state is still where the CPU left it.
     */
    boolean interruptByTimer() {
        boolean shadow = cpu.shadowUntil == cpu.icount;
        if (isParked() || shadow || cpu.pendingDebug != 0 || (cpu.systemFlags & Eflags.IF) == 0) {
            return false;
        }
        doors.timerDue = true;
        try {
            return Boundary.poll(cpu);
        } finally {
            doors.timerDue = false;
        }
    }

    /** Saves the state of a virtual machine, from the frame of the timer's interrupt or as it stands, and leaves its guest. */
    void depart(boolean interrupted) {
        if (interrupted) {
            parts.world.capture(ShadowDescriptorTables.INTERRUPT);
            if (parts.world.shadowed() || resumption.unfinished(parts.guest.cpu.eip)) {
                parts.handler.carryOut(parts.handler.next());
            }
            recorder.log.add(new VmExit(
                    recorder.next(),
                    cpu.icount,
                    ExitReason.EXTERNAL_INTERRUPT,
                    "the monitor's timer",
                    parts.guest.cpu.selector[SegmentRegister.CS],
                    parts.guest.cpu.eip,
                    "state saved",
                    INTERRUPTED,
                    INTERRUPTED.cycles(recorder.prices),
                    0));
        } else if (!isParked()) {
            parts.world.capturePresent();
        }
        leave();
    }

    /** Brings the virtual CPU up to date in the midst of an instruction of its guest, for who only looks. */
    void observe() {
        parts.world.capturePresent();
    }

    /** Takes the guest off the CPU without a look at it: the virtual CPU is exact. */
    void leave() {
        parts.world.enterMonitor(Vmm.PARKED);
        machine.monitor(null, null);
    }

    /** Whether the monitor's own tables are as it made them. */
    boolean tablesAreWhole() {
        return parts.descriptors.isWhole() && parts.pages.regionIsWhole();
    }
}
