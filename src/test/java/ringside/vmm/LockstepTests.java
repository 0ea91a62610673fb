package ringside.vmm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import ringside.machine.Machine;
import ringside.machine.Snapshot;
import ringside.machine.StateHash;

/** The first wrong instruction is found and named. */
class LockstepTests {
    @Test
    void the_kernel_goes_wrong_at_its_first_critical_instruction_and_not_before() {
        Machine machine = Guests.kernel();
        Vmm vmm = new Vmm(machine);
        machine.run(10_000);
        StateHash before = machine.state().hash();
        Lockstep.Report report = new Lockstep(machine, vmm).compare(Technique.TRAP_AND_EMULATE, 2_000);
        String place = String.format("%08x", Guests.symbol(machine, "print_char"));
        assertThat(report.instruction()).isEqualTo("pushf at 0008:" + place);
        assertThat(report.parts()).containsExactly("ram");
        assertThat(report.details()).containsExactly("[p:00010ff0]: 00000002 bare, 00000202 under te");
        assertThat(machine.state().hash().difference(before)).isEmpty();
    }

    @Test
    void with_patches_it_does_not() {
        Machine machine = Guests.kernel();
        machine.run(10_000);
        Vmm vmm = new Vmm(machine);
        assertThat(new Lockstep(machine, vmm).compare(Technique.PATCH, 20_000).isEqual())
                .isTrue();
    }

    @Test
    void translations_that_the_guest_flushed_are_walked_again_as_on_bare() {
        Machine machine = Guests.protectedMode(
                Guests.PAGED
                        + """
                        next: mov eax, [0x200000]
                              mov ebx, [0x250000]
                              mov ecx, cr3
                              mov cr3, ecx
                              jmp next
                        """);
        machine.run(6_000);
        assertThat(machine.cpu().mmu.paging()).isTrue();
        Vmm vmm = new Vmm(machine);
        vmm.caching(false);
        for (Technique technique : List.of(Technique.PATCH, Technique.BINARY_TRANSLATION)) {
            for (int count = 100; count < 105; count++) {
                assertThat(new Lockstep(machine, vmm).compare(technique, count).parts())
                        .as("%s, %d instructions", technique.title(), count)
                        .isEmpty();
            }
        }
    }

    @Test
    void a_snapshot_without_a_monitor_leaves_nothing_of_the_one_that_is_on() {
        Machine machine = Guests.kernel();
        machine.run(10_000);
        Vmm vmm = new Vmm(machine);
        Snapshot before = machine.state().snapshot();
        for (Technique technique : List.of(Technique.PATCH, Technique.BINARY_TRANSLATION)) {
            vmm.use(technique);
            machine.run(20_000);
            machine.state().restore(before);
            assertThat(vmm.isOn()).isFalse();
            assertThat(new Lockstep(machine, vmm).compare(technique, 1_000).parts())
                    .as(technique.title())
                    .isEmpty();
        }
    }

    @Test
    void what_is_run_exactly_for_a_comparison_is_translated_in_units_again_afterwards() {
        Machine machine = Guests.kernel();
        machine.run(10_000);
        Vmm vmm = new Vmm(machine);
        int unit = vmm.translation().unit();
        new Comparer(machine, vmm).compare(null);
        assertThat(vmm.translation().unit()).isEqualTo(unit).isGreaterThan(1);
    }
}
