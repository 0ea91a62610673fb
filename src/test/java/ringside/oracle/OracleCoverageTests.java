package ringside.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import ringside.isa.OpcodeMap;
import ringside.isa.Row;
import ringside.sem.x87.RecordedFpuRows;

/** Every encoding row is checked by something that is not us, or stands here with the reason why nothing can. */
class OracleCoverageTests {
    /** Rows without an oracle, by encoding and mnemonic. */
    private static final Map<String, String> WITHOUT =
            Map.of("0F A2 CPUID", "the answers are the model's own: CpuModelTests compares them with README's table");

    @Test
    void every_row_has_an_oracle_or_a_reason() throws IOException {
        Set<Row> x87 = RecordedFpuRows.rows();
        List<String> forgotten = new ArrayList<>();
        Map<String, String> needless = new TreeMap<>(WITHOUT);
        for (Row row : OpcodeMap.rows()) {
            String name = row.encoding() + " " + row.mnemonic();
            boolean host = CaseGenerator.unsuitable(row) == null;
            boolean bochs = SystemCaseGenerator.suitable(row);
            if (!host && !bochs && !x87.contains(row) && needless.remove(name) == null) {
                forgotten.add(name);
            }
        }
        assertThat(forgotten).as("rows without an oracle and without a reason").isEmpty();
        assertThat(needless)
                .as("reasons for rows that have an oracle or do not exist")
                .isEmpty();
    }

    @Test
    void rows_without_cases_in_a_mode_say_why() {
        for (Row row : OpcodeMap.rows()) {
            for (SystemMode mode : SystemMode.values()) {
                String reason = SystemCaseGenerator.without(row, mode);
                if (reason == null && SystemCaseGenerator.suitable(row)) {
                    assertThat(new SystemCaseGenerator(row, mode).cases(20))
                            .as("%s in %s", row.encoding(), mode)
                            .hasSize(20);
                }
            }
        }
    }
}
