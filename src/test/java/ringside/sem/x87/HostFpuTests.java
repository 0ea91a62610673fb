package ringside.sem.x87;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ringside.sem.x87.FpuVector.Selection;

/** Runs {@code scripts/oracles/x87.c} on the host's own processor, where that is an x86-64, and compares. */
@Tag("long")
class HostFpuTests {
    private static final int EXACT_CASES = 4_000_000;
    private static final int TRANSCENDENTAL_CASES = 1_000_000;
    private static final int ENVIRONMENT_CASES = 100_000;
    private static final int DIFFERENCES_SHOWN = 10;

    /** One case in this many may differ by more: at the ends of the range processors take rounding before tininess. */
    private static final int TRANSCENDENTAL_TOLERANCE = 100_000;

    @TempDir
    static Path directory;

    private static Path oracle;

    @BeforeAll
    static void compile() throws IOException, InterruptedException {
        assumeTrue(System.getProperty("os.arch").equals("amd64"), "needs an x86-64 host");
        // Others keep the pointers of the environment only while an exception is pending, and round functions
        // otherwise.
        assumeTrue(Files.readString(Path.of("/proc/cpuinfo")).contains("GenuineIntel"), "needs an Intel processor");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/gcc")), "no gcc on this machine");
        oracle = directory.resolve("x87");
        Process gcc = new ProcessBuilder("gcc", "-O1", "-o", oracle.toString(), "scripts/oracles/x87.c")
                .inheritIO()
                .start();
        assertThat(gcc.waitFor()).isZero();
    }

    @Test
    void everything_but_transcendental_functions_agrees_bit_by_bit() throws IOException, InterruptedException {
        assertThat(differences(EXACT_CASES, Selection.EXACT)).isEmpty();
    }

    @Test
    void environments_agree_bit_by_bit() throws IOException, InterruptedException {
        assertThat(differences(ENVIRONMENT_CASES, Selection.ENVIRONMENT)).isEmpty();
    }

    @Test
    void transcendental_functions_agree_within_one_unit_in_the_last_place() throws IOException, InterruptedException {
        assertThat(differences(TRANSCENDENTAL_CASES, Selection.TRANSCENDENTAL))
                .hasSizeLessThanOrEqualTo(TRANSCENDENTAL_CASES / TRANSCENDENTAL_TOLERANCE);
    }

    private static List<String> differences(int cases, Selection selection) throws IOException, InterruptedException {
        FpuBench bench = new FpuBench();
        List<String> differences = new ArrayList<>();
        Process process = new ProcessBuilder(
                        oracle.toString(),
                        "3",
                        Integer.toString(cases),
                        selection.name().toLowerCase(Locale.ROOT))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedInputStream in = FpuVector.buffered(process.getInputStream())) {
            for (FpuVector vector = FpuVector.read(selection, in);
                    vector != null;
                    vector = FpuVector.read(selection, in)) {
                String difference = vector.run(bench);
                if (difference != null
                        && differences.size() <= Math.max(DIFFERENCES_SHOWN, cases / TRANSCENDENTAL_TOLERANCE)) {
                    differences.add(difference);
                }
            }
        }
        process.waitFor();
        return differences;
    }
}
