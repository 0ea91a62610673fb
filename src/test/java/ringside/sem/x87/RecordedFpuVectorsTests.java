package ringside.sem.x87;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/**
 * Replays what an Intel processor did. Recorded by {@code x87 1 10000 exact | gzip -9n} and {@code x87 2 3000
 * transcendental | gzip -9n}.
 */
class RecordedFpuVectorsTests {
    @Test
    void everything_but_transcendental_functions_agrees_bit_by_bit() throws IOException {
        assertThat(differences("exact", false)).isEmpty();
    }

    @Test
    void transcendental_functions_agree_within_one_unit_in_the_last_place() throws IOException {
        assertThat(differences("transcendental", true)).isEmpty();
    }

    private static List<String> differences(String name, boolean transcendental) throws IOException {
        FpuBench bench = new FpuBench();
        List<String> differences = new ArrayList<>();
        try (BufferedInputStream in = FpuVector.buffered(
                new GZIPInputStream(RecordedFpuVectorsTests.class.getResourceAsStream("/x87/" + name + ".bin.gz")))) {
            for (FpuVector vector = FpuVector.read(in); vector != null; vector = FpuVector.read(in)) {
                String difference = vector.run(bench, transcendental);
                if (difference != null) {
                    differences.add(difference);
                }
            }
        }
        return differences;
    }
}
