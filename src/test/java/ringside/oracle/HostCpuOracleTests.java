package ringside.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ringside.isa.OpcodeMap;
import ringside.isa.Row;

/** Generated instructions, every suitable row in 32-bit and 16-bit segments, against the host's own CPU. */
@Tag("long")
class HostCpuOracleTests {
    /** {@code -Dringside.oracle.cases=15000} makes it more than ten million in all. */
    private static final int CASES_PER_ROW_AND_MODE = Integer.getInteger("ringside.oracle.cases", 2_000);

    @TempDir
    Path directory;

    @Test
    void every_row_does_what_the_host_does() throws Exception {
        HostCpu host = HostCpu.compile(directory);
        assumeTrue(host != null, "no gcc -m32 on this machine, or a kernel without 32-bit programs");
        Comparison comparison = new Comparison(new OneInstruction());
        CaseGenerator generator = new CaseGenerator(20261120);
        List<String> thin = new ArrayList<>();
        int rows = 0;
        for (Row row : OpcodeMap.rows()) {
            if (CaseGenerator.unsuitable(row) != null) {
                continue;
            }
            rows++;
            for (boolean bits16 : new boolean[] {false, true}) {
                List<HostCase> cases = generator.cases(row, bits16, CASES_PER_ROW_AND_MODE);
                if (cases.size() < 500) {
                    thin.add(row.encoding() + (bits16 ? " (16 bits)" : "") + ": " + cases.size());
                }
                List<HostResult> results = host.run(cases);
                for (int i = 0; i < cases.size(); i++) {
                    comparison.check(cases.get(i), results.get(i));
                }
            }
        }
        System.out.printf("Host CPU: %d cases of %d rows, 32 and 16 bits%n", comparison.cases(), rows);
        assertThat(comparison.mismatches()).as(comparison.report()).isEmpty();
        assertThat(thin).as("rows with fewer than 500 cases").isEmpty();
    }
}
