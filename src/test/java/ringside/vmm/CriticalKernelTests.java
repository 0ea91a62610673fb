package ringside.vmm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import ringside.exec.EveryEngine;
import ringside.machine.Machine;
import ringside.machine.Stop;

/** The demonstration kernel under each technique; what it has to see is in critical.js, which users run. */
@EveryEngine
class CriticalKernelTests {
    private static final Path SOURCE = Path.of("scripts", "scenarios", "critical.asm");
    private static final List<String> ROWS = List.of(
            "pushf",
            "sgdt",
            "sidt",
            "sldt",
            "str",
            "smsw",
            "mov_cs",
            "mov_ss",
            "push_cs",
            "push_ss",
            "lar",
            "lsl",
            "verr",
            "verw",
            "call_far",
            "popf",
            "iret",
            "preempted",
            "page",
            "cr3",
            "task",
            "calls");

    @Test
    void patched_and_translated_it_computes_what_it_does_bare() throws IOException {
        List<Integer> bare = results(Technique.OFF);
        assertThat(results(Technique.PATCH)).isEqualTo(bare);
        assertThat(results(Technique.BINARY_TRANSLATION)).isEqualTo(bare);
    }

    @Test
    void by_traps_alone_it_goes_wrong_at_its_critical_instructions_only() throws IOException {
        List<Integer> bare = results(Technique.OFF);
        List<Integer> trapped = results(Technique.TRAP_AND_EMULATE);
        Set<String> right = new LinkedHashSet<>();
        for (int i = 0; i < ROWS.size(); i++) {
            if (bare.get(i).equals(trapped.get(i))) {
                right.add(ROWS.get(i));
            }
        }
        assertThat(right).containsExactly("page", "cr3", "task", "calls");
    }

    private static List<Integer> results(Technique technique) throws IOException {
        Machine machine = Guests.boot(Files.readAllBytes(SOURCE), "ringside32");
        new Vmm(machine).use(technique);
        assertThat(machine.run(10_000_000).kind()).isEqualTo(Stop.Kind.EXIT);
        List<Integer> values = new ArrayList<>();
        for (String row : ROWS) {
            values.add(machine.memory().read32(Guests.symbol(machine, "results." + row)));
        }
        return values;
    }
}
