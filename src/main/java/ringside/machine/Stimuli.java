package ringside.machine;

import ringside.cpu.InterruptDelivery;
import ringside.cpu.Register;
import ringside.cpu.Registers;
import ringside.cpu.Vcpu;
import ringside.time.Stimulus;

/** What each kind of stimulus does to a machine; the same for a user, a script and a replay. */
final class Stimuli {
    private Stimuli() {}

    static void apply(Machine machine, Stimulus stimulus) {
        Vcpu cpu = machine.cpu();
        switch (stimulus) {
            case Stimulus.SerialByte it -> machine.uarts().get(it.port()).receive(it.value());
            case Stimulus.Key it -> machine.keyboard().key(it.code(), it.down());
            case Stimulus.IrqLevel it -> machine.interruptLines().user(it.irq(), it.high());
            case Stimulus.Interrupt it -> machine.interrupts().inject(it.vector());
            case Stimulus.Nmi() -> cpu.nmiPending = true;
            case Stimulus.CpuException it -> InterruptDelivery.exception(cpu, it.vector(), it.code(), it.cr2());
            case Stimulus.MemoryWrite it -> machine.memory().write(it.physical(), it.data());
            case Stimulus.RegisterWrite it -> write(cpu, it);
            case Stimulus.PortWrite it -> machine.ports().out(it.port(), it.size(), it.value());
            case Stimulus.PortRead it -> machine.ports().in(it.port(), it.size());
            case Stimulus.Reset() -> machine.reset();
            case Stimulus.End() -> machine.requestStop("the journal ends here");
        }
    }

    private static void write(Vcpu cpu, Stimulus.RegisterWrite write) {
        Register register = Registers.find(write.register());
        if (register == null || !register.isWritable()) {
            throw new IllegalArgumentException("there is no writable register '" + write.register() + "'");
        }
        register.write(cpu, write.value());
    }
}
