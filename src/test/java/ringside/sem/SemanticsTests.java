package ringside.sem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import ringside.isa.Mnemonic;
import ringside.isa.OpcodeMap;
import ringside.isa.Row;

/** Every encoding means something. */
class SemanticsTests {
    @Test
    void every_row_has_a_binding_of_its_own() {
        Binding invalid = Semantics.of(OpcodeMap.INVALID);
        List<Mnemonic> unbound = OpcodeMap.rows().stream()
                .filter(row -> Semantics.of(row) == invalid)
                .map(Row::mnemonic)
                .distinct()
                .toList();
        assertThat(unbound).isSubsetOf(Mnemonic.INVALID, Mnemonic.RSM);
    }

    @Test
    void every_mnemonic_has_a_row() {
        List<Mnemonic> written = OpcodeMap.rows().stream().map(Row::mnemonic).toList();
        assertThat(Arrays.stream(Mnemonic.values()).filter(each -> each != Mnemonic.INVALID))
                .isSubsetOf(written);
    }
}
