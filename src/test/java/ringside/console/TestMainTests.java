package ringside.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class TestMainTests {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "0, run(10)",
        "1, 'assert.equal(cpu.eip, 0)'",
        "3, run()",
        "4, 'mem.set(cpu.pc, [0xfa, 0xf4]); assert.equal(run().kind, \"exit\")'",
    })
    void exit_codes_say_how_the_tests_went(int code, String body) throws IOException {
        assertThat(test("test('it', () => { " + body + " })", "--ram", "4M", "--insns", "1000"))
                .isEqualTo(code);
    }

    @Test
    void wrong_usage_ends_with_2() throws IOException {
        assertThat(test("", "--shard", "2/1")).isEqualTo(Main.USAGE);
        assertThat(test("", "--filter", "(")).isEqualTo(Main.USAGE);
        assertThat(test("", "--insns", "many")).isEqualTo(Main.USAGE);
        assertThat(test("", "--cpu", "z80")).isEqualTo(Main.USAGE);
        assertThat(TestMain.run(List.of())).isEqualTo(Main.USAGE);
        assertThat(TestMain.run(List.of("missing.js"))).isEqualTo(Main.USAGE);
        assertThat(TestMain.run(List.of("--help"))).isZero();
    }

    @Test
    void a_failure_tells_the_command_that_repeats_it_on_the_same_machine() throws IOException {
        PrintStream standard = System.out;
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        System.setOut(new PrintStream(shown, true, StandardCharsets.UTF_8));
        try {
            test(
                    "test('one (1)', t => assert.fail('x'))",
                    "--ram",
                    "4M",
                    "--filter",
                    "one",
                    "--shard=1/1",
                    "--seed",
                    "5");
        } finally {
            System.setOut(standard);
        }
        assertThat(shown.toString(StandardCharsets.UTF_8))
                .contains("repeat: \"ringside test --ram 4M --seed 5 --filter '^one \\\\(1\\\\)$' " + directory);
    }

    @Test
    void guests_are_booted_from_files_beside_the_script_and_from_nowhere_else() throws IOException {
        Files.writeString(directory.resolve("guest.asm"), "bits 16\norg 0x7c00\nhere: mov al, 7\njmp $\n");
        String good =
                "boot({ kernel: 'guest.asm', at: 0x7c00, mode: 'real16', ram: '2M' }); step(); assert.equal(cpu.al, 7)";
        assertThat(test("test('it', () => { " + good + " })")).isZero();
        Path elsewhere = Files.createTempFile("ringside", ".asm");
        String bad = "assert.throws(() => boot({ kernel: '" + elsewhere + "' }), /scripts may not read/)";
        assertThat(test("test('it', () => { " + bad + " })")).isZero();
        assertThat(test(
                        "test('it', () => boot({ kernel: '" + elsewhere + "' }))",
                        "--allow-read",
                        elsewhere.toString()))
                .isEqualTo(Main.FAILED);
        Files.delete(elsewhere);
    }

    @ParameterizedTest
    @CsvSource({"INT, 130, Ctrl-C", "TERM, 143, SIGTERM"})
    void a_signal_ends_the_run_with_its_reports_written(String signal, int code, String name) throws Exception {
        Path report = directory.resolve("report.xml");
        Path tests = Files.writeString(
                directory.resolve("tests.js"),
                "test('done', () => run(10))\ntest('endless', () => run())\ntest('never', () => {})");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "ringside.console.Main",
                        "test",
                        "--insns",
                        "1e18",
                        "--junit",
                        report.toString(),
                        tests.toString())
                .redirectErrorStream(true)
                .start();
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            String line = output.readLine();
            while (line != null && !line.startsWith("ok 1 ")) {
                line = output.readLine();
            }
            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start();
            assertThat(output.lines().toList())
                    .anyMatch(tap -> tap.startsWith("not ok 2 ") && tap.contains("endless"))
                    .contains("1..2", "Bail out! stopped by " + name);
        }
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(code);
        assertThat(Files.readString(report)).contains("tests=\"2\" errors=\"1\"", "type=\"stopped\"");
    }

    private int test(String script, String... options) throws IOException {
        Path file = Files.writeString(directory.resolve("tests.js"), script);
        List<String> words = new ArrayList<>(List.of(options));
        words.add(file.toString());
        return TestMain.run(words);
    }
}
