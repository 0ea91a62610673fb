package ringside.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Guests that nobody here wrote, from Debian's packages, through the scenarios of {@code scripts/guests}. */
@Tag("long")
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class GuestScenarioTests {
    private static final Path SCENARIOS = Path.of("scripts", "guests");
    private static final String KERNEL_OPTIONS = "console=ttyS0 nokaslr";

    @TempDir
    private Path directory;

    @Test
    void seabios_runs_from_the_reset_vector_to_its_boot_attempt() throws Exception {
        Path guests = fetched("seabios");
        run(List.of(guests.resolve("bios.bin").toString(), "--ram", "32M"), "-x", scenario("seabios.js"));
    }

    @Test
    void grub_invaders_draws_aliens_and_obeys_keys() throws Exception {
        Path guests = fetched("invaders");
        run(List.of(guests.resolve("invaders.exec").toString(), "--ram", "16M"), "-x", scenario("invaders.js"));
    }

    @Test
    void grub_boots_on_the_built_in_bios_and_loads_debian_from_a_second_disk() throws Exception {
        Path guests = fetched("grub");
        List<String> machine = List.of(
                guests.resolve("grub.img").toString(),
                "--disk",
                guests.resolve("linux.tar").toString());
        run(machine, "-x", scenario("grub.js"));
    }

    @Test
    void memtest86_finds_exactly_the_bit_that_flips() throws Exception {
        Path guests = fetched("memtest");
        run(List.of(guests.resolve("memtest.bin").toString(), "--ram", "16M"), "-x", scenario("memtest.js"));
    }

    @Test
    void debian_boots_to_a_shell_and_does_so_again_from_its_journal() throws Exception {
        String journal = directory.resolve("debian.journal").toString();
        List<String> machine = debian(KERNEL_OPTIONS);
        run(machine, "-x", scenario("debian.js"), "-ex", "record save \"" + journal + "\"");
        run(machine, "-ex", "replay \"" + journal + "\"");
    }

    @Test
    void the_scenario_of_debian_passes_and_finds_a_planted_bug() throws Exception {
        List<String> arguments = debian(KERNEL_OPTIONS, "--engine", "dbt", script("debian-shell.js"));
        assertThat(TestMain.run(arguments)).isZero();
        arguments.addAll(List.of("--set", "bug=read"));
        assertThat(TestMain.run(arguments)).isEqualTo(Main.FAILED);
    }

    @Test
    void debian_boots_out_of_static_units_in_the_states_of_the_interpreter() throws Exception {
        assertThat(TestMain.run(debian(KERNEL_OPTIONS, script("debian-static.js"))))
                .isZero();
    }

    @Test
    void debian_on_the_monitor_says_of_its_machine_what_it_says_on_bare_and_is_equal_to_the_bit() throws Exception {
        assertThat(TestMain.run(debian(KERNEL_OPTIONS, script("debian-bt.js")))).isZero();
    }

    @Test
    void stock_debian_stops_at_start_kernel_at_the_writer_of_jiffies_and_at_each_eoi_without_any_file()
            throws Exception {
        run(
                debian("console=ttyS0", "--engine", "dbt"),
                "-ex",
                "break start_kernel",
                "-ex",
                "js assert.match(cmd('continue').text, /^Breakpoint 1 at start_kernel\\n/)",
                "-ex",
                "js assert.equal(sym.at(cpu.pc), 'start_kernel')",
                "-ex",
                "watch jiffies",
                "-ex",
                "js assert.match(cmd('continue').text, /^Write watch #2: dword .* 0x(\\w+)8 -> 0x\\w+9 by add .* do_timer/)",
                "-ex",
                "js assert.match(cmd('backtrace').text, /^#1 .* tick_periodic[^]* timer_interrupt[^]* start_kernel/m)",
                "-ex",
                "delete",
                "-ex",
                "catch io 0x20 w if $value == 0x60",
                "-ex",
                "js assert.match(cmd('continue').text, /^Catch #3: byte 0x60 to port 0x20 by out 0x20,al .* mask_and_ack_8259A/)",
                "-ex",
                "js assert.match(cmd('continue 3').text, /mask_and_ack_8259A.*, hit 4/)",
                "-ex",
                "js assert.match(cmd('finish iret').text, /^Returned from the handler/)");
    }

    private static void run(List<String> machine, String... commands) {
        List<String> arguments = new ArrayList<>(machine);
        arguments.add("--batch");
        arguments.addAll(List.of(commands));
        assertThat(Main.run(arguments.toArray(String[]::new)))
                .as(String.join(" ", arguments))
                .isZero();
    }

    /** Returns the arguments for Debian's kernel, and more; without the kernel the test is skipped. */
    private static List<String> debian(String options, String... more) throws IOException, InterruptedException {
        Path guests = fetched("linux", "busybox");
        List<String> arguments = new ArrayList<>();
        arguments.addAll(List.of("--kernel", guests.resolve("vmlinuz").toString()));
        arguments.addAll(List.of("--initrd", guests.resolve("initramfs.cpio.gz").toString()));
        arguments.addAll(List.of("--append", options));
        arguments.addAll(List.of(more));
        return arguments;
    }

    private static String script(String name) {
        return Path.of("scripts", "scenarios", name).toString();
    }

    private static String scenario(String name) {
        return SCENARIOS.resolve(name).toString();
    }

    /** Fetches guests and returns their directory; without them the test is skipped, and says so. */
    private static Path fetched(String... guests) throws IOException, InterruptedException {
        String set = System.getenv("RINGSIDE_GUESTS");
        Path directory = set == null ? Path.of("target", "guests") : Path.of(set);
        List<String> command = new ArrayList<>(List.of("bash", scenario("fetch"), directory.toString()));
        command.addAll(List.of(guests));
        Process process = new ProcessBuilder(command).inheritIO().start();
        boolean there = process.waitFor() == 0;
        if (!there) {
            System.err.println("*** SKIPPED, could not fetch: " + String.join(" ", guests));
        }
        assumeTrue(there, "could not fetch " + String.join(" ", guests));
        assertThat(Files.isDirectory(directory)).isTrue();
        return directory;
    }
}
