package ringside.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import ringside.debug.Answer;
import ringside.debug.Breakpoints;
import ringside.debug.Debugger;
import ringside.debug.MachineTarget;
import ringside.debug.event.InstructionFilter;
import ringside.debug.event.Phase;
import ringside.debug.event.Trigger;
import ringside.debug.expr.Address;
import ringside.exec.EveryEngine;

/** Stop points of every kind must not change the guest: it ends in the same state with hundreds of them and without any. */
@EveryEngine
class StopPointTransparencyTests {
    private static final long END = 200_000;

    private final Machine machine = RestlessGuest.machine();
    private final Debugger debugger = new Debugger(new MachineTarget(machine));
    private final Breakpoints breakpoints = debugger.breakpoints();
    private long hits;

    private static StateHash undisturbed() {
        Machine machine = RestlessGuest.machine();
        machine.run(END);
        return machine.state().hash();
    }

    private void passing(Trigger trigger) {
        int number = breakpoints.add(trigger, trigger.describe(), false, null).number();
        breakpoints.handler(number, (point, event) -> {
            hits++;
            return Answer.CONTINUE;
        });
    }

    private static Address address(Random random, boolean physical) {
        int value = random.nextInt(3 << 20);
        return physical ? Address.physical(value) : Address.linear(value);
    }

    @Test
    void two_hundred_watchpoints_around_leave_the_state_equal() {
        Random random = new Random(7);
        for (int i = 0; i < 200; i++) {
            boolean read = random.nextBoolean();
            passing(new Trigger.Memory(
                    address(random, random.nextBoolean()),
                    1 + random.nextInt(64),
                    read,
                    !read || random.nextBoolean()));
        }
        breakpoints.add(
                new Trigger.Memory(Address.linear(0x10_0000), 1 << 20, true, true),
                "a megabyte",
                false,
                debugger.parse("$value == 0x12345678 && $size == 1"));
        debugger.control().proceed(END);
        assertThat(machine.cpu().icount).isEqualTo(END);
        assertThat(hits).isPositive();
        assertThat(machine.state().hash().difference(undisturbed())).isEmpty();
    }

    @Test
    void catches_of_every_kind_leave_the_state_equal() {
        passing(new Trigger.CpuException(Trigger.ANY));
        passing(new Trigger.Interrupt(Trigger.ANY));
        passing(new Trigger.Irq(Trigger.ANY));
        passing(new Trigger.Port(0, 0xFFFF, true, true, Phase.AFTER));
        passing(new Trigger.Port(0, 0xFFFF, true, true, Phase.BEFORE));
        passing(new Trigger.ControlRegister(Trigger.ANY));
        passing(new Trigger.Mode());
        passing(new Trigger.Cpl());
        passing(new Trigger.Insn(InstructionFilter.of("sensitive")));
        passing(new Trigger.Insn(InstructionFilter.of("mov")));
        debugger.control().proceed(END);
        assertThat(machine.cpu().icount).isEqualTo(END);
        assertThat(hits).isGreaterThan(1_000);
        assertThat(machine.state().hash().difference(undisturbed())).isEmpty();
    }

    @Test
    void stops_and_steps_in_between_leave_the_state_equal() {
        Random random = new Random(11);
        for (int i = 0; i < 20; i++) {
            Trigger trigger = new Trigger.Memory(address(random, false), 4096, true, true);
            breakpoints.add(trigger, trigger.describe(), false, null);
        }
        int stops = 0;
        while (machine.cpu().icount < END) {
            debugger.control().proceed(Math.min(END, machine.cpu().icount + 20_000));
            if (stops++ == 300) {
                breakpoints.clear();
            }
        }
        assertThat(stops).isGreaterThan(20);
        assertThat(machine.state().hash().difference(undisturbed())).isEmpty();
    }
}
