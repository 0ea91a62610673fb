package ringside.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
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
                "stty rows 40 cols 120; exec %s -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Duser.home=%s -cp '%s' ringside.console.Main",
                java, home, System.getProperty("java.class.path"));
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
    void end() {
        if (process != null) {
            process.destroyForcibly();
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
}
