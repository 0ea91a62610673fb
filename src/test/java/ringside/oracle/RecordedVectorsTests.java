package ringside.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import ringside.isa.Decoder;
import ringside.isa.OpcodeMap;
import ringside.isa.Row;

/** Vectors that a real CPU gave once, replayed without it. */
class RecordedVectorsTests {
    private static final Path RECORDED = Path.of("src/test/resources/oracle/hostcpu.vectors.gz");
    private static final int CASES_PER_ROW_AND_MODE = 12;

    @TempDir
    Path directory;

    @Test
    void every_recorded_case_does_what_the_real_cpu_did() throws IOException {
        Comparison comparison = new Comparison(new OneInstruction());
        Set<String> rows = new TreeSet<>();
        ByteBuffer in = ByteBuffer.wrap(unpacked()).order(ByteOrder.LITTLE_ENDIAN);
        while (in.hasRemaining()) {
            HostCase test = HostCase.read(in);
            comparison.check(test, HostResult.read(in));
            rows.add(Decoder.decode(test.code(), 0, test.code().length, !test.bits16())
                    .row
                    .encoding());
        }
        assertThat(comparison.mismatches()).as(comparison.report()).isEmpty();
        assertThat(rows)
                .as("rows with recorded cases")
                .containsAll(OpcodeMap.rows().stream()
                        .filter(row -> CaseGenerator.unsuitable(row) == null)
                        .map(Row::encoding)
                        .toList());
    }

    /** Records anew from this machine's CPU: {@code mvn test -Dtest=RecordedVectorsTests -Dringside.oracle.record=yes}. */
    @Test
    @EnabledIfSystemProperty(named = "ringside.oracle.record", matches = "yes")
    void record_from_the_host() throws Exception {
        HostCpu host = HostCpu.compile(directory);
        assertThat(host).as("gcc -m32").isNotNull();
        CaseGenerator generator = new CaseGenerator(1);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            for (Row row : OpcodeMap.rows()) {
                if (CaseGenerator.unsuitable(row) != null) {
                    continue;
                }
                for (boolean bits16 : new boolean[] {false, true}) {
                    List<HostCase> cases = generator.cases(row, bits16, CASES_PER_ROW_AND_MODE);
                    List<HostResult> results = host.run(cases);
                    ByteBuffer record = ByteBuffer.allocate(cases.size() * (HostCase.BYTES + HostResult.BYTES))
                            .order(ByteOrder.LITTLE_ENDIAN);
                    for (int i = 0; i < cases.size(); i++) {
                        cases.get(i).write(record);
                        results.get(i).write(record);
                    }
                    out.write(record.array());
                }
            }
        }
        Files.createDirectories(RECORDED.getParent());
        Files.write(RECORDED, packed.toByteArray());
    }

    private static byte[] unpacked() throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(RECORDED))) {
            return in.readAllBytes();
        }
    }
}
