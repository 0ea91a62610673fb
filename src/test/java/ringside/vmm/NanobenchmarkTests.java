package ringside.vmm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import ringside.cpu.CpuModel;
import ringside.vmm.study.Nanobenchmark;

/** What single operations cost a monitor, counted: a hundred times each. */
class NanobenchmarkTests {
    private static List<Nanobenchmark> results;

    @BeforeAll
    static void run() {
        results = Nanobenchmark.all(CpuModel.ringside32(), Prices.DEFAULT);
    }

    private static long exits(String name, Technique technique) {
        return results.stream()
                .filter(each -> each.name().equals(name) && each.technique() == technique)
                .findFirst()
                .orElseThrow()
                .cost()
                .exits();
    }

    @Test
    void bare_nothing_enters_a_monitor() {
        assertThat(Nanobenchmark.NAMES)
                .allSatisfy(name -> assertThat(exits(name, Technique.OFF)).isZero());
    }

    @Test
    void each_operation_that_traps_is_an_exit_under_trap_and_emulate() {
        assertThat(List.of("syscall", "in", "cr write", "pte change"))
                .allSatisfy(name ->
                        assertThat(exits(name, Technique.TRAP_AND_EMULATE)).isBetween(100L, 110L));
    }

    @Test
    void a_fault_of_the_guests_own_is_two_for_the_way_back_traps_too() {
        // IRET at CPL 1 to a frame with CS of ring 0 is #GP.
        assertThat(List.of("page fault", "divide by zero"))
                .allSatisfy(name ->
                        assertThat(exits(name, Technique.TRAP_AND_EMULATE)).isBetween(200L, 210L));
    }

    @Test
    void a_call_and_its_return_need_no_monitor_but_in_translated_code() {
        assertThat(exits("call/ret", Technique.TRAP_AND_EMULATE)).isLessThan(5);
        assertThat(exits("call/ret", Technique.PATCH)).isLessThan(5);
    }

    @Test
    void the_return_from_a_system_call_traps_only_where_iret_is_patched() {
        assertThat(exits("syscall", Technique.PATCH)).isBetween(200L, 210L);
    }

    @Test
    void translation_stops_trapping_at_entries_that_change_again_and_again() {
        assertThat(exits("pte change", Technique.BINARY_TRANSLATION)).isLessThan(exits("pte change", Technique.PATCH));
    }
}
