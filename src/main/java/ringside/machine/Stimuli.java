package ringside.machine;

import java.util.function.Consumer;
import ringside.bus.PhysicalMemory;
import ringside.cpu.InterruptDelivery;
import ringside.cpu.Register;
import ringside.cpu.Registers;
import ringside.cpu.Vcpu;
import ringside.dev.Keys;
import ringside.time.Stimulus;

/** What each kind of stimulus does to a machine; the same for a user, a script and a replay. */
final class Stimuli {
    private Stimuli() {}

    /**
     * Refuses what no machine can take, whether a user or a damaged journal asks for it.
     *
     * @throws IllegalArgumentException with one line that says why
     */
    static void check(MachineConfig config, Stimulus stimulus) {
        switch (stimulus) {
            case Stimulus.SerialByte it ->
                require(
                        it.port() >= 0 && it.port() < config.serialPorts(),
                        "there is no serial port %d",
                        it.port() + 1);
            case Stimulus.Key it -> require(Keys.exists(it.code()), "there is no key with the number %Xh", it.code());
            case Stimulus.IrqLevel it ->
                require(InterruptLines.exists(it.irq()), "there is no interrupt request line %d", it.irq());
            case Stimulus.Interrupt it ->
                require(it.vector() >= 0 && it.vector() <= 0xFF, "there is no vector %d", it.vector());
            case Stimulus.CpuException it ->
                require(it.vector() >= 0 && it.vector() < 32, "there is no exception %d", it.vector());
            case Stimulus.RegisterWrite it -> {
                Register register = Registers.find(it.register());
                boolean writable = register != null && register.isWritable();
                require(writable, "there is no writable register '%s'", it.register());
            }
            case Stimulus.PortWrite it -> access(it.port(), it.size());
            case Stimulus.PortRead it -> access(it.port(), it.size());
            case Stimulus.MemoryWrite it ->
                require(it.physical() >= 0, "there is no physical address %X", it.physical());
            default -> {
                // NMI, reset and the end are always possible.
            }
        }
    }

    private static void access(int port, int size) {
        require(port >= 0 && port <= 0xFFFF, "there is no port %Xh", port);
        require(size == 1 || size == 2 || size == 4, "a port access has 1, 2 or 4 bytes, not %d", size);
    }

    private static void require(boolean possible, String message, Object subject) {
        if (!possible) {
            throw new IllegalArgumentException(message.formatted(subject));
        }
    }

    /** Does something to the guest's CPU, which under a monitor is not the machine's. */
    private static void toGuest(Machine machine, Consumer<Vcpu> change) {
        if (machine.keeper() == null) {
            change.accept(machine.cpu());
        } else {
            machine.keeper().change(change);
        }
    }

    static void apply(Machine machine, Stimulus stimulus) {
        Vcpu cpu = machine.cpu();
        switch (stimulus) {
            case Stimulus.SerialByte it -> machine.uarts().get(it.port()).receive(it.value());
            case Stimulus.Key it -> machine.keyboard().key(it.code(), it.down());
            case Stimulus.IrqLevel it -> machine.interruptLines().user(it.irq(), it.high());
            case Stimulus.Interrupt it -> machine.interrupts().inject(it.vector());
            case Stimulus.HoldInterrupts it -> machine.interrupts().hold(it.on());
            case Stimulus.Nmi() -> cpu.nmiPending = true;
            case Stimulus.CpuException it ->
                toGuest(machine, its -> InterruptDelivery.exception(its, it.vector(), it.code(), it.cr2()));
            case Stimulus.MemoryWrite it -> poke(machine.memory(), it);
            case Stimulus.RegisterWrite it ->
                toGuest(machine, its -> Registers.find(it.register()).write(its, it.value()));
            case Stimulus.PortWrite it -> machine.ports().out(it.port(), it.size(), it.value());
            case Stimulus.PortRead it -> machine.ports().in(it.port(), it.size());
            case Stimulus.Reset() -> machine.reset();
            case Stimulus.End() -> machine.requestStop("the journal ends here");
        }
    }

    private static void poke(PhysicalMemory memory, Stimulus.MemoryWrite write) {
        byte[] data = write.data();
        for (int i = 0; i < data.length; i++) {
            memory.poke8(write.physical() + i, data[i]);
        }
    }
}
