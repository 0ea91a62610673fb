package ringside.vmm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import ringside.exec.EveryEngine;
import ringside.machine.Machine;
import ringside.time.Stimulus;

/** The guest's kernel runs from the translation cache and cannot tell. */
@EveryEngine
class BinaryTranslationTests {
    private static final long TYPED = 120_000;
    private static final long END = 500_000;

    private final StringBuilder serial = new StringBuilder();

    private Machine kernel(Technique technique) {
        serial.setLength(0);
        Machine machine = Guests.kernel();
        machine.connectSerial(0, value -> serial.append((char) value));
        Vmm vmm = new Vmm(machine);
        vmm.retranslate(cache -> cache.unit(1));
        vmm.use(technique);
        machine.run(TYPED);
        for (byte octet : "ticks\r".getBytes(StandardCharsets.US_ASCII)) {
            machine.stimulate(new Stimulus.SerialByte(0, octet));
        }
        machine.run(END);
        assertThat(machine.cpu().icount).isEqualTo(END);
        vmm.use(Technique.OFF);
        return machine;
    }

    @Test
    void translated_exactly_the_kernel_is_equal_to_bare_to_the_last_bit() {
        Machine bare = kernel(Technique.OFF);
        String said = serial.toString();
        Machine translated = kernel(Technique.BINARY_TRANSLATION);
        assertThat(said).contains("> ticks");
        assertThat(serial).hasToString(said);
        assertThat(translated.state().hash().difference(bare.state().hash())).isEmpty();
    }
}
