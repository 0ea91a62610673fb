package ringside.vmm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ringside.cpu.CpuModel;
import ringside.machine.Machine;
import ringside.machine.MachineConfig;
import ringside.machine.StateHash;
import ringside.machine.Stop;

/** Virtual machines that share a machine: each as if alone. */
class VirtualMachineTests {
    private static final long STEP = 100_000;

    private final Hardware hardware =
            new Hardware(MachineConfig.standard(CpuModel.parse("ringside32")).withRam(32 << 20));

    private VirtualMachine kernel(int number, Technique technique) {
        Machine bare = Guests.kernel();
        return new VirtualMachine(number, "vm" + number, hardware, bare.config(), bare.image(), technique, 1);
    }

    private static StateHash bareAfter(long icount) {
        Machine bare = Guests.kernel();
        bare.run(icount);
        return bare.state().hash();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void two_patched_kernels_in_turns_are_each_as_bare_to_the_last_bit(boolean translated) {
        VirtualMachine a = kernel(1, Technique.PATCH);
        VirtualMachine b = kernel(2, Technique.PATCH);
        a.engine().translate(translated);
        b.engine().translate(translated);
        for (int turn = 1; turn <= 5; turn++) {
            assertThat(a.machine().run(turn * STEP).kind()).isEqualTo(Stop.Kind.LIMIT);
            assertThat(b.machine().run(turn * STEP / 2).kind()).isEqualTo(Stop.Kind.LIMIT);
        }
        assertThat(a.switches()).isEqualTo(5);
        a.vmm().use(Technique.OFF);
        b.vmm().use(Technique.OFF);
        assertThat(a.machine().state().hash().difference(bareAfter(5 * STEP))).isEmpty();
        assertThat(b.machine().state().hash().difference(bareAfter(5 * STEP / 2)))
                .isEmpty();
    }

    @Test
    void a_step_retires_one_instruction_of_its_vm_only() {
        VirtualMachine a = kernel(1, Technique.TRAP_AND_EMULATE);
        VirtualMachine b = kernel(2, Technique.TRAP_AND_EMULATE);
        a.machine().run(20_000);
        b.machine().run(7);
        a.machine().run(20_001);
        assertThat(a.machine().cpu().icount).isEqualTo(20_001);
        assertThat(b.machine().cpu().icount).isEqualTo(7);
    }
}
