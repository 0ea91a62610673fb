package ringside.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ringside.debug.Stop;
import ringside.machine.FlatMode;

class LiveMachineTests {
    private static final String COUNTER =
            """
            start:  xor ax, ax
                    mov ss, ax
                    mov sp, 0x7000
            again:  inc ax
                    call sub
                    cmp ax, 3
                    jne again
                    mov dx, 0x3f8
                    mov al, 'K'
                    out dx, al
                    mov dx, 0x501
                    mov al, 5
                    out dx, al
                    hlt
            sub:    mov [0x500], ax
                    ret
            """;

    @Test
    void a_guest_runs_to_its_exit_code() {
        ConsoleFixture console = ConsoleFixture.machine(COUNTER);
        assertThat(console.run("c")).contains("exit code 5");
        assertThat(console.session.lastStop().kind()).isEqualTo(Stop.Kind.EXIT);
        assertThat(console.run("serial show")).isEqualTo("K\n");
        assertThat(console.run("p word[0x500]")).isEqualTo("$1 = 3\n");
    }

    @Test
    void stepping_finishing_and_conditions_work_on_real_code() {
        ConsoleFixture console = ConsoleFixture.machine(COUNTER);
        console.run("s 4");
        assertThat(console.run("n")).contains("cmp");
        console.run("until 0x7c07; s 2");
        assertThat(console.run("finish")).contains("Returned to the caller").contains("cmp");
        assertThat(console.run("until $ax == 3")).contains("$ax == 3 holds");
    }

    @Test
    void physical_breakpoints_and_rewritten_code_are_respected() {
        ConsoleFixture console = ConsoleFixture.machine(COUNTER);
        console.run("break p:0x7c07");
        assertThat(console.run("c")).contains("Breakpoint 1 at p:0x7c07");
        assertThat(console.run("a 0x7c07 nop")).contains("nop");
        console.run("delete; a $pc hlt");
        assertThat(console.run("c")).contains("The guest died");
    }

    @Test
    void snapshots_bring_the_whole_machine_back(@TempDir Path directory) {
        ConsoleFixture console = ConsoleFixture.machine(COUNTER);
        console.run("s 4; snapshot save a " + directory.resolve("a.snap"));
        String hash = console.run("hash");
        console.run("c");
        assertThat(console.run("snapshot diff a")).contains("pages differ").contains("eip");
        assertThat(console.run("snapshot load a")).contains("icount 4");
        assertThat(console.run("hash")).isEqualTo(hash);
        ConsoleFixture other = ConsoleFixture.machine(COUNTER);
        other.run("snapshot load " + directory.resolve("a.snap"));
        assertThat(other.run("hash")).isEqualTo(hash);
        assertThat(console.run("snapshot load b")).startsWith("error: there is neither a snapshot nor a file 'b'");
    }

    @Test
    void a_recorded_run_is_replayed_to_the_same_state(@TempDir Path directory) {
        Path file = directory.resolve("run.journal");
        ConsoleFixture console = ConsoleFixture.machine(COUNTER);
        console.run("record start; s 5; set $bx = 0x55; serial send x; c for 3; set byte[0x600] = 1");
        assertThat(console.run("record save " + file)).contains("4 stimuli");
        ConsoleFixture again = ConsoleFixture.machine(COUNTER);
        assertThat(again.run("replay " + file)).contains("the state is the recorded one");
        assertThat(again.run("p $bx")).isEqualTo("$1 = 85 (0x55)\n");
        assertThat(again.run("replay " + file)).startsWith("error: the journal begins in another state");
    }

    @Test
    void injections_say_what_will_come_of_them() {
        ConsoleFixture console = ConsoleFixture.machine(COUNTER);
        assertThat(console.run("inject irq 5")).contains("IRQ 5 raised, the controller is not initialised");
        assertThat(console.run("inject irq 2")).startsWith("error: there is no interrupt request line 2");
        assertThat(console.run("inject nmi")).contains("NMI latched, taken before the next instruction");
        assertThat(console.run("inject exc 14")).startsWith("error: there is no page fault while paging is off");
        assertThat(console.run("inject exc 9")).startsWith("error: no exception of this CPU has vector 9");
        assertThat(console.run("inject exc 6")).contains("now at");
        assertThat(console.run("inject int 0x20 --at 100")).contains("at instruction count 100");
    }

