package ringside.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that users make, and text that decides what is carried out. */
class UserCommandsTests {
    /** inc ax; inc ax; jmp $-2. */
    private final ConsoleFixture console = ConsoleFixture.fake(0x40, 0x40, 0xEB, 0xFC);

    private String shown(String text) {
        return console.answer(text);
    }

    @Test
    void a_defined_command_takes_arguments() {
        shown("define twice\n  p 2 * $arg0\n  echo $argc given\nend");
        assertThat(shown("twice (3+4)")).isEqualTo("$1 = 14\n1 given\n");
        assertThat(shown("twice")).contains("argument 1 ($arg0) is missing");
        assertThat(shown("twi 5")).startsWith("$2 = 10");
    }

    @Test
    void definitions_nest_and_stop_at_their_first_failure() {
        shown("define inner\nif $arg0 > 2\np 100\nelse\np 200\nend\nend");
        shown("define outer\ninner 1\ninner 3\np nosuch\np 300\nend");
        assertThat(shown("outer; p 400")).isEqualTo("$1 = 200\n$2 = 100\nerror: no symbol or register 'nosuch'\n");
    }

    @Test
    void documents_are_help() {
        shown("define probe\np 1\nend");
        shown("document probe\nPrints one.\nif this were a command, it would need an end.\nend");
        assertThat(shown("help probe")).contains("Prints one.", "if this were a command");
        assertThat(shown("document nosuch\nend")).contains("there is no command 'nosuch' of yours");
    }

    @Test
    void names_of_the_table_cannot_be_taken() {
        assertThat(shown("define print\np 1\nend")).contains("'print' is a command of Ringside");
        assertThat(shown("alias p = x")).contains("'p' is a command of Ringside");
        assertThat(shown("define 5\nend")).contains("can be no name");
        assertThat(shown("p 1")).isEqualTo("$1 = 1\n");
    }

    @Test
    void aliases_stand_for_commands_with_and_without_arguments() {
        assertThat(shown("alias pr = print")).isEqualTo("pr is 'print'\n");
        assertThat(shown("pr/x 17")).isEqualTo("$1 = 0x11\n");
        shown("alias -a hex = print/x");
        assertThat(shown("hex 18")).isEqualTo("$2 = 0x12\n");
        assertThat(shown("alias foo = nosuch")).contains("unknown command 'nosuch'");
    }

    @Test
    void hooks_run_at_stops_and_around_commands() {
        shown("define hook-stop\nprintf \"at %x\\n\", $eip\nend");
        assertThat(shown("s")).startsWith("at 7c01\n").contains("=> 0000:7c01");
        shown("define hook-p\necho before\nend");
        shown("define hookpost-print\necho after\nend");
        assertThat(shown("inspect 1")).isEqualTo("before\nafter\n$1 = 1\n");
    }

    @Test
    void a_hook_that_steps_does_not_call_itself() {
        shown("define hook-stop\ns\nend");
        shown("s");
        assertThat(console.session.debugger().cpu().icount).isEqualTo(2);
    }

    @Test
    void loops_run_until_their_condition_fails_or_they_are_left() {
        shown(
                "set $i = 0\nwhile $i < 5\nset $i = $i + 1\nif $i == 2\nloop_continue\nend\nif $i == 4\nloop_break\nend\np $i\nend");
        assertThat(shown("p $i")).endsWith("= 4\n");
        assertThat(shown("loop_break")).contains("between 'while' and its 'end'");
        assertThat(shown("p $")).endsWith("= 4\n");
    }

    @Test
    void a_block_needs_its_end() {
        assertThat(shown("if 1")).isEqualTo("error: 'if 1' needs more lines, the last one 'end'\n");
        assertThat(console.session.isIncomplete("if 1\np 1")).isTrue();
        assertThat(console.session.isIncomplete("if 1\np 1\nend")).isFalse();
        assertThat(console.session.isIncomplete("define x\nwhile 1\nend")).isTrue();
        assertThat(shown("end")).contains("unknown command 'end'");
    }

    @Test
    void printf_formats_as_in_c() {
        shown("set {u32}0x500 = 0x64636261");
        assertThat(shown("printf \"%d|%5u|%-4x|%04X|%#x|%c|%s|%%|%o\\n\", -3, 7, 0xab, 0xcd, 255, 'z', 0x500, 8"))
                .isEqualTo("-3|    7|ab  |00CD|0xff|z|abcd|%|10\n");
        assertThat(shown("printf \"a\"\nprintf \"b\\n\"")).isEqualTo("ab\n");
        assertThat(shown("printf \"%d\\n\"")).contains("takes 1 value, not 0");
        assertThat(shown("printf \"%y\\n\", 1")).contains("'%y' is no conversion");
        assertThat(shown("printf \"%08lx %llu\\n\", $eax, (1, 2)")).contains("error");
    }

    @Test
    void sourced_files_may_come_from_windows(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("init.gdb");
        Files.writeString(
                file,
                "\uFEFF# first\r\ndefine f\r\n  p $arg0\r\nend\r\nf 6\r\nif 1\r\n  f 7\r\nend\r\njs\r\n"
                        + "const a = 5;\r\nif (a) {\r\n  cmd('set $n = ' + a);\r\nundefined\r\n}\r\nend\r\np $n");
        assertThat(shown("source " + file)).isEqualTo("$1 = 6\n$2 = 7\n$3 = 5\n");
        Files.writeString(file, "p 1\n\np nosuch\np 2\n");
        assertThat(shown("source " + file))
                .contains("init.gdb:3: 'p nosuch' failed")
                .doesNotContain("= 2");
    }
}
