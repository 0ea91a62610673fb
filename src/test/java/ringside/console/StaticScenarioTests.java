package ringside.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The scenario of the static translator, with its mechanisms and without. */
@Timeout(120)
class StaticScenarioTests {
    private static final String SCENARIO =
            Path.of("scripts", "scenarios", "static.js").toString();

    @Test
    void it_passes_with_all_mechanisms_and_fails_without_each() {
        assertThat(TestMain.run(List.of(SCENARIO))).isZero();
        assertThat(TestMain.run(List.of("--set", "sbt=off", SCENARIO))).isNotEqualTo(Main.OK);
        assertThat(TestMain.run(List.of("--set", "regions=off", SCENARIO))).isNotEqualTo(Main.OK);
    }
}
