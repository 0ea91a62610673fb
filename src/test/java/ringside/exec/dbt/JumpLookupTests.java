package ringside.exec.dbt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import ringside.exec.interp.FlatGuest;

/** Where computed jumps and returns lead is found without the manager, in much code as in little. */
class JumpLookupTests {
    private static final int FUNCTIONS = 20_000;
    private static final int FIRST = 0x100000;
    private static final int APART = 16;
    private static final int RET = 0xC3;
    private static final int PER_CALL = 5;

    @Test
    void twenty_thousand_functions_are_found_without_the_manager() {
        FlatGuest guest = new FlatGuest(
                """
                outer:  mov eax, 0x100000
                next:   call eax
                        add eax, 16
                        cmp eax, %d
                        jne next
                        jmp outer
                """
                        .formatted(FIRST + APART * FUNCTIONS),
                DynamicTranslator::new);
        for (int i = 0; i < FUNCTIONS; i++) {
            guest.memory.write8(FIRST + APART * i, RET);
        }
        DynamicTranslator translator = (DynamicTranslator) guest.engine;
        translator.settings().threshold = Integer.MAX_VALUE;
        guest.run(20L * PER_CALL * FUNCTIONS);
        long before = translator.arcs().misses();
        guest.run((long) PER_CALL * FUNCTIONS);
        assertThat(translator.arcs().misses() - before).isLessThan(FUNCTIONS / 100);
    }
}
