package ringside.exec.dbt;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import ringside.exec.interp.FlatGuest;

/** A guest that never stops to make new code must not fill the host. */
@Tag("long")
class DbtGrowthTests {
    /** Writes a function of other constants to the next of 8192 places, each time around, and calls it until it is hot. */
    private static final String GENERATOR =
            """
            mov edi, 0x200000
            again:
            inc ebp
            mov byte [edi], 0x05                    ; add eax, EBP
            mov [edi + 1], ebp
            mov dword [edi + 5], 0xFBE2C801         ; add eax, ecx; loop $-3
            mov byte [edi + 8], 0xF7
            mov byte [edi + 9], 0xC3
            mov ecx, 40
            call edi
            add edi, 128
            and edi, 0x2FFFFF
            or edi, 0x200000
            jmp again
            """;

    @Test
    void heap_and_metaspace_stay_level_while_a_guest_generates_code_without_end() {
        FlatGuest guest = new FlatGuest(GENERATOR, DynamicTranslator::new);
        DynamicTranslator translator = (DynamicTranslator) guest.engine;
        translator.settings().threshold = 10;
        translator.settings().maxUnits = 500;
        guest.run(2_000_000);
        long heap = heap();
        long metaspace = metaspace();
        int made = translator.made();
        guest.run(6_000_000);
        assertThat(translator.made()).isGreaterThan(made + 1_000);
        assertThat(translator.cache().units().size()).isLessThanOrEqualTo(500);
        assertThat(heap()).as("heap in KiB").isLessThan(heap + heap / 4 + 8_192);
        assertThat(metaspace()).as("metaspace in KiB").isLessThan(metaspace + metaspace / 4);
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 10;
    }

    private static long metaspace() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getName().equals("Metaspace"))
                .mapToLong(DbtGrowthTests::used)
                .sum();
    }

    private static long used(MemoryPoolMXBean pool) {
        return pool.getUsage().getUsed() >> 10;
    }
}
