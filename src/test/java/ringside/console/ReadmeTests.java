package ringside.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** README's promises: the tour prints what it shows, every command line is one. */
class ReadmeTests {
    private static final String PROMPT = "(ringside) ";
    private static final String LEFT_OUT = "...";

    private static List<String> readme;

    @TempDir
    Path directory;

    @BeforeAll
    static void read() throws IOException {
        readme = Files.readAllLines(Path.of("README.md"));
    }

    @Test
    void the_tour_prints_what_it_shows() throws Exception {
        List<String> commands = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        boolean inBlock = false;
        for (String line : between("tour")) {
            if (line.startsWith("```")) {
                inBlock = !inBlock;
            } else if (inBlock && line.startsWith(PROMPT)) {
                commands.add(line.substring(PROMPT.length()));
                expected.add(line);
            } else if (inBlock) {
                expected.add(line);
            }
        }
        assertThat(commands).isNotEmpty();
        assertThat(shortened(transcript(commands), expected)).isEqualTo(expected);
    }

    @Test
    void every_command_line_parses_and_every_script_is_there() {
        List<String> lines = readme.stream()
                .filter(line -> line.startsWith("    scripts/"))
                .map(line -> line.replaceAll("\\s{2,}#.*", "").strip())
                .toList();
        assertThat(lines).isNotEmpty().allSatisfy(line -> {
            List<String> words = words(line);
            assertThat(Path.of(words.get(0))).isExecutable();
            if (words.size() > 1 && words.get(1).equals("test")) {
                TestArguments.parse(words.subList(2, words.size()));
            } else if (words.get(0).equals("scripts/ringside")) {
                new CommandLine(new Options())
                        .parseArgs(words.subList(1, words.size()).toArray(String[]::new));
            }
        });
    }

    /** Splits a command line at spaces outside of quotes. */
    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        Matcher matcher = Pattern.compile("'([^']*)'|(\\S+)").matcher(line);
        while (matcher.find()) {
            words.add(matcher.group(1) != null ? matcher.group(1) : matcher.group(2));
        }
        return words;
    }

    /** Runs the commands as a user would from a pipe; each one's echo comes before its output. */
    private List<String> transcript(List<String> commands) throws Exception {
        StringBuilder input = new StringBuilder();
        for (String command : commands) {
            input.append("echo ")
                    .append(PROMPT)
                    .append('@')
                    .append('\n')
                    .append(command)
                    .append('\n');
        }
        Path in = Files.writeString(directory.resolve("commands"), input);
        Path out = directory.resolve("output");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Duser.home=" + directory,
                        "-cp",
                        System.getProperty("java.class.path"),
                        "ringside.console.Main")
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        boolean ended = process.waitFor(3, TimeUnit.MINUTES);
        process.destroyForcibly();
        assertThat(ended).as("the tour ends").isTrue();
        List<String> lines = new ArrayList<>();
        int next = 0;
        for (String line : Files.readString(out, StandardCharsets.UTF_8).split("\n")) {
            if (line.startsWith(PROMPT + "@")) {
                lines.add(PROMPT + commands.get(next++));
            } else if (!line.isBlank()) {
                lines.add(line.stripTrailing());
            }
        }
        return lines;
    }

    /** Replaces what {@code expected} leaves out, so that a difference shows the whole tour. */
    private static List<String> shortened(List<String> actual, List<String> expected) {
        List<String> lines = new ArrayList<>();
        int at = 0;
        for (int i = 0; i < expected.size() && at < actual.size(); i++) {
            if (expected.get(i).equals(LEFT_OUT)) {
                lines.add(LEFT_OUT);
                while (at < actual.size() && !actual.get(at).startsWith(PROMPT)) {
                    at++;
                }
            } else {
                lines.add(actual.get(at++));
            }
        }
        lines.addAll(actual.subList(at, actual.size()));
        return lines;
    }

    private static List<String> between(String what) {
        int from = readme.indexOf("<!-- " + what + " -->");
        int to = readme.indexOf("<!-- end of " + what + " -->");
        assertThat(from).as("<!-- %s --> in README.md", what).isNotNegative().isLessThan(to);
        return readme.subList(from + 1, to);
    }
}
