package ringside.isa;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class InstructionFactsTests {
    private static InstructionFacts facts(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        return InstructionFacts.of(Decoder.decode(bytes, 0, bytes.length, true), 0x1000);
    }

    @Test
    void operands_come_with_their_roles() {
        assertThat(facts("0103").operands()).containsExactly("DWORD PTR [ebx] (read and written)", "eax (read)");
        assertThat(facts("8b03").operands()).containsExactly("eax (written)", "DWORD PTR [ebx] (read)");
        assertThat(facts("3903").operands()).containsExactly("DWORD PTR [ebx] (read)", "eax (read)");
        assertThat(facts("8d4304").operands()).containsExactly("eax (written)", "[ebx+0x4] (address only)");
        assertThat(facts("6bc305").operands()).containsExactly("eax (written)", "ebx (read)", "0x5 (read)");
        assertThat(facts("0f94c0").operands()).containsExactly("al (written)");
    }

    @Test
    void flags_are_named() {
        InstructionFacts adc = facts("11d8");
        assertThat(adc.flagsRead()).isEqualTo("CF");
        assertThat(adc.flagsWritten()).isEqualTo("CF PF AF ZF SF OF");
        assertThat(adc.flagsUndefined()).isEqualTo("-");
        assertThat(facts("d3e0").flagsUndefined()).isEqualTo("AF OF");
        assertThat(facts("d1e0").flagsUndefined()).isEqualTo("AF");
    }

    @Test
    void registers_without_a_name_in_the_text_are_told() {
        assertThat(facts("f7e3").implied()).isEqualTo("reads eax; writes edx:eax");
        assertThat(facts("f3a4").implied()).isEqualTo("reads and writes esi edi ecx");
        assertThat(facts("89d8").implied()).isEmpty();
    }

    @Test
    void class_and_age_are_told() {
        assertThat(facts("0f22d8").privilege()).isEqualTo("privileged");
        assertThat(facts("9d").privilege()).isEqualTo("sensitive");
        assertThat(facts("fa").privilege()).isEqualTo("io sensitive");
        assertThat(facts("0f44c3").since()).isEqualTo("CMOV");
    }

    @Test
    void every_row_has_facts() {
        EncodingGenerator generator = new EncodingGenerator(1);
        for (Row row : OpcodeMap.rows()) {
            byte[] bytes = generator.next(row, true);
            InstructionFacts facts = InstructionFacts.of(Decoder.decode(bytes, 0, bytes.length, true), 0);
            assertThat(facts.encoding()).isEqualTo(row.encoding());
            assertThat(facts.text()).isNotEmpty();
        }
    }
}