    @Test
    void tables_and_pages_of_protected_mode_are_shown() {
        ConsoleFixture console = ConsoleFixture.machine(
                """
                        mov eax, 0x1000
                        mov cr3, eax
                        mov dword [0x1000], 0x2007
                        mov dword [0x2000 + 7 * 4], 0x7003
                        mov dword [0x2000 + 9 * 4], 0x20065
                        mov eax, cr0
                        or eax, 0x80000000
                        mov cr0, eax
                        hlt
                        """,
                FlatMode.PM32);
        assertThat(console.run("info gdt")).contains("code 32-bit execute/read");
        console.run("s 8");
        assertThat(console.run("info tab")).contains("00007000-00007fff").contains("00009000-00009fff");
        assertThat(console.run("page 0x9123")).contains("PDE", "PTE", "p:00020123");
        assertThat(console.run("page 0xa000")).contains("not mapped: PTE is not present");
        assertThat(console.run("x/1xb 0xa000")).contains("??");
        assertThat(console.run("info creg")).contains("PG");
        assertThat(console.run("info sreg")).contains("cs");
        assertThat(console.run("info cpu")).contains("pm32");
    }

    @Test
    void a_step_stops_in_front_of_an_exception_handler() {
        ConsoleFixture console = ConsoleFixture.machine(
                """
                        mov word [6 * 4], 0x7d00
                        mov word [6 * 4 + 2], 0
                        db 0x0f, 0x0b
                """);
        console.run("s 2");
        assertThat(console.run("s")).contains("#UD").contains("=> 0000:7d00");
        assertThat(console.run("p $icount")).isEqualTo("$1 = 2\n");
    }

    @Test
    void assembly_follows_the_mode_and_symbols() {
        ConsoleFixture console = ConsoleFixture.machine(COUNTER);
        console.session.debugger().symbols().add("target", 0x7C20);
        assertThat(console.run("a 0x7c00 mov ax, 0x1234; jmp target")).contains("mov", "jmp");
        assertThat(console.run("x/3xb 0x7c00")).contains("b8  34  12");
        assertThat(console.run("a 0x7c00 mov ax, nosuch")).startsWith("error: 'mov ax, nosuch'");
        assertThat(console.run("a nop")).contains("nop");
    }

    @Test
    void serial_expect_runs_up_to_the_text() {
        ConsoleFixture console = ConsoleFixture.machine(COUNTER);
        assertThat(console.run("serial expect K 1000")).contains("COM1 sent 'K'");
        assertThat(console.run("serial expect Z 1000")).startsWith("error: COM1 did not send 'Z'");
    }

    @Test
    void devices_are_shown_without_touching_them() {
        ConsoleFixture console = ConsoleFixture.machine(COUNTER);
        String hash = console.run("hash");
        for (String topic :
                new String[] {"pic", "pit", "serial", "keyboard", "events", "device", "fpu", "dreg", "ivt"}) {
            assertThat(console.run("info " + topic)).as(topic).doesNotContain("error:");
        }
        assertThat(console.run("screen")).contains("+--");
        assertThat(console.run("peek 0x3fd")).contains("port 03fd: 60");
        assertThat(console.run("hash")).isEqualTo(hash);
    }

    @Test
    void a_handler_cannot_take_the_machine_away_from_the_run_that_it_is_in() {
        ConsoleFixture console = ConsoleFixture.machine("again: inc ax\njmp again");
        console.run("snapshot save a");
        for (String command : List.of("snapshot load a", "reset", "replay x", "continue")) {
            assertThat(console.run("js on('insn', { mnemonic: 'jmp', once: true }, () => { cmd('" + command
                            + "') }); run(10)"))
                    .startsWith("error: a handler cannot ")
                    .contains("let it return, then the run goes on");
        }
        assertThat(console.session.debugger().cpu().icount).isGreaterThan(3);
    }
}
