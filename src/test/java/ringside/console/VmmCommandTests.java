package ringside.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ringside.machine.DoorKeeper;
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
    void catch_shadow_fill_stops_when_a_page_is_filled_in() {
        console.run("vmm te");
        console.run("catch shadow.fill");
        assertThat(console.run("continue")).contains("shadow.fill").contains("l:00007c00");
    }

    @Test
    void catch_trace_and_shadow_desync_stop_when_a_page_table_is_written() {
        for (String event : new String[] {"trace", "shadow.desync"}) {
            ConsoleFixture paged = ConsoleFixture.machine(
                    """
                    mov edi, 0x101000
                    mov eax, 7
                    entry: mov [edi], eax
                    add edi, 4
                    add eax, 0x1000
                    cmp edi, 0x102000
                    jb entry
                    mov dword [0x100000], 0x101007
                    mov eax, 0x100000
                    mov cr3, eax
                    mov eax, cr0
                    or eax, 0x80000000
                    mov cr0, eax
                    mov eax, [0x200000]
                    mov dword [0x101800], 0x300007
                    end: jmp end
                    """,
                    FlatMode.PM32);
            paged.run("vmm te");
            paged.run("catch " + event);
            assertThat(paged.run("continue")).contains(event);
            assertThat(paged.run("print dword[0x101800] == 0x300007")).endsWith("= 1\n");
        }
    }

    @Test
    void scripts_hear_of_exits_by_reason() {
        console.run("vmm te");
        assertThat(console.run(
                        "js let seen = []; on('vmexit', { reason: 'INTERRUPT_FLAG' }, ({ address }) => { seen.push(address) }); "
                                + "run({ maxInsns: 40 }); seen.length + ' at ' + new Set(seen).size"))
                .contains("3 at 1");
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

    /** A kernel whose loop has what translated code needs several instructions for. */
    private static ConsoleFixture busy() {
        ConsoleFixture busy = ConsoleFixture.machine(
                """
                lgdt [pointer]
                jmp 8:flat
                flat: mov ax, 0x10
                mov ds, ax
                mov ss, ax
                mov esp, 0x7000
                again: call function
                behind: pushf
                pop eax
                sti
                nop
                cli
                mov edx, target
                call edx
                push again
                ret
                function: push ebx
                call leaf
                pop ebx
                ret 0
                leaf: inc ebx
                loop skip
                skip: jmp over
                nop
                over: ret
                target: jecxz again
                ret
                align 8
                gdt: dq 0, 0x00cf9b000000ffff, 0x00cf93000000ffff
                pointer: dw 23
                dd gdt
                """,
                FlatMode.PM32);
        busy.run("set context off");
        return busy;
    }

    private static List<String> places(ConsoleFixture console, int steps) {
        List<String> places = new ArrayList<>();
        for (int i = 0; i < steps; i++) {
            console.run("stepi");
            places.add(console.run("print $eip") + console.run("print $esp") + console.run("print $ebx"));
        }
        return places;
    }

    @Test
    void steps_in_translated_code_are_those_of_the_guests_own_instructions() {
        ConsoleFixture bare = busy();
        bare.run("continue for 6");
        List<String> expected = places(bare, 60);
        ConsoleFixture translated = busy();
        translated.run("continue for 6");
        translated.run("vmm bt");
        assertThat(places(translated, 60)).isEqualTo(expected);
    }

    @Test
    void a_step_from_the_midst_of_what_stands_for_an_instruction_gets_to_the_next_one() {
        ConsoleFixture console = busy();
        console.run("vmm bt");
        for (int i = 0; i < 60; i++) {
            console.run("continue for 7");
            String here = console.run("print $eip");
            assertThat(console.run("stepi")).doesNotContain("error");
            assertThat(console.run("print $eip")).isNotEqualTo(here);
        }
    }

    @Test
    void whatever_stops_a_run_in_translated_code_it_stops_between_the_guests_own_instructions() {
        ConsoleFixture console = busy();
        console.run("vmm bt");
        for (int i = 0; i < 60; i++) {
            console.run("continue for 7");
            assertThat(console.session.debugger().target().progress()).isEqualTo(DoorKeeper.Progress.WHOLE);
        }
        console.run("rwatch 0x6ffc");
        for (int i = 0; i < 20; i++) {
            assertThat(console.run("continue")).contains("Read watch");
            assertThat(console.session.debugger().target().progress()).isEqualTo(DoorKeeper.Progress.WHOLE);
        }
    }

    @Test
    void a_count_within_what_stands_for_an_instruction_stops_behind_that() {
        for (int count = 40; count < 60; count++) {
            ConsoleFixture console = busy();
            console.run("vmm bt");
            console.run("catch count " + count);
            console.run("catch count 200");
            assertThat(console.run("continue")).startsWith("Catch #1");
            assertThat(console.session.debugger().target().progress()).isEqualTo(DoorKeeper.Progress.WHOLE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "patch", "bt"})
    void a_watch_sees_what_the_monitor_writes_for_the_guest(String technique) {
        ConsoleFixture kernel = ConsoleFixture.embedded();
        kernel.run("until task_a");
        kernel.run("vmm " + technique);
        // Beside a table that is traced, so that the monitor carries the write out; int 80h pushes what it delivers.
        kernel.run("break timer_irq; continue; delete; watch ticks");
        assertThat(kernel.run("continue")).contains("Write watch #2").contains(" 0 -> 1 by inc ");
        kernel.run("delete; watch *0x11fec");
        assertThat(kernel.run("continue")).contains("Write watch #3").contains("syscall_entry");
    }

    @Test
    void a_watch_in_a_virtual_machine_stops_behind_the_access_and_only_once() {
        ConsoleFixture bare = busy();
        bare.run("rwatch 0x6ff4");
        ConsoleFixture machine = busy();
        machine.run("set vm.ram 32M");
        machine.run("vm create a --ram 2M --technique bt");
        machine.run("vm select a");
        machine.run("rwatch 0x6ff4");
        for (int i = 0; i < 20; i++) {
            assertThat(machine.run("continue")).contains("Read watch");
            bare.run("continue");
            assertThat(machine.run("print $eip")).isEqualTo(bare.run("print $eip"));
        }
    }

    @Test
    void history_is_the_guests_and_history_machine_that_of_the_cache() {
        ConsoleFixture console = busy();
        console.run("continue for 6");
        console.run("vmm bt");
        console.run("continue for 300");
        assertThat(console.run("history 40"))
                .contains("call   0x7c", "pushf", "sti", "ret", "l:00007c")
                .doesNotContain("l:ffe")
                .doesNotContain("raises");
        assertThat(console.run("history machine 1000")).contains("l:ffe", "gs:0xffe", "raises exception 0x0d");
        assertThat(console.run("history machine none")).contains("the count");
    }

    @Test
    void finish_gets_behind_the_return_in_translated_code_too() {
        ConsoleFixture console = busy();
        console.run("vmm bt");
        console.run("break 0x7c3c");
        console.run("continue");
        assertThat(console.run("finish")).contains("Returned to the caller");
        assertThat(console.run("print $eip == 0x7c38")).endsWith("= 1\n");
        assertThat(console.run("finish")).contains("Returned to the caller");
        assertThat(console.run("print $eip == 0x7c20")).endsWith("= 1\n");
    }

    @Test
    void steps_in_a_virtual_machine_are_those_of_the_guests_own_instructions() {
        ConsoleFixture bare = busy();
        bare.run("continue for 6");
        List<String> expected = places(bare, 60);
        ConsoleFixture machine = busy();
        machine.run("set vm.ram 32M");
        machine.run("vm create a --ram 2M --technique bt");
        machine.run("vm select a");
        machine.run("continue for 6");
        assertThat(places(machine, 60)).isEqualTo(expected);
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
