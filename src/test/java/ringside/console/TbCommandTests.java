package ringside.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looking into the code cache, on a loop of one block that a second loop calls. */
class TbCommandTests {
    private static final String LOOPS =
            """
            bits 16
            start:  xor ax, ax
                    mov ss, ax
                    mov sp, 0x7000
                    xor edi, edi
            outer:  call work
                    inc edi
                    cmp edi, 100
                    jne outer
                    hlt
            work:   mov ecx, 50
            inner:  add eax, ecx
                    adc edx, ebx
                    loop inner
                    ret
            """;

    private static void runTo(ConsoleFixture guest, int round) {
        guest.run("break 0x7c0f if $edi == " + round);
        guest.run("continue");
    }

    private final ConsoleFixture console = ConsoleFixture.machine(LOOPS);

    @BeforeEach
    void run_hot() {
        console.run("label inner 0x7c1c; label start 0x7c00");
        console.run("engine dbt; set dbt.threshold 20");
        runTo(console, 90);
    }

    @Test
    void the_list_names_units_with_their_entries() {
        assertThat(console.run("tb list")).contains("start+0x16").contains("entries");
        assertThat(console.run("tb list --hot 1").lines()).hasSize(2);
        assertThat(console.run("tb list --page 0x9000")).contains("no translated code");
    }

    @Test
    void a_unit_shows_each_instruction_with_what_it_became_and_where_it_leads() {
        String unit = console.run("tb show inner");
        assertThat(unit)
                .contains("emitted  adc    edx,ebx")
                .contains("host slots: ")
                .contains("ends because loop");
        assertThat(unit).doesNotContain("ISTORE");
        assertThat(console.run("tb show inner --bytecode")).contains("ISTORE").contains("ringside/exec/Unit");
    }

    @Test
    void fewer_host_slots_leave_more_registers_in_the_state_with_equal_results() {
        assertThat(console.run("tb show inner")).doesNotContain("host slots: none");
        console.run("set dbt.slots 0");
        runTo(console, 95);
        assertThat(console.run("tb show inner")).contains("host slots: none");
        String sum = console.run("p $eax").replaceFirst("^\\$[0-9]+", "");
        ConsoleFixture interpreted = ConsoleFixture.machine(LOOPS);
        runTo(interpreted, 95);
        assertThat(interpreted.run("p $eax").replaceFirst("^\\$[0-9]+", "")).isEqualTo(sum);
    }

    @Test
    void stepping_in_translated_code_names_the_flags_that_are_pending() {
        console.run("delete; break inner; continue; stepi");
        int sum = console.session.debugger().cpu().r32(0);
        assertThat(console.run("info eflags"))
                .contains(String.format(
                        "are pending: computed when read, from the last result %08x and its carries", sum));
    }

    @Test
    void why_tells_the_cold_from_the_hot_and_the_never_executed() {
        assertThat(console.run("tb why inner")).contains("entered by way of unit");
        assertThat(console.run("tb why start")).contains("interpreted: entered 1 times, and hot is 20");
        assertThat(console.run("tb why 0x9000")).contains("has not been executed");
    }

    @Test
    void why_tells_how_far_a_hot_block_is_from_paying() {
        ConsoleFixture thrifty = ConsoleFixture.machine("again: dec ecx\njnz again\nhlt");
        thrifty.run("engine dbt; set dbt.threshold 10000; continue for 40000");
        assertThat(thrifty.run("tb why 0x7c00"))
                .containsPattern(
                        "entered [0-9]{5} times, which is hot, but a unit here pays after 8000000 instructions,"
                                + " and its blocks have done [0-9]{5}\n");
    }

    @Test
    void why_names_the_debugger_as_who_invalidated() {
        console.run("set byte[inner] = 0x66");
        console.run("continue for 20");
        assertThat(console.run("tb why inner")).contains("invalidated").contains("by a debugger's change");
    }

    @Test
    void links_vanish_with_chaining_off() {
        assertThat(console.run("tb links inner")).contains("taken");
        console.run("set dbt.chain off");
        runTo(console, 95);
        assertThat(console.run("tb links inner")).doesNotContain("taken");
        assertThat(console.run("tb why inner")).contains("dbt.chain is off");
    }

    @Test
    void flushing_and_invalidating_drop_units_and_pinning_marks_them() {
        assertThat(console.run("tb pin inner")).contains("pinned");
        assertThat(console.run("tb list")).contains("(pinned)");
        assertThat(console.run("tb invalidate inner")).contains("invalidated");
        assertThat(console.run("tb show inner")).contains("no unit covers");
        assertThat(console.run("tb flush")).contains("flushed");
        assertThat(console.run("tb list")).contains("no translated code");
    }

    @Test
    void the_graph_is_written_for_graphviz_and_as_a_drawing(@TempDir Path directory) throws Exception {
        assertThat(console.run("tb graph")).startsWith("digraph").contains("->").contains("fillcolor=orange");
        console.run("tb graph " + directory.resolve("g.svg"));
        assertThat(directory.resolve("g.svg")).content().startsWith("<svg").endsWith("</svg>\n");
        console.run("tb graph " + directory.resolve("g.dot"));
        assertThat(Files.readString(directory.resolve("g.dot"))).startsWith("digraph");
    }

    @Test
    void a_mistaken_verb_is_answered_with_tbreak() {
        assertThat(console.run("tb 0x7c00")).contains("tbreak 0x7c00");
    }

    @Test
    void settings_out_of_range_are_refused() {
        assertThat(console.run("set dbt.slots 9")).contains("can be 0 to 8");
        assertThat(console.run("set dbt.threshold 0")).contains("can be 1 to");
    }
}
