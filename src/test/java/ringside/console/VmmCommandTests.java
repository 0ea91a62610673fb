package ringside.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import ringside.machine.FlatMode;
import ringside.vmm.SeededBug;

/** Debugging above a monitor, on a guest of three CLI and a loop. */
class VmmCommandTests {
    private final ConsoleFixture console = ConsoleFixture.machine(
            """
            lgdt [pointer]
            jmp 8:flat
            flat: mov ax, 0x10
            mov ds, ax
            mov ss, ax
            mov ecx, 3
            next: cli
            dec ecx
            jnz next
            end: jmp end
            align 8
            gdt: dq 0, 0x00cf9b000000ffff, 0x00cf93000000ffff
            pointer: dw 23
            dd gdt
            """,
            FlatMode.PM32);

    @BeforeEach
    void short_view() {
        console.run("set context off");
    }

    @Test
    void a_stop_says_under_which_technique_it_is_and_whose_registers_are_shown() {
        assertThat(console.run("continue for 6")).startsWith("0008:").doesNotContain("view");
        console.run("vmm te");
        assertThat(console.run("stepi 2")).contains("vmm te (machine view) 0009:");
        console.run("vmm bt");
        assertThat(console.run("continue for 3")).contains("vmm bt (guest view) 0008:");
        console.run("vmm off");
        assertThat(console.run("continue for 3")).startsWith("0008:");
    }

    @Test
    void catch_vmexit_stops_behind_the_exit_and_names_reason_and_instruction() {
        console.run("vmm te");
        console.run("catch vmexit INTERRUPT_FLAG if ecx == 2");
        assertThat(console.run("continue"))
                .contains("INTERRUPT_FLAG")
                .contains("cli")
                .contains("machine view");
        assertThat(console.run("print $ecx")).contains("2");
    }

    @Test
    void catch_vmexit_without_a_reason_stops_at_the_next_exit_whatever_it_is() {
        console.run("vmm te");
        console.run("tcatch vmexit");
        assertThat(console.run("continue")).contains("vmexit HIDDEN_PAGE_FAULT: fetch 00007c00");
    }

    @Test
    void a_reason_that_does_not_exist_is_refused() {
        assertThat(console.run("catch vmexit NONSENSE")).startsWith("error: ").contains("NONSENSE");
    }

    @Test
    void users_run_directly_until_they_are_to_be_translated_too() {
        console.run("vmm bt");
        assertThat(console.run("vmm tc user")).contains("users run directly; 'set vmm.user translate'");
        console.run("set vmm.user translate");
        assertThat(console.run("vmm tc user")).startsWith("0 fragments, ");
        assertThat(console.run("show vmm.user")).contains("translate");
        assertThat(console.run("set vmm.user no")).contains("'vmm.user' can be direct, translate; not 'no'");
        console.run("set vmm.user direct");
        assertThat(console.run("show vmm.user")).contains("direct");
    }

    @Test
    void exits_are_counted_from_when_the_monitor_came() {
        console.run("vmm te");
        console.run("continue for 20");
        console.run("vmm off");
        assertThat(console.run("exits")).contains("cli");
        assertThat(console.run("vmm te")).startsWith("te: 0 exits, 0 instructions retired");
    }

    @Test
    void a_hidden_mistake_is_named_by_reveal_only() {
        assertThat(console.run("vmm seed-bug timeless --hidden")).doesNotContain("timeless");
        assertThat(console.run("vmm seed-bug")).contains("1 mistake is made that this list does not show");
        assertThat(console.run("vmm seed-bug reveal")).startsWith("timeless: ");
        console.run("vmm seed-bug off");
        assertThat(console.run("vmm seed-bug reveal")).startsWith("no mistake is hidden");
        assertThat(console.run("vmm seed-bug timeless")).startsWith("timeless is on: ");
        assertThat(console.run("vmm seed-bug")).containsPattern("timeless +on ");
    }

    @Test
    void the_exercises_are_all_mistakes() {
        for (int i = 1; i <= SeededBug.values().length; i++) {
            console.run("vmm seed-bug " + i + " --hidden");
        }
        assertThat(console.session.vmm().hidden()).containsExactlyInAnyOrder(SeededBug.values());
    }
}
