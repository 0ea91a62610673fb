package ringside.debug;

import java.nio.charset.StandardCharsets;
import ringside.cpu.CpuModel;
import ringside.debug.event.InstructionFilter;
import ringside.debug.event.Phase;
import ringside.debug.event.Trigger;
import ringside.debug.expr.Address;
import ringside.machine.GuestImage;
import ringside.machine.ImageLoader;
import ringside.machine.LoadOptions;
import ringside.machine.Machine;
import ringside.machine.MachineConfig;

/** A small guest from source, at its first instruction, with a debugger on it. */
public final class AsmGuest {
    /** The machine. */
    public final Machine machine =
            new Machine(MachineConfig.standard(new CpuModel("ringside32")).withRam(4 << 20));

    /** The debugger. */
    public final Debugger debugger;

    /** Assembles and boots {@code lines}. */
    public AsmGuest(String... lines) {
        byte[] source = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
        GuestImage image = ImageLoader.parse(source, "guest.asm", LoadOptions.NONE);
        machine.boot(image);
        debugger = new Debugger(new MachineTarget(machine));
        image.symbols().forEach(symbol -> debugger.symbols().add(symbol.name(), symbol.address()));
    }

    /** Sets a stop point. */
    public Breakpoint stopAt(Trigger trigger) {
        return debugger.breakpoints().add(trigger, trigger.describe(), false, null);
    }

    /** Sets a stop point with a condition. */
    public Breakpoint stopAt(Trigger trigger, String condition) {
        return debugger.breakpoints().add(trigger, trigger.describe(), false, debugger.parse(condition));
    }

    /** Makes a watch on linear memory; {@code kinds} has {@code r}, {@code w} or both. */
    public static Trigger watch(long linear, long size, String kinds) {
        return new Trigger.Memory(Address.linear((int) linear), size, kinds.contains("r"), kinds.contains("w"));
    }

    /** Makes a catch of all accesses to ports. */
    public static Trigger ports(int first, int last, Phase phase) {
        return new Trigger.Port(first, last, true, true, phase);
    }

    /** Makes a catch of a kind of instruction. */
    public static Trigger insn(String name) {
        return new Trigger.Insn(InstructionFilter.of(name));
    }

    /** Runs until something stops. */
    public Stop go() {
        return debugger.control().proceed();
    }
}
