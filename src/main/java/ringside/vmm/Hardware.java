package ringside.vmm;

import java.util.Map;
import java.util.TreeMap;
import ringside.bus.PhysicalMemory;
import ringside.exec.StopReason;
import ringside.machine.Machine;
import ringside.machine.MachineConfig;

/**
 * The machine that virtual machines share: one CPU, and RAM that all belongs to the monitor, which gives pieces of it away.
 * Nothing runs on it but guests. Confined to the machine thread.
 */
public final class Hardware {
    /** Below are the video memory and the ROM of the board. */
    private static final int FIRST = 1 << 20;

    private final Machine machine;

    /** First byte of each piece that is taken -> its size. */
    private final TreeMap<Integer, Integer> taken = new TreeMap<>();

    private VirtualEngine resident;

    /** Builds the machine; {@code config} says how much RAM it has, and its CPU. */
    public Hardware(MachineConfig config) {
        machine = new Machine(config.withExitPort(-1));
        machine.memory().showReserve(true);
        machine.use((cpu, until) -> {
            cpu.stopRequest = "the hardware runs when VMs run: 'vm run', or select one";
            return StopReason.REQUESTED;
        });
    }

    /**
     * Returns the machine, to look at: the CPU as the guest that has it left it to the monitor, and all RAM. It runs when virtual
     * machines run, and not by itself.
     */
    public Machine machine() {
        return machine;
    }

    PhysicalMemory memory() {
        return machine.memory();
    }

    /** Returns the bytes of RAM that virtual machines can have. */
    public long capacity() {
        return machine.config().ramBytes() - FIRST;
    }

    /** Returns the bytes of RAM that virtual machines have. */
    public long used() {
        return taken.values().stream().mapToLong(Integer::longValue).sum();
    }

    /** Takes the first piece of RAM that is large enough; returns where it starts, or -1. */
    int take(long bytes) {
        int at = FIRST;
        for (Map.Entry<Integer, Integer> each : taken.entrySet()) {
            if (each.getKey() - at >= bytes) {
                break;
            }
            at = each.getKey() + each.getValue();
        }
        if (at + bytes > machine.config().ramBytes()) {
            return -1;
        }
        taken.put(at, (int) bytes);
        return at;
    }

    /** Takes a piece back and wipes it. */
    void giveBack(int at) {
        int size = taken.remove(at);
        byte[] zeros = new byte[4096];
        for (int done = 0; done < size; done += zeros.length) {
            machine.memory().restorePage(at + done, zeros);
        }
    }

    /** Returns the engine of the virtual machine whose tables the CPU has, or null. */
    VirtualEngine resident() {
        return resident;
    }

    /** Notes whose tables the CPU has from now on. */
    void resident(VirtualEngine engine) {
        resident = engine;
    }
}
