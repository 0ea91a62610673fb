package ringside.vmm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import ringside.isa.asm.Assembler;
import ringside.machine.Machine;
import ringside.machine.StateHash;

/** One instruction, several ways, from one state. */
class ComparerTests {
    private static Comparison compare(Machine machine, String instruction) {
        byte[] code = instruction == null ? null : Assembler.line(instruction, 0, 32, name -> OptionalInt.empty());
        return new Comparer(machine, new Vmm(machine)).compare(code);
    }

    private static Machine atMain(String code) {
        Machine machine = Guests.protectedMode(code);
        machine.breakpoints().add(Guests.symbol(machine, "main"));
        machine.run(1_000);
        machine.breakpoints().clear();
        return machine;
    }

    private static Comparison.Run run(Comparison found, Technique technique) {
        return found.runs().get(technique.ordinal());
    }

    @Test
    void popf_loses_the_interrupt_flag_where_nothing_traps_and_keeps_it_where_it_is_patched() {
        Machine machine = atMain("nop\nhlt\n");
        machine.memory().write32(0x7000, 0x202);
        StateHash before = machine.state().hash();
        Comparison found = compare(machine, "popf");
        assertThat(run(found, Technique.TRAP_AND_EMULATE).difference())
                .isEqualTo("eflags: 00000202 bare, 00000002 under te");
        assertThat(run(found, Technique.TRAP_AND_EMULATE).exits())
                .allMatch(exit -> exit.reason() == ExitReason.HIDDEN_PAGE_FAULT);
        assertThat(run(found, Technique.PATCH).difference()).isEmpty();
        assertThat(run(found, Technique.PATCH).exits()).anyMatch(exit -> exit.reason() == ExitReason.PATCH);
        assertThat(machine.state().hash().difference(before)).isEmpty();
    }

    @Test
    void what_traps_is_equal_everywhere() {
        Comparison found = compare(atMain("nop\nhlt\n"), "mov eax, cr0");
        assertThat(run(found, Technique.TRAP_AND_EMULATE).difference()).isEmpty();
        assertThat(run(found, Technique.TRAP_AND_EMULATE).exits())
                .anyMatch(exit -> exit.reason() == ExitReason.CR_ACCESS);
    }

    @Test
    void the_ring_shows_in_memory_too() {
        Comparison found = compare(atMain("push cs\nhlt\n"), null);
        assertThat(found.instruction()).isEqualTo("push cs");
        assertThat(run(found, Technique.TRAP_AND_EMULATE).difference())
                .isEqualTo("[p:00006ffc]: 00000008 bare, 00000009 under te");
    }
}
