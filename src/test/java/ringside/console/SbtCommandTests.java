package ringside.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Translating ahead of time from the console, on a loop that calls a function. */
class SbtCommandTests {
    private static final String LOOP =
            """
            bits 16
            start:  xor ax, ax
                    mov ss, ax
                    mov sp, 0x7000
                    mov ecx, 2000
            again:  call work
                    loop again
                    hlt
            work:   add eax, ecx
                    xor edx, eax
                    add edx, ebx
                    ret
            """;

    private final ConsoleFixture console = ConsoleFixture.machine(LOOP);

    @TempDir
    private Path directory;

    private String file() {
        return '"' + directory.resolve("a.sbt").toString() + '"';
    }

    private String run(String line) {
        return console.run(line).strip();
    }

    @Test
    void a_range_goes_into_a_file_and_comes_back_and_the_engine_runs_it() {
        assertThat(run("sbt translate $pc +64 " + file()))
                .contains("16-bit code")
                .contains("bytes are code that was discovered");
        assertThat(run("sbt")).contains("no static translation is loaded");
        assertThat(run("sbt load " + file())).startsWith("loaded ");
        assertThat(run("engine sbt")).isEqualTo("engine sbt");
        run("continue");
        assertThat(run("engine stats")).containsPattern("static +[1-9]");
        assertThat(run("tb list")).contains("(static)");
        assertThat(run("sbt unload")).isEqualTo("no static translation is loaded");
    }

    @Test
    void an_image_is_translated_for_the_mode_it_starts_in() throws IOException {
        Path image = Files.writeString(directory.resolve("a.asm"), "bits 32\nstart: inc eax\njmp start\n");
        assertThat(run("sbt translate " + image + " " + file())).contains("32-bit code");
        assertThat(run("sbt translate " + image + " --load --entry start")).contains("loaded");
    }

    @Test
    void all_engines_come_to_the_same_state() {
        run("sbt translate $pc +64 --load");
        assertThat(run("engine compare 5000"))
                .contains("interpreter")
                .contains("sbt+dbt")
                .endsWith("states after as many instructions are equal");
        assertThat(run("info registers")).contains("7c00");
    }

    @Test
    void what_cannot_be_used_is_refused_in_one_line() throws IOException {
        Path text = Files.writeString(directory.resolve("text"), "no translation");
        assertThat(run("sbt load " + text)).endsWith("cannot use '" + text + "': it is no static translation");
        assertThat(run("sbt load /nowhere.sbt")).endsWith("there is no file '/nowhere.sbt'");
        assertThat(run("sbt translate $pc")).endsWith("or --load instead of FILE");
        assertThat(run("sbt translate $pc +0x20000000 --load")).endsWith("must have at most 256 MiB");
        assertThat(run("sbt lode")).endsWith("not 'lode'");
    }
}
