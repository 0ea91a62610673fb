package ringside.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import ringside.cpu.CpuModel;
import ringside.debug.Debugger;
import ringside.debug.MachineTarget;
import ringside.machine.FlatMode;
import ringside.machine.ImageLoader;
import ringside.machine.LoadOptions;
import ringside.machine.Machine;
import ringside.machine.MachineConfig;

class ScriptEngineTests {
    /** mov eax, 12345678h; inc eax; mov dx, 3f8h; mov al, 'A'; out dx, al; then jump to itself. */
    private static final int[] PROGRAM = {
        0xB8, 0x78, 0x56, 0x34, 0x12, 0x40, 0x66, 0xBA, 0xF8, 0x03, 0xB0, 'A', 0xEE, 0xEB, 0xFE
    };

    private static final List<String> PRINTED = new ArrayList<>();
    private static Machine machine;
    private static Debugger debugger;
    private static JavaScript language;
    private static ScriptEngine engine;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() {
        machine = new Machine(MachineConfig.standard(CpuModel.ringside32()).withRam(4 << 20));
        debugger = new Debugger(new MachineTarget(machine));
        language = new JavaScript();
        engine = language.engine(new FakeHost(debugger, PRINTED));
    }

    @AfterAll
    static void end() {
        engine.close();
        language.close();
    }

