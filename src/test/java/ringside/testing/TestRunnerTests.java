package ringside.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import ringside.cpu.CpuModel;
import ringside.debug.Debugger;
import ringside.debug.MachineTarget;
import ringside.isa.asm.Assembler;
import ringside.machine.FlatMode;
import ringside.machine.ImageLoader;
import ringside.machine.LoadOptions;
import ringside.machine.Machine;
import ringside.machine.MachineConfig;
import ringside.script.Grants;
import ringside.script.JavaScript;
import ringside.script.ScriptHost;
import ringside.testing.TestResult.Status;

@Timeout(60)
class TestRunnerTests {
    /** Counts in EAX and in memory for ever, and says so. */
    private static final String GUEST =
            """
            bits 32
            org 0x7c00
            start:  mov edx, 0x3f8
                    mov al, 'R'
                    out dx, al
                    mov al, 10
                    out dx, al
                    xor eax, eax
            again:  inc eax
                    mov [0x9000], eax
                    jmp again
            """;

    private static final JavaScript LANGUAGE = new JavaScript();

    @TempDir
    private Path directory;

    private final List<TestResult> results = new ArrayList<>();
    private final List<String> printed = new ArrayList<>();

    @AfterAll
    static void close() {
        LANGUAGE.close();
    }

    @Test
    void each_test_starts_where_the_setup_ended() throws IOException {
        run(
                """
                let setups = 0
                setup(() => { setups++; serial.expect('R'); run(100) })
                const fresh = t => {
                  t.log(setups, cpu.icount, mem.u32(0x9000), serial.output().length, t.hash())
                  mem.set(0x9000, 1); bp.at(0x7c10); serial.expect(/\\n/); run(50); cpu.ebx = 7
                }
                test('one', fresh)
                test('two', fresh)
                """);
        assertThat(statuses()).containsOnly(Status.PASSED);
        assertThat(printed)
                .hasSize(2)
                .first()
                .isEqualTo(printed.get(1))
                .asString()
                .startsWith("1 ");
    }

    @Test
    void the_same_seed_gives_the_same_states_and_numbers() throws IOException {
        String tests =
                "test('a', t => { run(Math.floor(t.random() * 1e4)); cpu.ecx = Math.random() * 1e9 | 0; log(t.hash()) })";
        run(tests);
        run(tests);
        assertThat(printed).hasSize(2).first().isEqualTo(printed.get(1));
    }

    @Test
    void failures_tell_what_was_expected_and_where() throws IOException {
        run("test('wrong', () => {\n  run(1000)\n  assert.equal(cpu.edx, 0x1234, 'edx')\n})");
        TestResult result = results.get(0);
        assertThat(result.status()).isEqualTo(Status.FAILED);
        assertThat(result.message()).isEqualTo("edx: expected 4660 (0x1234), but it is 1016 (0x3f8)");
        assertThat(result.failure().places().get(0)).endsWith("tests.js:3");
        assertThat(result.failure().location()).contains("0008:7c");
        assertThat(result.failure().history()).hasSize(20).last().asString().contains("again");
        assertThat(result.failure().serial()).containsExactly("R");
        assertThat(result.repeat()).isEqualTo("ringside test --filter '^wrong$' " + directory.resolve("tests.js"));
        assertThat(result.insns()).isEqualTo(1000);
    }

    @Test
    void limits_of_instructions_are_exact_and_cannot_be_caught() throws IOException {
        run(
                """
                test('caught', { insns: 5000 }, () => { try { run() } catch (e) { log(cpu.icount) } })
                test('default', () => { while (true) step.over(3) })
                """);
        assertThat(statuses()).containsOnly(Status.TIMED_OUT);
        assertThat(printed).containsExactly("5000");
        assertThat(results.get(0).message()).isEqualTo("the limit of 5000 instructions is reached");
        assertThat(results.get(1).insns()).isEqualTo(20_000);
    }

