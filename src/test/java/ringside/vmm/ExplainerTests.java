package ringside.vmm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import ringside.machine.Machine;
import ringside.machine.StateHash;
import ringside.vmm.study.Explainer;
import ringside.vmm.study.Explanation;

/** What the architecture made of an instruction, said from real runs. */
class ExplainerTests {
    private static Explanation explain(String code, Technique technique) {
        Machine machine = Guests.protectedMode(code);
        new Vmm(machine).use(technique);
        machine.breakpoints().add(Guests.symbol(machine, "here"));
        machine.run(1_000);
        machine.breakpoints().clear();
        StateHash before = machine.state().hash();
        Explanation found = Explainer.next(machine);
        assertThat(machine.state().hash().difference(before)).isEmpty();
        return found;
    }

    @Test
    void popf_at_cpl_1_ignores_the_interrupt_flag_of_the_image() {
        Explanation found = explain("push dword 2\nsti\nhere: popf\nhlt\n", Technique.TRAP_AND_EMULATE);
        assertThat(found.outcome()).isEqualTo("no trap");
        assertThat(found.rules().get(0).sentence())
                .isEqualTo("POPF at CPL 1, IOPL 0: IF in the image (0) was ignored, IF stays 1, no trap");
        assertThat(found.rules().get(0).section()).startsWith("SDM Vol. 2B, POPF");
    }

    @Test
    void popf_at_cpl_0_loads_it() {
        Explanation found = explain("push dword 0x202\nhere: popf\nhlt\n", Technique.OFF);
        assertThat(found.rules().get(0).sentence())
                .isEqualTo("POPF loaded IF from the image (1), because CPL (0) <= IOPL (0)");
        assertThat(found.changes()).contains("eflags 6 -> 202");
    }

    @Test
    void a_fault_is_told_with_its_cause() {
        Explanation found = explain("here: mov eax, cr0\nhlt\n", Technique.TRAP_AND_EMULATE);
        assertThat(found.outcome()).isEqualTo("trap: vector 13");
        assertThat(found.rules().get(0).sentence()).endsWith("the instruction needs CPL 0");
    }

    @Test
    void a_translated_instruction_is_the_guests_own_at_cpl_0() {
        Explanation found = explain("push dword 2\nsti\nhere: popf\nhlt\n", Technique.BINARY_TRANSLATION);
        assertThat(found.instruction()).isEqualTo("popf");
        assertThat(found.rules().get(0).sentence())
                .isEqualTo("POPF loaded IF from the image (0), because CPL (0) <= IOPL (0)");
        assertThat(found.changes()).contains("eflags 206 -> 2");
    }
}
