package ringside.exec.dbt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import ringside.exec.interp.FlatGuest;

/** Units that are slow, and units that are made elsewhere meanwhile. */
class DbtWatchTests {
    private static final String ENDLESS =
            """
            again:
            add eax, ecx
            xor edx, eax
            mov [0x100000], edx
            inc ecx
            jmp again
            """;

    private final FlatGuest guest = new FlatGuest(ENDLESS, DynamicTranslator::new);
    private final DynamicTranslator translator = (DynamicTranslator) guest.engine;
    private final List<Runnable> work = new ArrayList<>();
    private long clock;

    private TranslationBlock unit() {
        return translator.cache().units().iterator().next();
    }

    /** Runs 30,000 times a hundred instructions, each time by way of the unit. */
    private void runOften() {
        translator.settings().threshold = 100;
        for (int i = 0; i < 30_000; i++) {
            guest.run(100);
        }
    }

    @Test
    void a_unit_that_stays_at_the_pace_of_interpretation_is_slow() {
        translator.stopwatch(() -> clock += 2_000); // 20 ns for each of a hundred instructions
        runOften();
        assertThat(unit().slow()).isTrue();
        assertThat(unit().pace().picoseconds()).isBetween(19_000L, 22_000L);
    }

    @Test
    void a_unit_that_was_compiled_is_not() {
        translator.stopwatch(() -> clock += 100);
        runOften();
        assertThat(unit().slow()).isFalse();
        assertThat(unit().pace().picoseconds()).isEqualTo(1_000);
    }

    @Test
    void a_unit_made_elsewhere_is_installed_when_a_slice_begins_after_it_is_finished() {
        translator.background(work::add);
        translator.settings().threshold = 100;
        guest.run(2_000);
        assertThat(translator.made()).isZero();
        assertThat(translator.waiting()).isEqualTo(1);
        work.forEach(Runnable::run);
        assertThat(translator.made()).isZero();
        guest.run(2_000);
        assertThat(translator.made()).isEqualTo(1);
        assertThat(translator.cache().retired()).isGreaterThan(1_900);
        FlatGuest interpreted = new FlatGuest(ENDLESS, DynamicTranslator::new);
        interpreted.run(4_000);
        assertThat(guest.cpu.gpr).isEqualTo(interpreted.cpu.gpr);
    }

    @Test
    void a_unit_whose_code_has_changed_meanwhile_is_not_installed() {
        translator.background(work::add);
        translator.settings().threshold = 100;
        guest.run(1_000);
        guest.cpu.mmu.pokeLinear8(FlatGuest.CODE + 1, 0xD0); // add eax, edx
        work.forEach(Runnable::run);
        work.clear();
        guest.run(1_000);
        assertThat(translator.made()).isZero();
        work.forEach(Runnable::run);
        guest.run(1_000);
        assertThat(translator.made()).isEqualTo(1);
    }
}