    @Test
    void limits_of_time_end_scripts_and_guests_and_the_next_test_runs() throws IOException {
        run(
                """
                test('script', { seconds: 0.3 }, () => { for (;;) {} })
                test('caught', { seconds: 0.3 }, () => { for (;;) try { for (;;) {} } catch (e) {} })
                test('guest', { seconds: 0.3, insns: 1e15 }, () => run())
                test('fine', () => { run(10) })
                """);
        assertThat(statuses()).containsExactly(Status.TIMED_OUT, Status.TIMED_OUT, Status.TIMED_OUT, Status.PASSED);
    }

    @Test
    void hooks_groups_promises_and_skips_work_as_elsewhere() throws IOException {
        run(
                """
                const order = []
                before(() => order.push('before'))
                beforeEach(t => order.push('each ' + t.name))
                afterEach(() => order.push('done'))
                after(() => log(order.join(', ')))
                describe('group', () => {
                  beforeEach(() => order.push('inner'))
                  it('late', async () => { await null; order.push('body') })
                })
                test('rejected', async () => { await null; assert.ok(false, 'no') })
                test('never', () => new Promise(() => {}))
                test.skip('not now', () => order.push('never'))
                test.todo('one day')
                test('by itself', t => t.skip('too warm'))
                """);
        assertThat(printed)
                .containsExactly("before, each group > late, inner, body, done, each rejected, done, each never, done, "
                        + "each by itself, done");
        assertThat(statuses())
                .containsExactly(
                        Status.PASSED, Status.FAILED, Status.FAILED, Status.SKIPPED, Status.SKIPPED, Status.SKIPPED);
        assertThat(results.get(1).message()).isEqualTo("no: expected something true, but it is false");
        assertThat(results.get(2).message()).contains("its promise never settles");
        assertThat(results.get(5).message()).isEqualTo("too warm");
    }

    @Test
    void filter_only_and_shards_choose() throws IOException {
        String tests = "for (const name of ['a1', 'a2', 'b1', 'b2', 'b3']) test(name, () => {})";
        run(tests, options(Pattern.compile("^b"), Shard.ALL));
        run(tests, options(null, new Shard(2, 3)));
        run(tests + "\ntest.only('c', () => {})", options(null, Shard.ALL));
        assertThat(results).extracting(TestResult::name).containsExactly("b1", "b2", "b3", "a2", "b3", "c");
    }

    @Test
    void a_setup_or_file_that_fails_is_reported_once() throws IOException {
        run("setup(() => assert.equal(1, 2))\ntest('a', () => {})\ntest('b', () => {})");
        run("test('a', () => {");
        assertThat(statuses()).containsExactly(Status.FAILED, Status.SKIPPED, Status.SKIPPED, Status.FAILED);
        assertThat(results.get(0).name()).isEqualTo("(setup)");
        assertThat(results.get(3).name()).isEqualTo("(file)");
    }

    @Test
    void a_dead_guest_is_told_from_a_wrong_one() throws IOException {
        run(
                """
                test('not dead', () => { run(100); assert.equal(cpu.mode, 'real16') })
                test('meant to die', () => { mem.set('start', '\\xfa\\xf4'); assert.equal(run().kind, 'died') })
                """);
        assertThat(statuses()).containsExactly(Status.FAILED, Status.PASSED);
        results.clear();
        run("test('dead', () => { mem.set('start', '\\xfa\\xf4'); assert.equal(run().kind, 'exit') })");
        assertThat(statuses()).containsExactly(Status.DIED);
    }

    @Test
    void two_hundred_tests_from_one_snapshot_take_seconds_and_leave_nothing_behind() throws IOException {
        String tests =
                """
                for (let i = 0; i < 200; i++) test('test ' + i, t => {
                  const mine = new Uint8Array(100000)
                  on('write', { at: 0x9000, when: `$value == ${i + 2}` }, () => { cpu.ebx = mine.length })
                  run(200); mem.set(0x20000 + i * 4096, i); t.log(t.hash())
                })
                """;
        run(tests);
        List<String> first = List.copyOf(printed);
        long before = used();
        printed.clear();
        long start = System.nanoTime();
        run(tests);
        assertThat(System.nanoTime() - start).isLessThan(20_000_000_000L);
        assertThat(printed).isEqualTo(first).hasSize(200).doesNotHaveDuplicates();
        results.clear();
        printed.clear();
        for (int i = 0; i < 3; i++) {
            run(tests);
            results.clear();
            printed.clear();
        }
        assertThat(used() - before).as("bytes left by 800 tests").isLessThan(16L << 20);
    }

