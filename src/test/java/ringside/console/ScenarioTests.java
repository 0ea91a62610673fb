package ringside.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The scenarios that users start from. */
@Timeout(120)
class ScenarioTests {
    private static final Path SCENARIOS = Path.of("scripts", "scenarios");

    static Stream<String> scenarios() throws IOException {
        try (Stream<Path> files = Files.list(SCENARIOS)) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".js") && !name.equals("lib.js") && !name.startsWith("debian"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void scenario_passes(String name) {
        assertThat(TestMain.run(List.of(SCENARIOS.resolve(name).toString()))).isZero();
    }

    @Test
    void the_scenario_of_the_kernel_finds_a_planted_bug() {
        String kernel = SCENARIOS.resolve("kernel.js").toString();
        assertThat(TestMain.run(List.of("--set", "bug=eoi", kernel))).isEqualTo(Main.FAILED);
    }
}