    @BeforeEach
    void load() {
        byte[] bytes = new byte[PROGRAM.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) PROGRAM[i];
        }
        LoadOptions options = LoadOptions.NONE.flat(0x8000, FlatMode.PM32);
        ImageLoader.parse(bytes, "program", options).start(machine);
        PRINTED.clear();
    }

    @Test
    void results_are_shown_as_a_repl_shows_them() {
        assertThat(engine.evaluate("1 + 1")).isEqualTo("2");
        assertThat(engine.evaluate("'a' + 1")).isEqualTo("\"a1\"");
        assertThat(engine.evaluate("undefined")).isEmpty();
        assertThat(engine.evaluate("({a: 1, b: [2n]})")).isEqualTo("{ a: 1, b: [ 2n ] }");
    }

    @Test
    void let_may_be_repeated() {
        engine.evaluate("let twice = 1");
        assertThat(engine.evaluate("let twice = 2; twice")).isEqualTo("2");
    }

    @Test
    void registers_and_memory_are_read_and_written() {
        engine.evaluate("step()");
        assertThat(engine.evaluate("cpu.eax.toString(16)")).isEqualTo("\"12345678\"");
        engine.evaluate("cpu.ebx = 0xfffffff0; mem.set(0x9000, cpu.ebx); mem.phys.set(0x9004, 'hello\\0')");
        assertThat(engine.evaluate("mem.u32(0x9000)")).isEqualTo("4294967280 (0xfffffff0)");
        assertThat(engine.evaluate("mem.u64(0x9000) === 0x6c6c6568fffffff0n")).isEqualTo("true");
        assertThat(engine.evaluate("mem.str('0x9000+4')")).isEqualTo("\"hello\"");
        assertThat(engine.evaluate("mem.find(0x8800, 0x1000, 'hello')")).isEqualTo("36868 (0x9004)");
        assertThat(engine.evaluate("cpu.mode + ' ' + (cpu.cs + 0) + ' ' + cpu.cs.base"))
                .isEqualTo("\"pm32 8 0\"");
    }

    @Test
    void what_a_script_does_to_the_built_in_objects_leaves_the_library_alone() {
        engine.evaluate("Array.prototype.map = 5; Object.keys = 6; String.prototype.replace = null");
        engine.evaluate("var Map = 1, JSON = 2, Object = 3");
        assertThat(engine.evaluate("({ a: [1, [2]] })")).isEqualTo("{ a: [ 1, [ 2 ] ] }");
        assertThat(engine.evaluate("Map + JSON + Object")).isEqualTo("6");
        assertThatThrownBy(() -> engine.evaluate("(function () { 'use strict'; Array.prototype.map = 5 })()"))
                .hasMessageStartingWith("TypeError: Cannot assign to read only property 'map'")
                .hasMessageMatching("[^\n]{1,300}\n[^\n]*\n[^\n]*");
        assertThat(engine.evaluate("class A extends Array { map() { return 7 } }; new A().map()"))
                .isEqualTo("7");
        assertThat(engine.evaluate("Array.prototype.second = function () { return this[1] }; [8, 9].second()"))
                .isEqualTo("9");
    }

    @Test
    void unknown_names_throw_with_a_suggestion() {
        assertThatThrownBy(() -> engine.evaluate("cpu.eaz"))
                .isInstanceOf(ScriptException.class)
                .hasMessageContaining("cpu has no 'eaz'; did you mean")
                .hasMessageContaining("'eax'");
        assertThatThrownBy(() -> engine.evaluate("cpu.ebxx = 1")).hasMessageContaining("'ebx'");
        assertThatThrownBy(() -> engine.evaluate("mem.u23(0)")).hasMessageContaining("mem has no 'u23'");
        assertThatThrownBy(() -> engine.evaluate("run({maxInsn: 1})")).hasMessageContaining("'maxInsns'");
    }

    @Test
    void numbers_that_are_not_exact_are_refused() {
        assertThatThrownBy(() -> engine.evaluate("mem.set(0x9000, 0xFFFFFFFF81000123, 8)"))
                .hasMessageContaining("is not exact as a Number; write 0xffffffff81000");
        assertThatThrownBy(() -> engine.evaluate("mem.u8(-1)")).hasMessageContaining("is no address of 32 bits");
    }

    @Test
    void running_stops_at_its_limit_and_output_arrives() {
        assertThat(engine.evaluate("run({maxInsns: 100}).kind")).isEqualTo("\"limit\"");
        assertThat(engine.evaluate("serial.expect('A', 1000).text")).isEqualTo("\"A\"");
        assertThatThrownBy(() -> engine.evaluate("serial.expect(/B/, 1000)"))
                .hasMessageContaining("waited 1000 instructions for /B/ on COM1");
    }

    @Test
    void commands_answer_text_and_data_or_throw() {
        assertThat(engine.evaluate("cmd('info gdt').data.line")).isEqualTo("\"info gdt\"");
        assertThat(engine.evaluate("inject.irq(5, 1000)")).isEqualTo("\"did inject irq 5 --at 1000\"");
        assertThatThrownBy(() -> engine.evaluate("cmd('bad one')")).hasMessageContaining("unknown command 'bad'");
    }

    @Test
    void handlers_of_events_decide_what_becomes_of_them() {
        String watch =
                "let seen = []; const w = on('io.out', {port: 0x3f8}, e => { seen.push(e.value, e.port, e.phase) });"
                        + " run({maxInsns: 50}); w.remove(); seen";
        assertThat(engine.evaluate(watch)).isEqualTo("[ 65, 1016, \"after\" ]");
        load();
        assertThat(engine.evaluate(
                        "on('insn', {mnemonic: 'inc', once: true}, e => e.skip()); run({maxInsns: 50}); cpu.eax >>> 8"))
                .startsWith("1193046");
        load();
        assertThat(engine.evaluate(
                        "bp.at(0x8005, {once: true, hit: e => e.stop('enough of ' + e.kind)}); run().reason"))
                .isEqualTo("\"enough of exec\"");
    }

    @Test
    void handlers_cannot_run_the_machine_and_their_errors_reach_the_script() {
        String wrong = "const h = on('io.out', e => { %s }); try { run({maxInsns: 50}) } finally { h.remove() }";
        assertThatThrownBy(() -> engine.evaluate(wrong.formatted("run()")))
                .hasMessageContaining("run() inside a handler: a handler cannot run the machine");
        load();
        assertThatThrownBy(() -> engine.evaluate(wrong.formatted("cpu.eaz"))).hasMessageContaining("cpu has no 'eaz'");
        assertThatThrownBy(() -> engine.evaluate("on('io.ot', () => {})"))
                .hasMessageContaining("did you mean 'io.out'");
        assertThatThrownBy(() -> engine.evaluate("on('irq', {irk: 1}, () => {})"))
                .hasMessageContaining("'irq'");
        assertThatThrownBy(() -> engine.evaluate("on('insn', {mnemonic: 'pofp'}, () => {})"))
                .hasMessageContaining("'popf'?");
    }

    @Test
    void files_are_modules_that_can_run_again() throws IOException {
        Path neighbour = write("lib.mjs", "export const answer = 42");
        assertThat(neighbour).exists();
        Path file = write(
                "scenario.js",
                """
                import { cpu, test, assert } from 'ringside'
                import { answer } from './lib.mjs'
                const mine = answer
                test('answers', () => assert.equal(mine, 42))
                console.log('ran', mine)
                """);
        engine.run(file);
        engine.run(file);
        assertThat(PRINTED).containsExactly("ok 1 - answers", "ran 42", "ok 1 - answers", "ran 42");
    }

    @Test
    void a_failed_test_fails_its_file() throws IOException {
        Path file = write("failing.js", "test('one', () => assert.equal(cpu.eip, 1))");
        assertThatThrownBy(() -> engine.run(file)).hasMessage("1 of 1 tests failed");
        assertThat(PRINTED).containsExactly("not ok 1 - one: expected 1, but it is 32768 (0x8000)");
    }

    @Test
    void errors_name_file_and_line_and_nothing_of_the_host() throws IOException {
        Path file = write("broken.js", "\n\nfunction f() { cpu.nothing }\nf()\n");
        assertThatThrownBy(() -> engine.run(file))
                .hasMessageContaining("cpu has no 'nothing'")
                .hasMessageContaining("at broken.js:3")
                .hasMessageContaining("at broken.js:4")
                .satisfies(thrown ->
                        assertThat(thrown.getMessage()).doesNotContain("java").doesNotContain("prelude"));
    }

    @Test
    void the_host_is_out_of_reach() {
        assertThatThrownBy(() -> engine.evaluate("Java.type('java.lang.System')"))
                .isInstanceOf(ScriptException.class);
        for (String reach : List.of(
                "load('/etc/passwd')",
                "process.exit(1)",
                "require('fs')",
                "Polyglot.eval('js', '1')",
                "Graal.versionGraalVM",
                "quit()",
                "read('/etc/passwd')",
                "new Worker('x')",
                "files.text('/etc/passwd')",
                "files.bytes('../../../../etc/passwd')",
                "cpu.constructor.constructor('return java')()",
                "cmd.constructor('return Java')().type('java.lang.Runtime')")) {
            assertThatThrownBy(() -> engine.evaluate(reach)).as(reach).isInstanceOf(ScriptException.class);
        }
    }

    @Test
    void files_are_read_where_scripts_are_and_where_the_user_grants_it() throws IOException {
        write("data.txt", "hello");
        Path outside = Files.writeString(Files.createTempFile("ringside", ".txt"), "secret");
        Files.createSymbolicLink(directory.resolve("link.txt"), outside);
        Path file = write(
                "reader.js", "log(files.text('data.txt'), files.bytes('data.txt').length); files.text('link.txt')");
        assertThatThrownBy(() -> engine.run(file)).hasMessageContaining("scripts may not read 'link.txt'");
        assertThat(PRINTED).containsExactly("hello 5");
        Path importer = write("importer.js", "import '" + Files.createTempFile("ringside", ".mjs") + "'");
        assertThatThrownBy(() -> engine.run(importer)).isInstanceOf(ScriptException.class);
        Files.delete(outside);
    }

    @Test
    void scopes_that_are_closed_leave_nothing_behind() {
        long before = 0;
        for (int i = 0; i < 60; i++) {
            try (ScriptEngine scope = language.engine(new FakeHost(debugger, PRINTED))) {
                scope.evaluate("const kept = new Uint8Array(1e6); on('irq', () => kept[0]++).remove()");
            }
            if (i == 19) {
                before = used();
            }
        }
        assertThat(used() - before).as("bytes left by 40 scopes of 1 MB").isLessThan(10L << 20);
    }

    private static long used() {
        System.gc();
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    void unfinished_input_is_recognised() {
        assertThat(engine.isIncomplete("if (1) {")).isTrue();
        assertThat(engine.isIncomplete("`open")).isTrue();
        assertThat(engine.isIncomplete("/* open")).isTrue();
        assertThat(engine.isIncomplete("1 + 1")).isFalse();
        assertThat(engine.isIncomplete("1 + )")).isFalse();
    }

    @Test
    void names_are_completed() {
        assertThat(engine.complete("cpu.ea")).containsExactly("cpu.eax");
        assertThat(engine.complete("ser")).contains("serial", "serialPorts");
        assertThat(engine.complete("nothing.x")).isEmpty();
    }

    @Test
    @Timeout(30)
    void an_endless_script_and_an_endless_run_are_interrupted() throws InterruptedException {
        for (String endless : List.of("for (;;) {}", "run()")) {
            Thread breaker = new Thread(() -> {
                try {
                    Thread.sleep(300);
                } catch (InterruptedException ignored) {
                    return;
                }
                engine.interrupt();
            });
            breaker.start();
            assertThatThrownBy(() -> engine.evaluate(endless)).hasMessageContaining("interrupted");
            breaker.join();
        }
        assertThat(engine.evaluate("2 + 3")).isEqualTo("5");
    }

    @Test
    void reading_memory_with_a_value_says_how_to_write_it() {
        assertThatThrownBy(() -> engine.evaluate("mem.u16(0x500, 7)"))
                .hasMessageContaining("u16 reads, from one address; mem.set(ADDRESS, VALUE, 2) writes");
    }

    @Test
    void an_unknown_event_is_answered_with_all_that_there_are() {
        assertThatThrownBy(() -> engine.evaluate("on('interrupt', () => {})"))
                .hasMessageContaining("there is no event 'interrupt'; there are access, count")
                .hasMessageContaining(" int, ");
    }

    @Test
    void until_takes_a_condition_and_no_address() {
        engine.evaluate("sym.add('place', 0x8005)");
        assertThatThrownBy(() -> engine.evaluate("run({ until: 'place' })"))
                .hasMessageContaining("run's until takes a condition")
                .hasMessageContaining("step.to('place') runs to an address");
    }

    private Path write(String name, String text) throws IOException {
        return Files.write(directory.resolve(name), text.getBytes(StandardCharsets.UTF_8));
    }
}
