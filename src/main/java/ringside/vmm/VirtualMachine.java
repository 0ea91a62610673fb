package ringside.vmm;

import ringside.bus.PhysicalMemory;
import ringside.machine.GuestImage;
import ringside.machine.Machine;
import ringside.machine.MachineConfig;

/**
 * A virtual machine: a CPU, memory and a board that its guest takes for a whole machine, and the monitor that lets it run on the
 * {@link Hardware}. Its {@link #machine} is stopped, searched, hashed and journalled like any other; only the engine differs.
 */
public final class VirtualMachine {
    private final int number;
    private final String name;
    private final Hardware hardware;
    private final int place;
    private final Machine machine;
    private final Vmm vmm;
    private final VirtualEngine engine;
    private final int shares;
    private boolean paused;
    private boolean waiting;
    private String ended;

    /**
     * Builds a virtual machine with its guest at its first instruction.
     *
     * @throws IllegalArgumentException if the hardware has no RAM for it
     */
    VirtualMachine(
            int number,
            String name,
            Hardware hardware,
            MachineConfig config,
            GuestImage image,
            Technique technique,
            int shares) {
        this.shares = shares;
        this.number = number;
        this.name = name;
        this.hardware = hardware;
        long bytes = MonitorMemory.BYTES + PhysicalMemory.pieceBytes(config.ramBytes());
        place = hardware.take(bytes);
        if (place < 0) {
            throw new IllegalArgumentException("%s needs %d KiB, and of the machine's %d KiB for VMs %d are taken"
                    .formatted(name, bytes >> 10, hardware.capacity() >> 10, hardware.used() >> 10));
        }
        PhysicalMemory memory = hardware.memory().piece(memoryPlace(), config.ramBytes());
        machine = new Machine(config, memory, hardware.memory());
        vmm = new Vmm(hardware.machine(), machine, place >>> 12);
        engine = new VirtualEngine(
                hardware, machine, vmm, new EscapeMeter(hardware, vmm, place >>> 12, (int) (bytes >>> 12)));
        machine.use(engine);
        machine.boot(image);
        vmm.use(technique);
    }

    /** Returns its number, counted from 1. */
    public int number() {
        return number;
    }

    public String name() {
        return name;
    }

    /** Returns what the guest takes for the machine. */
    public Machine machine() {
        return machine;
    }

    public Vmm vmm() {
        return vmm;
    }

    public VirtualEngine engine() {
        return engine;
    }

    /** Returns the physical address in the hardware at which its piece of RAM starts: first the monitor's tables for it. */
    public int place() {
        return place;
    }

    /** Returns the physical address in the hardware of its guest's first byte of RAM, behind those tables. */
    public int memoryPlace() {
        return place + MonitorMemory.BYTES;
    }

    /** Returns the size of that piece. */
    public long bytes() {
        return MonitorMemory.BYTES + PhysicalMemory.pieceBytes(machine.config().ramBytes());
    }

    /** Returns its part of the CPU, in proportion to the others'. */
    public int shares() {
        return shares;
    }

    /** Whether it shall have no turns. */
    public boolean isPaused() {
        return paused;
    }

    void pause(boolean on) {
        paused = on;
    }

    /** Whether it was found waiting for something from outside in the present run. */
    public boolean isWaiting() {
        return waiting;
    }

    void waits(boolean on) {
        waiting = on;
    }

    /** Returns why its guest does not run any more, or null while it does. */
    public String ended() {
        return ended;
    }

    /** Says why its guest does not run any more. */
    public void ended(String why) {
        ended = why;
    }

    /** Whether it wants the CPU. */
    public boolean isReady() {
        return !paused && ended == null && !waiting;
    }

    /** Returns how often it has changed machine state that is not its own: none, or the monitor has failed. */
    public long escapes() {
        return engine.escapes();
    }

    /** Returns how often the hardware's CPU came to it from another one. */
    public long switches() {
        return engine.switches();
    }

    /** Ends it; its RAM is free again. */
    void end() {
        vmm.use(Technique.OFF);
        if (hardware.resident() == engine) {
            hardware.resident(null);
        }
        machine.cpu().mmu.detach();
        hardware.giveBack(place);
    }
}
