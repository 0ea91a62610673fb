package ringside.sem.x87;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import ringside.isa.Mnemonic;
import ringside.isa.OpcodeMap;
import ringside.isa.Row;

class X87Tests {
    @Test
    void every_fpu_mnemonic_is_bound_exactly_once() {
        List<Mnemonic> bound = new ArrayList<>();
        X87.bind((mnemonic, routine) -> bound.add(mnemonic));

        Set<Mnemonic> expected = EnumSet.noneOf(Mnemonic.class);
        for (Row row : OpcodeMap.rows()) {
            if (row.mnemonic().name().startsWith("F")) {
                expected.add(row.mnemonic());
            }
        }
        assertThat(bound).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(expected);
    }
}
