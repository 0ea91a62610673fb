package ringside.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import ringside.cpu.CpuModel;
import ringside.exec.ExecutionEngine;

/** Two engines side by side on the embedded guest. */
class LockstepTests {
    private static final long WRONG_FROM = 1_234_567;

    @Test
    void the_translator_equals_the_interpreter_and_the_machine_has_its_engine_back_afterwards() {
        Machine machine = machine();
        machine.use(machine.translator());
        machine.translator().settings().threshold = 20;
        try (Lockstep lockstep = new Lockstep(machine)) {
            assertThat(machine.run(3_000_000).kind()).isEqualTo(Stop.Kind.LIMIT);
            assertThat(lockstep.divergence()).isNull();
            assertThat(lockstep.compared()).isEqualTo(3_000_000);
        }
        assertThat(machine.engine()).isSameAs(machine.translator());
        assertThat(machine.translator().made()).isPositive();
    }

    @Test
    void an_engine_that_goes_wrong_is_stopped_and_the_instruction_found() {
        Machine machine = machine();
        ExecutionEngine right = machine.engine();
        machine.use((cpu, until) -> {
            if (cpu.icount >= WRONG_FROM || until < WRONG_FROM) {
                return right.run(cpu, until);
            }
            var reason = right.run(cpu, WRONG_FROM);
            if (cpu.icount == WRONG_FROM) {
                cpu.gpr[1] ^= 1;
            }
            return reason;
        });
        Lockstep lockstep = new Lockstep(machine);
        Stop stop = machine.run(3_000_000);
        assertThat(stop.kind()).isEqualTo(Stop.Kind.REQUESTED);
        assertThat(stop.detail()).contains("part");
        Lockstep.Divergence found = lockstep.find();
        assertThat(found.exact()).isTrue();
        assertThat(found.icount()).isEqualTo(WRONG_FROM - 1);
        assertThat(found.parts()).contains("cpu");
        assertThat(machine.cpu().icount).isEqualTo(WRONG_FROM);
    }

    private static Machine machine() {
        Machine machine = new Machine(MachineConfig.standard(CpuModel.ringside32()));
        Path guest = Path.of("src/main/resources/ringside/guest/kernel.asm");
        machine.boot(ImageLoader.load(guest, new LoadOptions("", null, List.of(), -1, null, null)));
        return machine;
    }
}
