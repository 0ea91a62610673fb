package ringside.vmm;

import java.util.function.Consumer;
import ringside.bus.InterruptController;
import ringside.cpu.Vcpu;
import ringside.isa.SegmentRegister;
import ringside.machine.DoorKeeper;
import ringside.machine.Machine;
import ringside.machine.Stop;

/**
 * What the machine and its debugger see of the monitor: the doors by which the CPU enters it, the virtual CPU as the guest's, and
 * the board behind the INTR pin.
 */
final class MonitorDoors implements DoorKeeper {
    private final MonitorParts parts;
    private final Machine machine;
    private final Vcpu cpu;
    private final Resumption resumption;
    private final ExitDispatcher exits;

    /** Whether the monitor's timer, by which a virtual machine's turn ends, asserts the machine's interrupt. */
    boolean timerDue;

    /** Whether the monitor is at work, so that the virtual CPU is ahead of the machine's. */
    private boolean entered;

    MonitorDoors(MonitorParts parts, Resumption resumption, ExitDispatcher exits) {
        this.parts = parts;
        machine = parts.machine;
        cpu = parts.cpu;
        this.resumption = resumption;
        this.exits = exits;
    }

    /** Makes the machine come here at its doors, or no longer. */
    void watch(boolean on) {
        machine.monitor(on ? this : null, on ? pin() : null);
        Vcpu from = on || parts.guest == null ? cpu : parts.guest.cpu;
        if (parts.guest != null && from.observer != null) {
            (on ? parts.guest.cpu : cpu).observer = from.observer;
            from.observer = null;
        }
        if (parts.guest != null && !parts.isVirtual()) {
            // What the monitor does for the guest is not done on the CPU that is watched.
            parts.guest.cpu.mmu.watch(on ? cpu.mmu.watch() : null);
        }
    }

    /** What the machine's INTR pin is connected to: the board, but not again for what has been noticed. */
    InterruptController pin() {
        return new InterruptController() {
            @Override
            public boolean asserted() {
                return timerDue || !resumption.held && parts.guest.interruptPending();
            }

            @Override
            public int acknowledge() {
                return ShadowDescriptorTables.INTERRUPT;
            }
        };
    }

    @Override
    public int waiting() {
        int door = cpu.eip - MonitorMemory.DOORS >>> 3;
        return inside() && door != Vmm.PARKED ? door : -1;
    }

    @Override
    public boolean inside() {
        return !cpu.virtual8086() && cpu.selector[SegmentRegister.CS] == ShadowDescriptorTables.CODE;
    }

    @Override
    public boolean translating() {
        return parts.world.translating
                && BinaryTranslation.isOwn(cpu.selector[SegmentRegister.CS])
                && !cpu.virtual8086();
    }

    @Override
    public Progress progress() {
        return translating() ? parts.translation.progress(cpu.eip) : Progress.WHOLE;
    }

    @Override
    public Vcpu guest() {
        if (!entered) {
            parts.world.capturePresent();
        }
        return parts.guest.cpu;
    }

    @Override
    public void change(Consumer<Vcpu> change) {
        parts.world.capturePresent();
        change.accept(parts.guest.cpu);
        parts.world.park();
    }

    @Override
    public void machineReset() {
        parts.discard();
        if (!parts.isVirtual()) {
            watch(false);
            machine.memory().showReserve(false);
        }
    }

    @Override
    public Stop enter(int door) {
        entered = true;
        try {
            return exits.answer(door);
        } finally {
            entered = false;
        }
    }
}
