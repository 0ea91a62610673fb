package ringside.isa;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OpcodeMapTests {
    @Test
    void every_row_is_found_through_some_bytes() {
        Set<Row> found = new HashSet<>();
        for (boolean escaped : new boolean[] {false, true}) {
            for (boolean operand32 : new boolean[] {false, true}) {
                for (int opcode = 0; opcode < 256; opcode++) {
                    for (int modRm = 0; modRm < 256; modRm++) {
                        Pattern pattern =
                                OpcodeMap.slot(operand32, escaped, opcode).pattern(modRm);
                        if (pattern != null) {
                            found.add(pattern.row);
                        }
                    }
                }
            }
        }
        assertThat(found).containsExactlyInAnyOrderElementsOf(OpcodeMap.rows());
    }

    @Test
    void every_mnemonic_has_a_row() {
        Set<Mnemonic> named = EnumSet.of(Mnemonic.INVALID);
        OpcodeMap.rows().forEach(row -> named.add(row.mnemonic()));
        assertThat(named).containsExactly(Mnemonic.values());
    }

    @Test
    void every_operand_code_is_used() {
        Set<OperandCode> used = EnumSet.noneOf(OperandCode.class);
        OpcodeMap.rows().forEach(row -> used.addAll(row.operands()));
        assertThat(used).containsExactly(OperandCode.values());
    }

    @Test
    void encodings_are_unique() {
        assertThat(OpcodeMap.rows()).extracting(Row::encoding).doesNotHaveDuplicates();
    }

    @Test
    void the_tail_of_an_encoding_agrees_with_the_operands() {
        for (Row row : OpcodeMap.rows()) {
            StringBuilder tail = new StringBuilder();
            for (OperandCode code : row.operands()) {
                tail.append(
                        switch (code) {
                            case Ib, Ibs -> " ib";
                            case Iw -> " iw";
                            case Iz -> " iz";
                            case Jb -> " cb";
                            case Jz -> " cz";
                            case Ap -> " cp";
                            case Ob, Ov -> " o";
                            default -> "";
                        });
            }
            String encoding = row.encoding().replaceFirst("^o(16|32) ", "");
            String written = encoding.replaceFirst("^([0-9A-F]{2} ?)+(\\+[ri])?( ?/[r0-7])?", "");
            assertThat(written.strip())
                    .as(row.encoding())
                    .isEqualTo(tail.toString().strip());
        }
    }

    @Test
    void no_flag_is_both_written_and_undefined() {
        assertThat(OpcodeMap.rows())
                .allMatch(row -> (row.effects().flagsWritten() & row.effects().flagsUndefined()) == 0);
    }
}
