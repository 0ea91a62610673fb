package ringside.vmm;

import ringside.cpu.Door;
import ringside.cpu.Vcpu;
import ringside.exec.ExecutionEngine;
import ringside.exec.ExecutionHistory;
import ringside.exec.StopReason;
import ringside.exec.interp.Interpreter;
import ringside.machine.Machine;
import ringside.machine.Stop;

/**
 * Runs the virtual CPU of a virtual machine on the CPU of the hardware, under the monitor. To the board and the debugger of the
 * virtual machine it is an engine like any other: they meet it at boundaries where the virtual CPU is exact. Between those the
 * guest is on the hardware's CPU, which leaves it by its own traps and, at the end of the turn, by the monitor's timer.
 */
public final class VirtualEngine implements ExecutionEngine {
    private final Hardware hardware;
    private final Machine vm;
    private final Vmm vmm;
    private final Turn turn;
    private final EscapeMeter meter;
    private final Interpreter interpreter;
    private ExecutionEngine engine;
    private long switches;

    /** Whether the run is of a single instruction: then it is one of the guest's own, however many the machine executes for it. */
    private boolean steps;

    VirtualEngine(Hardware hardware, Machine vm, Vmm vmm, EscapeMeter meter) {
        this.meter = meter;
        this.hardware = hardware;
        this.vm = vm;
        this.vmm = vmm;
        turn = vmm.turn();
        interpreter = new Interpreter(hardware.memory(), vm.breakpoints());
        engine = interpreter;
    }

    Vmm vmm() {
        return vmm;
    }

    /** Chooses what runs the hardware's CPU for this guest: the dynamic translator or the interpreter. */
    public void translate(boolean on) {
        engine = on ? vm.translator() : interpreter;
    }

    /** Whether the dynamic translator runs the hardware's CPU for this guest. */
    public boolean isTranslating() {
        return engine != interpreter;
    }

    /** Returns how often the hardware's CPU came to this virtual machine from another one. */
    long switches() {
        return switches;
    }

    /** Returns more than other engines, because each end of a slice is an interrupt, a way into the monitor and one back. */
    @Override
    public long slice() {
        return isTranslating() ? 5_000_000 : 1_000_000;
    }

    @Override
    public ExecutionHistory history() {
        return vmm.isOn() ? engine.history() : vm.interpreter().history();
    }

    @Override
    public StopReason run(Vcpu cpu, long untilIcount) {
        if (!vmm.isOn()) {
            return vm.interpreter().run(cpu, untilIcount);
        }
        cpu.deviceAccess = false;
        if (cpu.stopRequest != null) {
            return StopReason.REQUESTED;
        }
        if (cpu.icount >= Math.min(untilIcount, cpu.horizon)) {
            return StopReason.LIMIT;
        }
        turn.deliverDue();
        if (cpu.shutdown || cpu.halted) {
            return cpu.shutdown ? StopReason.SHUTDOWN : StopReason.HALTED;
        }
        if (turn.atBreakpoint()) {
            return StopReason.BREAKPOINT;
        }
        come();
        return onHardware(cpu, untilIcount);
    }

    /** Makes the hardware's CPU this virtual machine's. */
    void come() {
        if (hardware.resident() != this) {
            if (hardware.resident() != null) {
                hardware.resident().go();
            }
            switches++;
            hardware.resident(this);
            turn.arrive();
        }
    }

    /** Leaves the hardware's CPU to another one. */
    private void go() {
        if (vmm.isOn()) {
            turn.leave();
            meter.audit();
        }
    }

    /** Returns what the guest did to machine state that is not its own. */
    long escapes() {
        boolean damaged = vmm.isOn() && hardware.resident() == this && !turn.tablesAreWhole();
        return meter.escapes() + (damaged ? 1 : 0);
    }

    /** Puts the guest on the hardware's CPU as its next run would, without any instruction. */
    void stand() {
        Vcpu real = hardware.machine().cpu();
        vm.settle();
        turn.deliverDue();
        come();
        real.horizon = vm.cpu().icount;
        turn.proceed();
    }

    private StopReason onHardware(Vcpu cpu, long untilIcount) {
        Vcpu real = hardware.machine().cpu();
        steps = Math.min(untilIcount, cpu.horizon) == cpu.icount + 1;
        HardwareWatch.mirror(cpu, real, turn);
        real.horizon = Math.min(untilIcount, cpu.horizon);
        real.deviceAccess = false;
        real.stopRequest = null;
        meter.begin();
        try {
            return onCpu(cpu, real);
        } finally {
            meter.end();
        }
    }

    /** Lets a stop that was asked for in the midst of what stands for one of the guest's instructions wait for its end. */
    private void finishInstruction(Vcpu real) {
        String wanted = real.stopRequest;
        boolean moves = wanted != null;
        while (moves && !turn.isParked() && !turn.isWhole()) {
            long before = real.icount;
            real.stopRequest = null;
            real.horizon = before + 1;
            try {
                engine.run(real, real.horizon);
                moves = real.icount > before;
            } catch (Door door) {
                turn.enter(door.number);
                moves = false;
            }
        }
        real.stopRequest = wanted;
    }

    private StopReason onCpu(Vcpu cpu, Vcpu real) {
        Stop stop = turn.proceed();
        while (stop == null && real.stopRequest == null) {
            if (cpu.shutdown || cpu.halted || turn.isParked() && turn.waiting() < 0) {
                break;
            }
            if (turn.waiting() >= 0) {
                stop = turn.enter(turn.waiting());
            } else if (real.icount >= real.horizon && steps && !turn.isWhole()) {
                real.horizon = real.icount + 1;
            } else if (real.icount >= real.horizon) {
                turn.depart(!steps && turn.interruptByTimer());
                return StopReason.LIMIT;
            } else {
                try {
                    StopReason end = engine.run(real, real.horizon);
                    // Halted without an exit: the CPU waits for the interrupt of an unmasked x87 error, which the VM's
                    // board brings.
                    if (end == StopReason.BREAKPOINT || end == StopReason.HALTED) {
                        turn.depart(false);
                        return end;
                    }
                } catch (Door door) {
                    stop = turn.enter(door.number);
                }
            }
            if (real.shutdown && !cpu.shutdown) {
                cpu.stopRequest = "the monitor's own tables failed: triple fault of the machine";
                real.shutdown = cpu.shutdown;
                return StopReason.REQUESTED;
            }
        }
        if (stop == null) {
            finishInstruction(real);
        }
        turn.depart(false);
        if (stop != null || real.stopRequest != null) {
            cpu.stopRequest = stop != null ? stop.detail() : real.stopRequest;
            real.stopRequest = null;
            return StopReason.REQUESTED;
        }
        real.shutdown = false;
        return cpu.shutdown ? StopReason.SHUTDOWN : cpu.halted ? StopReason.HALTED : StopReason.LIMIT;
    }
}