    private static long used() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }

    @Test
    void parameters_have_the_type_of_their_default() throws IOException {
        run("test('a', () => log(param('colour'), param('size', 3), param('colour', 3)))");
        assertThat(printed).containsExactly("red 3 NaN");
    }

    @Test
    void the_time_of_all_tests_together_is_limited() throws IOException {
        TestOptions options = new TestOptions(
                null, Shard.ALL, Long.MAX_VALUE, 60, 0.5, 1, Map.of("colour", "red"), grants -> {}, "ringside test");
        TestRunner runner = run("test('a', () => run())\ntest('b', () => run())", options);
        assertThat(statuses()).containsExactly(Status.TIMED_OUT);
        assertThat(runner.gaveUp()).isTrue();
    }

    @Test
    void a_stopped_run_ends_its_present_test_and_reports_what_was_done() throws IOException {
        List<String> ends = new ArrayList<>();
        Path file = Files.writeString(
                directory.resolve("tests.js"),
                """
                test('done', () => run(10))
                test('endless', () => { log('go'); for (;;) try { for (;;) {} } catch (e) {} })
                test('never', () => log('never'))
                after(() => log('never'))
                """);
        TestRunner[] runner = new TestRunner[1];
        Report report = new Report() {
            @Override
            public void result(TestResult result) {
                results.add(result);
            }

            @Override
            public void printed(String line) {
                printed.add(line);
                new Thread(() -> runner[0].stop("stopped by the user")).start();
            }

            @Override
            public void end(Totals totals, String gaveUp) {
                ends.add(gaveUp);
            }
        };
        runner[0] = new TestRunner(LANGUAGE, TestRunnerTests::build, options(null, Shard.ALL), List.of(report));
        runner[0].run(List.of(file, file));
        assertThat(statuses()).containsExactly(Status.PASSED, Status.STOPPED);
        assertThat(results.get(1).message()).isEqualTo("stopped by the user");
        assertThat(printed).containsExactly("go");
        assertThat(ends).containsExactly("stopped by the user");
    }

    private List<Status> statuses() {
        return results.stream().map(TestResult::status).toList();
    }

    private static TestOptions options(Pattern filter, Shard shard) {
        return new TestOptions(filter, shard, 20_000, 10, 0, 1, Map.of("colour", "red"), grants -> {}, "ringside test");
    }

    private void run(String text) throws IOException {
        run(text, options(null, Shard.ALL));
    }

    private TestRunner run(String text, TestOptions options) throws IOException {
        Path file = Files.writeString(directory.resolve("tests.js"), text);
        Report report = new Report() {
            @Override
            public void result(TestResult result) {
                results.add(result);
            }

            @Override
            public void printed(String line) {
                printed.add(line);
            }

            @Override
            public void end(Totals totals, String gaveUp) {
                assertThat(totals.all()).isLessThanOrEqualTo(results.size());
            }
        };
        TestRunner runner = new TestRunner(LANGUAGE, TestRunnerTests::build, options, List.of(report));
        runner.run(List.of(file));
        return runner;
    }

    private static Bench.Session build(Map<String, String> boot, Grants grants) {
        assertThat(boot).isEmpty();
        assertThat(grants).isNotNull();
        Machine machine =
                new Machine(MachineConfig.standard(CpuModel.ringside32()).withRam(4 << 20));
        var assembly = Assembler.assemble(GUEST);
        machine.boot(ImageLoader.parse(assembly.bytes(), "guest", LoadOptions.NONE.flat(0x7C00, FlatMode.PM32)));
        Debugger debugger = new Debugger(new MachineTarget(machine));
        assembly.symbols().forEach((name, value) -> debugger.symbols().add(name, value));
        return new Bench.Session() {
            @Override
            public Debugger debugger() {
                return debugger;
            }

            @Override
            public ScriptHost.Reply command(String line) {
                return new ScriptHost.Reply("", null, "there are no commands here");
            }
        };
    }
}
