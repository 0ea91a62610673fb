package ringside.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jline.terminal.Size;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.Test;

class ConsoleTests {
    private final ConsoleFixture fixture = ConsoleFixture.fake(0x40, 0x40, 0xEB, 0xFC);

    /** Types at a console on a terminal of the given type and returns what it shows, control sequences removed. */
    private String session(String type, Keystrokes keys) {
        return session(fixture, type, keys);
    }

    private static String session(ConsoleFixture fixture, String type, Keystrokes keys) {
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        try (DumbTerminal terminal = new DumbTerminal(
                        "test", type, new ByteArrayInputStream(keys.bytes()), shown, StandardCharsets.UTF_8);
                MachineThread machineThread = new MachineThread()) {
            terminal.setSize(new Size(120, 40));
            new Console(fixture.session, machineThread, terminal, false, null).run();
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return shown.toString(StandardCharsets.UTF_8).replaceAll("\033\\[[0-9;?]*[a-zA-Z]|\033[=>]", "");
    }

    @Test
    void lines_are_carried_out_and_answered() {
        assertThat(session("ansi", new Keystrokes().line("p 6 * 7").line("q")))
                .contains("(ringside real16)", "$1 = 42");
    }

    @Test
    void a_last_line_without_newline_counts() {
        assertThat(session("dumb", new Keystrokes().type("p 6 * 7"))).contains("$1 = 42");
    }

    @Test
    void the_prompt_says_how_far_the_machine_was_taken_back() {
        ConsoleFixture machine = ConsoleFixture.machine("again: inc ax\njmp again");
        String[] prompts = session(
                        machine,
                        "dumb",
                        new Keystrokes()
                                .line("snapshot save a")
                                .line("s 5")
                                .line("snapshot load a")
                                .line("s 2")
                                .line("s 4")
                                .line("q"))
                .split("(?m)^(?=\\(ringside)");
        assertThat(prompts[2]).startsWith("(ringside real16) snapshot load a");
        assertThat(prompts[3]).startsWith("(ringside real16 \u25c4-5) s 2");
        assertThat(prompts[4]).startsWith("(ringside real16 \u25c4-3) s 4");
        assertThat(prompts[5]).startsWith("(ringside real16) q");
    }

    @Test
    void an_empty_line_repeats_a_step() {
        session("ansi", new Keystrokes().line("s").enter().enter());
        assertThat(fixture.session.debugger().cpu().icount).isEqualTo(3);
    }

    @Test
    void an_empty_line_does_not_repeat_other_commands() {
        session("ansi", new Keystrokes().line("set $eax = $eax + 1").enter().enter());
        assertThat(fixture.session.debugger().cpu().r32(0)).isOne();
    }

    @Test
    void tab_completes_commands_and_symbols() {
        fixture.session.debugger().symbols().add("longsymbol", 0x500);
        assertThat(session(
                        "ansi",
                        new Keystrokes().type("inspe").tab().type("lon").tab().enter()))
                .contains("longsymbol")
                .contains("$1 = l:00000500 <longsymbol>");
    }

    @Test
    void tab_completes_what_stands_behind_a_kind_of_event() {
        assertThat(session("ansi", new Keystrokes().type("catch tb inv").tab().enter()))
                .contains("catch tb invalidate");
        assertThat(session(
                        "ansi", new Keystrokes().type("catch vmexit CR_").tab().enter()))
                .contains("catch vmexit CR_ACCESS");
    }

    @Test
    void up_brings_the_last_line_back() {
        assertThat(session("ansi", new Keystrokes().line("p 5").up().type("5").enter()))
                .contains("$2 = 55");
    }

    @Test
    void backslashes_and_exclamation_marks_arrive() {
        assertThat(session("ansi", new Keystrokes().line("echo \"a\\\\b!c\""))).contains("a\\b!c");
    }

    @Test
    void errors_are_pointed_at_and_the_session_goes_on() {
        assertThat(session("dumb", new Keystrokes().line("p 1 + nosuch").line("p 2")))
                .contains("\n        ^", "no symbol or register 'nosuch'", "$1 = 2");
    }

    @Test
    void javascript_mode_takes_several_lines() {
        assertThat(session(
                        "dumb",
                        new Keystrokes()
                                .line("js")
                                .line("function f() {")
                                .line("return 6 * 7 }")
                                .line("f()")
                                .line("js")
                                .line("p 1")))
                .contains("js> ", "42", "$1 = 1");
    }

    @Test
    void tab_describes_what_it_proposes() {
        fixture.session.debugger().symbols().add("start_kernel", 0x500);
        fixture.session.debugger().symbols().add("start_other", 0x600);
        assertThat(session("ansi", new Keystrokes().type("b st").tab().tab())).contains("start_kernel", "(00000500)");
        assertThat(session("ansi", new Keystrokes().type("p 1+$es").tab().tab()))
                .contains("+$esi", "(00000000)");
        assertThat(session(
                        "ansi",
                        new Keystrokes()
                                .type("set fl")
                                .tab()
                                .type("g")
                                .tab()
                                .enter()
                                .type("show flav")
                                .tab()
                                .enter()))
                .contains("flavor  gdb");
    }

    @Test
    void blocks_are_read_up_to_their_end() {
        assertThat(session(
                        "ansi",
                        new Keystrokes()
                                .line("if 1")
                                .line("p 6 * 7")
                                .line("end")
                                .line("p 5")))
                .contains("... ", "$1 = 42", "$2 = 5");
        assertThat(session(
                        "dumb",
                        new Keystrokes()
                                .line("define f")
                                .line("p 6 * 7")
                                .line("end")
                                .line("f")))
                .contains("$3 = 42");
    }

    @Test
    void pasted_lines_are_carried_out_one_by_one() {
        String paste = "\033[200~p 6 * 7\nif 1\np 5\nend\np 8\033[201~";
        assertThat(session("ansi", new Keystrokes().type(paste).enter())).contains("$1 = 42", "$2 = 5", "$3 = 8");
    }

    @Test
    void long_answers_stop_at_each_screen() {
        assertThat(session("ansi", new Keystrokes().line("help").type("q").line("p 6 * 7")))
                .contains("space forward", "$1 = 42")
                .doesNotContain("says more; also");
        assertThat(session(
                        "ansi",
                        new Keystrokes().line("help").type("  ").type("     ").line("p 6 * 7")))
                .contains("says more; also");
        assertThat(session("ansi", new Keystrokes().line("set pager off").line("help")))
                .doesNotContain("space forward");
        assertThat(session("dumb", new Keystrokes().line("help"))).doesNotContain("space forward");
    }

    @Test
    void what_is_typed_is_coloured() {
        LineHighlighter highlighter = new LineHighlighter(fixture.session, () -> true);
        fixture.session.debugger().symbols().add("start", 0x500);
        assertThat(highlighter.highlight(null, "break start if $eax == 5 # now").toAnsi())
                .isEqualTo("\033[1mbreak\033[0m \033[33mstart\033[0m if \033[34m$eax\033[0m == \033[35m5\033[0m "
                        + "\033[2m# now\033[0m");
        assertThat(highlighter.highlight(null, "brek $eaxx").toAnsi())
                .isEqualTo("\033[31mbrek\033[0m \033[31m$eaxx\033[0m");
        assertThat(highlighter.highlight(null, "js const a = 'ü'").toString()).isEqualTo("js const a = 'ü'");
        assertThat(highlighter.highlight(null, "x/8xb \"unclosed;\np 5").toString())
                .isEqualTo("x/8xb \"unclosed;\np 5");
    }
}
