package ringside.sem.x87;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import ringside.sem.x87.FpuVector.Selection;

/**
 * Replays what an Intel processor did. Recorded by {@code x87 1 10000 exact | gzip -9n}, {@code x87 2 3000
 * transcendental | gzip -9n} and {@code x87 3 1000 environment | gzip -9n}.
 */
class RecordedFpuVectorsTests {
    @Test
    void everything_but_transcendental_functions_agrees_bit_by_bit() throws IOException {
        assertThat(differences("exact", Selection.EXACT)).isEmpty();
    }

    @Test
    void transcendental_functions_agree_within_one_unit_in_the_last_place() throws IOException {
        assertThat(differences("transcendental", Selection.TRANSCENDENTAL)).isEmpty();
    }

    @Test
    void environments_agree_bit_by_bit() throws IOException {
        assertThat(differences("environment", Selection.ENVIRONMENT)).isEmpty();
    }

    private static List<String> differences(String name, Selection selection) throws IOException {
        FpuBench bench = new FpuBench();
        List<String> differences = new ArrayList<>();
        try (BufferedInputStream in = FpuVector.buffered(
                new GZIPInputStream(RecordedFpuVectorsTests.class.getResourceAsStream("/x87/" + name + ".bin.gz")))) {
            for (FpuVector vector = FpuVector.read(selection, in);
                    vector != null;
                    vector = FpuVector.read(selection, in)) {
                String difference = vector.run(bench);
                if (difference != null) {
                    differences.add(difference);
                }
            }
        }
        return differences;
    }
}
