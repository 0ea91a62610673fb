package ringside.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sentences that lead the user on: after mistakes, and where a result would else be misread. */
class AnswersTests {
    private final ConsoleFixture console = ConsoleFixture.machine("start: inc eax\njmp start\n");

    @TempDir
    private Path directory;

    @Test
    void breakpoints_are_deleted_by_a_range_of_numbers_which_need_not_all_exist() {
        console.run("break 0x100; break 0x200; break 0x300; delete 2");
        assertThat(console.run("delete 2-3")).isEqualTo("deleted breakpoint 3\n");
        assertThat(console.run("disable 1-9")).isEqualTo("disabled breakpoint 1\n");
        assertThat(console.run("delete 5-7")).contains("there is no breakpoint from 5 to 7");
        assertThat(console.run("delete 8")).contains("there is no breakpoint 8; there are 1");
    }

    @Test
    void a_register_that_was_set_is_shown_as_it_is_now() {
        assertThat(console.run("set $eip = 0x7c00")).isEqualTo("$eip = 31744 (0x7c00)\n");
        assertThat(console.run("set $al = 0x1ff")).isEqualTo("$al = 255 (0xff)\n");
    }

    @Test
    void a_register_that_is_set_like_a_setting_is_told_how() {
        assertThat(console.run("set eax 5"))
                .contains("there is no setting 'eax'; a register takes a '=': set eax = VALUE");
    }

    @Test
    void what_counts_differs_in_decimal() {
        console.run("snapshot save a; stepi 12");
        assertThat(console.run("snapshot diff a"))
                .containsPattern("icount +0 -> 12\n")
                .contains("0 pages differ");
    }

    @Test
    void lockstep_ends_with_what_was_compared() {
        console.run("lockstep on; stepi 100");
        assertThat(console.run("lockstep off")).isEqualTo("lockstep off, 100 instructions compared, all equal\n");
        assertThat(console.run("lockstep off")).isEqualTo("lockstep off\n");
    }

    @Test
    void what_is_no_instruction_is_told_from_one_without_its_operands() {
        assertThat(console.run("vcompare foo")).contains("'foo': unknown instruction foo");
        assertThat(console.run("vcompare sgdt")).contains("'sgdt' alone is no instruction: write its operands too");
        assertThat(console.run("classify mov eax")).contains("'mov eax': invalid combination");
        assertThat(console.run("a $pc nonsense eax")).contains("unknown instruction nonsense");
    }

    @Test
    void a_static_translation_without_a_file_is_told_what_is_missing() {
        assertThat(console.run("sbt translate $pc +16")).contains("a file is missing, or --load");
        assertThat(console.run("sbt translate $pc +16 --load")).contains("1 unit with 1 block, ");
    }

    @Test
    void a_graph_goes_into_files_of_its_two_kinds_only() {
        assertThat(console.run("tb graph blocks")).contains("the file's name must end in .dot or .svg");
        assertThat(console.run("tb graph \"" + directory.resolve("g.svg") + '"'))
                .contains("wrote ");
    }

    @Test
    void a_block_that_is_asked_about_is_the_next_unless_one_is_named() {
        assertThat(console.run("tb why")).isEqualTo(console.run("tb why $pc"));
        assertThat(console.run("tb show")).contains("no unit covers l:00007c00");
    }

    @Test
    void an_exercise_without_a_monitor_says_that_one_is_needed() {
        assertThat(console.run("vmm seed-bug 3 --hidden")).contains("will make a mistake: put one under the guest");
    }

    @Test
    void a_file_that_is_missing_is_named_once() {
        assertThat(console.run("restore /nowhere/x 0x500")).isEqualTo("error: there is no file '/nowhere/x'\n");
        assertThat(console.run("dump /nowhere/x 0x500 +4"))
                .isEqualTo("error: cannot write '/nowhere/x': there is no such directory\n");
    }

    @Test
    void a_number_that_does_not_fit_is_not_cut_off() {
        assertThat(console.run("eb 0x500 1 0x1ff")).contains("'0x1ff' does not fit into 1 byte");
        assertThat(console.run("eb 0x500 -1 2; x/2xb 0x500"))
                .contains("wrote 2 bytes")
                .contains("ff  02");
    }

    @Test
    void every_device_that_is_listed_can_be_shown() {
        ConsoleFixture board = ConsoleFixture.machine("hlt\n");
        assertThat(board.run("info device")).containsPattern("first hard disk +info disk\n");
        for (String name : board.session.machine().parts().keySet()) {
            assertThat(board.run("info device " + name)).as(name).doesNotContain("error:");
        }
        assertThat(board.run("info device post")).contains("of state: ");
        assertThat(board.run("info device nosuch"))
                .contains("there is no device 'nosuch'; there are first hard disk, ");
    }
}
