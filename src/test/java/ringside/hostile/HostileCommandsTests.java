package ringside.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import ringside.console.CommandHarness;
import ringside.cpu.CpuModel;
import ringside.machine.ImageLoader;
import ringside.machine.LoadOptions;
import ringside.machine.Machine;
import ringside.machine.MachineConfig;

/** Nonsense typed at the console gets an answer or one clear line, and the session goes on. */
class HostileCommandsTests {
    private static final int DEFAULT_CASES = 20_000;
    private static final int LONG_CASES = 100_000;
    private static final int SCRIPTS = 300;
    private static final long BUDGET = 20_000;
    private static final long SCRIPT_MILLIS = 200;
    private static final long LINE_MILLIS = 2_000;

    private static final List<String> SCRIPT_SEEDS = List.of(
            "js cpu.eax = 5; cpu.eax + 1",
            "js mem.u32('0x500')",
            "js run({maxInsns: 100}).reason",
            "js bp.at('start', {when: 'eax == 1'})",
            "js step(3)",
            "js snap.save('a'); snap.load('a')",
            "js asm('nop'); dis('start', 2)",
            "js cmd('info registers').data",
            "js sym('start')",
            "js for (;;) {}",
            "js let a = [1, 2, 3]; a.map(x => x * 2n)",
            "js mem.bytes(0x8000, 16)",
            "js throw new Error('x')",
            "js serial.send('x'); screen()");

    private final CommandHarness console = start();
    private int refused;

    private static CommandHarness start() {
        try (InputStream source = HostileCommandsTests.class.getResourceAsStream("/ringside/guest/kernel.asm")) {
            Machine machine =
                    new Machine(MachineConfig.standard(CpuModel.ringside32()).withRam(8 << 20));
            var guest = ImageLoader.parse(source.readAllBytes(), "kernel.asm", LoadOptions.NONE);
            return new CommandHarness(machine, guest, BUDGET);
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
    }

    @Test
    void mutated_command_lines_get_an_answer() {
        attack(DEFAULT_CASES, 1);
    }

    @Test
    @Tag("long")
    void mutated_command_lines_get_an_answer_at_length() {
        attack(LONG_CASES, 2);
    }

    private void attack(int cases, long seed) {
        List<String> seeds = new ArrayList<>(console.examples());
        seeds.removeIf(example -> example.startsWith("js"));
        LineMutator mutator = new LineMutator(seed, seeds);
        // VMs run without the limit of the machine, until somebody stops them.
        Timer watchdog = new Timer(true);
        for (int i = 0; i < cases; i++) {
            TimerTask stop = interrupt();
            watchdog.schedule(stop, LINE_MILLIS);
            check(mutator.next());
            stop.cancel();
            if (i % 1000 == 0) {
                watchdog.purge();
                assertAlive();
            }
        }
        watchdog.cancel();
        assertAlive();
        System.out.printf("Hostile commands: %d lines, %d of them refused%n", cases, refused);
    }

    @Test
    void mutated_scripts_get_an_answer() {
        LineMutator mutator = new LineMutator(3, SCRIPT_SEEDS);
        for (int i = 0; i < SCRIPTS; i++) {
            Timer watchdog = new Timer(true);
            watchdog.schedule(interrupt(), SCRIPT_MILLIS);
            check(mutator.next());
            watchdog.cancel();
        }
        assertAlive();
        assertThat(console.run("js 6 * 7").text()).startsWith("42");
    }

    private TimerTask interrupt() {
        return new TimerTask() {
            @Override
            public void run() {
                console.interrupt();
            }
        };
    }

    private void assertAlive() {
        console.run(".exit");
        console.run("set radix 10; set flavor ringside");
        CommandHarness.Answer answer = console.run("p 1 + 1");
        assertThat(answer.errors()).isEmpty();
        assertThat(answer.text()).endsWith("= 2\n");
    }

    private void check(String line) {
        CommandHarness.Answer answer = console.run(line);
        refused += answer.errors().isEmpty() ? 0 : 1;
        for (String error : answer.errors()) {
            assertThat(error)
                    .as("answer to %s", line)
                    .isNotBlank()
                    .doesNotContain("Exception", "java.", "internal error", "null pointer");
            assertThat(error.lines().count())
                    .as("lines of the answer to %s", line)
                    .isLessThan(error.contains("is ambiguous") ? 40 : 6);
        }
    }
}
