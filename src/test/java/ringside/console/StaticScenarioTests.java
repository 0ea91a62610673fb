package ringside.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The scenario of the static translator without regions; {@link MechanismScenarioTests} runs it without static units. */
@Timeout(120)
class StaticScenarioTests {
    private static final String SCENARIO =
            Path.of("scripts", "scenarios", "static.js").toString();

    @Test
    void it_fails_without_regions() {
        assertThat(TestMain.run(List.of("--set", "regions=off", SCENARIO))).isNotEqualTo(Main.OK);
    }
}
