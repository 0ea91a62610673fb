package ringside.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ringside.isa.Availability;

class CpuModelTests {
    @ParameterizedTest
    @CsvSource({
        "386, I486, false",
        "386, FPU, true",
        "486, I486, true",
        "486, CPUID, false",
        "486+cpuid, CPUID, true",
        "pentium, TSC, true",
        "pentium, CMOV, false",
        "pentiumpro, P6, true",
        "pentiumpro, SEP, false",
        "ringside32, SEP, true",
        "ringside32, FXSR, true",
        "ringside32-cmov, CMOV, false"
    })
    void has_the_instructions_of_its_generation_and_features(String model, Availability kind, boolean there) {
        assertThat(CpuModel.parse(model.replaceAll("([+-])", ",$1")).has(kind)).isEqualTo(there);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "387 | unknown CPU model '387'; there are 386, 486, pentium, pentiumpro, ringside32",
                "486,+warp | unknown CPU feature 'warp'",
                "486,fast | 'fast' is no part of a CPU model",
                "486,vendor=Intel | a CPU vendor has twelve ASCII characters, not 'Intel'",
                "486,stepping=16 | CPU stepping is a number from 0 to 15, not '16'"
            })
    void a_wrong_specification_is_one_clear_line(String specification, String message) {
        assertThatThrownBy(() -> CpuModel.parse(specification))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message)
                .hasMessageNotContaining("\n");
    }

    @Test
    void vendor_family_model_and_stepping_can_be_chosen() {
        CpuModel model = CpuModel.parse("ringside32,vendor=AuthenticAMD,family=15,model=4,stepping=8");
        CpuidLeaves.Answer zero = CpuidLeaves.of(model, 0);
        assertThat(text(zero.ebx()) + text(zero.edx()) + text(zero.ecx())).isEqualTo("AuthenticAMD");
        assertThat(CpuidLeaves.of(model, 1).eax()).isEqualTo(0xF48);
    }

    @Test
    void families_and_models_beyond_one_digit_go_into_the_extended_fields() {
        assertThat(CpuModel.parse("ringside32,family=21,model=19").signature()).isEqualTo(0x0061_0F32);
    }

    @Test
    void cpuid_tells_the_features_of_the_default_model() {
        CpuModel model = CpuModel.ringside32();
        // FPU VME DE PSE TSC MSR PAE CX8 SEP PGE CMOV FXSR
        assertThat(CpuidLeaves.of(model, 1)).isEqualTo(new CpuidLeaves.Answer(0x652, 0, 0, 0x0100_A97F));
        assertThat(CpuidLeaves.of(model, 0x8000_0001).edx()).isEqualTo(1 << 20);
        assertThat(CpuidLeaves.of(model, 0x8000_0008).eax()).isEqualTo(0x2024);
        assertThat(CpuidLeaves.of(model, 0).eax()).isEqualTo(2);
    }

    @Test
    void leaves_beyond_the_last_basic_one_answer_as_that_one() {
        CpuModel model = CpuModel.ringside32();
        assertThat(CpuidLeaves.of(model, 3)).isEqualTo(CpuidLeaves.of(model, 2));
        assertThat(CpuidLeaves.of(model, 0x8000_0009)).isEqualTo(CpuidLeaves.of(model, 2));
        assertThat(CpuidLeaves.of(model, 0x4000_0000)).isEqualTo(CpuidLeaves.of(model, 2));
    }

    @Test
    void umip_appears_in_leaf_7_and_cr4() {
        CpuModel model = CpuModel.parse("ringside32,+umip");
        assertThat(CpuidLeaves.of(model, 7).ecx()).isEqualTo(4);
        assertThat(model.cr4Mask() & 1 << 11).isNotZero();
        assertThat(CpuModel.ringside32().cr4Mask() & 1 << 11).isZero();
    }

    @ParameterizedTest
    @CsvSource({"386, false, false", "486, true, false", "pentium, true, true"})
    void ac_came_with_the_486_and_id_with_cpuid(String name, boolean ac, boolean id) {
        int mask = CpuModel.parse(name).flagsMask();
        assertThat((mask & Eflags.AC) != 0).isEqualTo(ac);
        assertThat((mask & Eflags.ID) != 0).isEqualTo(id);
    }

    @Test
    void a_model_without_fpu_keeps_em_set() {
        TestCpu machine = new TestCpu("486,-fpu");
        ControlState.loadCr0(machine.cpu, 0x10);
        assertThat(machine.cpu.cr0 & 4).isEqualTo(4);
    }

    @Test
    void readme_shows_the_leaves_of_the_default_model() throws IOException {
        Pattern row =
                Pattern.compile("\\| ([08][0-9A-F]{7}) \\| (\\w{8}) \\| (\\w{8}) \\| (\\w{8}) \\| (\\w{8}) \\|.*");
        List<Matcher> rows = Files.readAllLines(Path.of("README.md")).stream()
                .map(row::matcher)
                .filter(Matcher::matches)
                .toList();
        assertThat(rows).hasSize(9);
        for (Matcher leaf : rows) {
            assertThat(CpuidLeaves.of(CpuModel.ringside32(), hex(leaf, 1)))
                    .as(leaf.group(1))
                    .isEqualTo(new CpuidLeaves.Answer(hex(leaf, 2), hex(leaf, 3), hex(leaf, 4), hex(leaf, 5)));
        }
    }

    private static int hex(Matcher row, int column) {
        return Integer.parseUnsignedInt(row.group(column), 16);
    }

    private static String text(int word) {
        byte[] bytes = {(byte) word, (byte) (word >> 8), (byte) (word >> 16), (byte) (word >> 24)};
        return new String(bytes, StandardCharsets.US_ASCII);
    }
}
