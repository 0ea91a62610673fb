package ringside.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What fingers know from GDB, Bochs and QEMU does the same here, line by line of a table. */
class ManualCommandsTests {
    private static final String TABLE = "/ringside/console/manual-commands.txt";

    @TempDir
    private Path directory;

    /** One line of the table. */
    private record Entry(String tool, String state, String line, String expectation) {
        boolean isRefused() {
            return expectation.startsWith("! ");
        }
    }

    private static List<Entry> table() throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (InputStream in = ManualCommandsTests.class.getResourceAsStream(TABLE)) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    String[] columns = line.split(" *\\| ", 4);
                    entries.add(new Entry(columns[0], columns[1].strip(), columns[2], columns[3].strip()));
                }
            }
        }
        return entries;
    }

    @Test
    void at_least_nine_of_ten_do_the_same() throws IOException {
        List<Entry> entries = table();
        long same = entries.stream().filter(entry -> !entry.isRefused()).count();
        assertThat(entries).hasSizeGreaterThanOrEqualTo(100);
        assertThat(same * 10).isGreaterThanOrEqualTo(9L * entries.size());
        assertThat(entries.stream().map(Entry::tool).distinct()).containsExactlyInAnyOrder("gdb", "bochs", "qemu");
    }

    @TestFactory
    Stream<DynamicTest> lines_do_what_they_do_there() throws IOException {
        return table().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.tool() + ": " + entry.line(), () -> check(entry)));
    }

    private void check(Entry entry) {
        ConsoleFixture console = ConsoleFixture.limited();
        console.answer(
                switch (entry.state()) {
                    case "real" -> "echo ready";
                    case "pm" -> "advance start32";
                    case "paged" -> "advance syscall_entry";
                    case "user" -> "advance task_a";
                    default -> throw new IllegalArgumentException(entry.state());
                });
        String answer = "";
        for (String line : entry.line().split(" ;; ")) {
            answer = console.answer(placed(line).replace("\\nend", "\nend").replaceAll("\\\\n(?=[a-z$])", "\n"));
        }
        for (String step : entry.expectation().split(" >> ")) {
            answer = check(console, step.strip(), answer);
        }
    }

    private String placed(String line) {
        return line.replace("$tmp", directory.toString());
    }

    private String check(ConsoleFixture console, String step, String answer) {
        if (step.startsWith("> ")) {
            return console.answer(placed(step.substring(2)));
        }
        if (step.startsWith("! ")) {
            assertThat(answer).contains("error: ").contains(step.substring(2));
            return answer;
        }
        assertThat(answer).doesNotContain("error: ");
        if (step.startsWith("= ")) {
            assertThat(console.answer("p " + step.substring(2))).as(step).endsWith("= 1\n");
        } else {
            assertThat(answer).containsPattern(Pattern.compile(step.substring(1, step.length() - 1)));
        }
        return answer;
    }
}
