package ringside.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Scenarios of mechanisms, each of which names what it fails with when the mechanism is taken away. That they pass with it is
 * what {@link ScenarioTests} asks.
 */
@Timeout(120)
class MechanismScenarioTests {
    private static final Path SCENARIOS = Path.of("scripts", "scenarios");
    private static final Pattern WITHOUT = Pattern.compile("^// Without it: (.+)$", Pattern.MULTILINE);

    @TempDir
    Path directory;

    static List<String> mechanisms() throws IOException {
        try (Stream<Path> files = Files.list(SCENARIOS)) {
            return files.filter(file -> message(file) != null)
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    private static String message(Path file) {
        try {
            Matcher line = WITHOUT.matcher(Files.isDirectory(file) ? "" : Files.readString(file));
            return line.find() ? line.group(1) : null;
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    @ParameterizedTest
    @MethodSource("mechanisms")
    void fails_without_its_mechanism_on_the_assertion_that_it_states(String name) throws IOException {
        Path report = directory.resolve("report.xml");
        Path scenario = SCENARIOS.resolve(name);
        int code = TestMain.run(List.of("--set", "without=true", "--junit", report.toString(), scenario.toString()));
        // Not only 1: a guest that ends with HLT counts as dead when its test fails.
        assertThat(code).isNotZero();
        assertThat(Files.readString(report)).contains(message(scenario));
    }
}
