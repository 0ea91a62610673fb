package ringside.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole program on a pseudo-terminal, as {@code script} makes one. */
class PseudoTerminalTests {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    @TempDir
    private Path home;

    private final StringBuilder shown = new StringBuilder();
    private Process process;
    private int seen;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "script(1) is not installed");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String command = String.format(
                "tty > '%s/tty'; stty rows 40 cols 120; exec %s -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Duser.home=%s -cp '%s' ringside.console.Main",
                home, java, home, System.getProperty("java.class.path"));
        ProcessBuilder builder = new ProcessBuilder("/usr/bin/script", "-qfec", command, "/dev/null");
        builder.environment().put("TERM", "xterm");
        builder.redirectErrorStream(true);
        process = builder.start();
        Thread reader = new Thread(this::collect);
        reader.setDaemon(true);
        reader.start();
        await("(ringside real16)");
    }

    @AfterEach
    void end() throws Exception {
        if (process != null) {
            List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                    .toList();
            all.forEach(ProcessHandle::destroyForcibly);
            for (ProcessHandle one : all) {
                // What still writes its history would keep its directory from being deleted.
                one.onExit().get(60, TimeUnit.SECONDS);
            }
        }
    }

    private void collect() {
        try (InputStream output = process.getInputStream()) {
            byte[] buffer = new byte[4096];
            for (int count = output.read(buffer); count >= 0; count = output.read(buffer)) {
                synchronized (shown) {
                    shown.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
                    shown.notifyAll();
                }
            }
        } catch (IOException closed) {
            return;
        }
    }

    /** Waits until {@code text} is shown behind what was awaited before; control sequences do not count. */
    private void await(String text) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        synchronized (shown) {
            int found = plain().indexOf(text, seen);
            while (found < 0 && System.nanoTime() < end) {
                shown.wait(100);
                found = plain().indexOf(text, seen);
            }
            assertThat(plain().substring(seen)).contains(text);
            seen = found + text.length();
        }
    }

    private String plain() {
        return shown.toString().replaceAll("\033\\[[0-9;?]*[a-zA-Z]|\033[=>]", "");
    }

    private void type(String keys) throws IOException {
        process.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    @Test
    void ctrl_c_stops_the_guest_and_leaves_the_session_alive() throws Exception {
        type("continue\r");
        await("Type help on COM1.");
        type("\003");
        await("Stopped by the user");
        await("(ringside pm32)");
        type("p 6 * 7\r");
        await("$1 = 42");
        type("js console.log('loop' + 'ing'); for (;;) {}\r");
        await("looping");
        type("\003");
        await("(ringside pm32)");
        type("serial\r");
        await("Ctrl-]");
        type("ticks\r");
        await("ticks");
        type("\035");
        await("(ringside pm32)");
        type("\004");
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(Files.readString(home.resolve(".ringside").resolve("history")))
                .contains("p 6 * 7");
    }

    /** Gives the terminal another size; the kernel tells the program. */
    private void resize(int rows, int columns) throws Exception {
        String device = Files.readString(home.resolve("tty")).strip();
        Process stty = new ProcessBuilder(
                        "stty", "-F", device, "rows", Integer.toString(rows), "cols", Integer.toString(columns))
                .inheritIO()
                .start();
        assertThat(stty.waitFor()).isZero();
    }

    @Test
    void tab_proposes_with_descriptions_and_completes() throws Exception {
        type("info e\t\t");
        await("eflags");
        await("each flag");
        type("\003");
        await("(ringside real16)");
        type("b task_\t\t");
        await("task_a");
        await("0000");
        type("\003");
        await("(ringside real16)");
        type("x/2xb $ei\t\r");
        await("2 x 1 byte");
        type("apro\tpage\r");
        await("how a linear address is translated");
        await("(ringside real16)");
    }

    @Test
    void ctrl_c_clears_the_line_and_ends_loops_and_ctrl_d_leaves() throws Exception {
        type("set $eax = 5");
        await("= 5");
        type("\003");
        await("(ringside real16)");
        type("p $eax + 7\r");
        await("$1 = 7");
        await("(ringside real16)");
        type("\003");
        await("(ringside real16)");
        type("\003");
        await("Ctrl-D or 'q' ends the session");
        type("define spin\rwhile 1\rcontinue for 1000\rend\rend\r");
        await("... ");
        await("(ringside real16)");
        type("set context off\rset pager off\rspin\r");
        await("icount 5000");
        type("\003");
        await("(ringside");
        type("p 6 * 7\r");
        await("$2 = 42");
        await("(ringside");
        type("\004");
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void the_size_of_the_terminal_may_change_while_the_guest_runs() throws Exception {
        type("set context off\rcontinue\r");
        await("Type help on COM1.");
        resize(12, 60);
        type("\003");
        await("Stopped by the user");
        await("(ringside pm32)");
        type("help\r");
        await("space forward");
        type("q");
        await("(ringside pm32)");
        resize(400, 120);
        type("help\r");
        await("Unambiguous beginnings of names do.");
        await("(ringside pm32)");
        resize(12, 60);
        type("p 6 * 7\r");
        await("$1 = 42");
    }

    @Test
    void pasted_lines_run_one_by_one_and_not_before_enter() throws Exception {
        type("\033[200~p 6 * 7\nif 1\np 40 + 3\nend\033[201~");
        await("end");
        assertThat(plain()).doesNotContain("$1 =");
        type("\r");
        await("$1 = 42");
        await("$2 = 43");
        type("echo gr\u00fc\u00df\u4e16\r");
        await("gr\u00fc\u00df\u4e16");
        await("gr\u00fc\u00df\u4e16");
    }
}
