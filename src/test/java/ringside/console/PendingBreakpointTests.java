package ringside.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import ringside.debug.linux.KernelImageBuilder;
import ringside.machine.StateHash;

/** A breakpoint on a name waits for the kernel that brings the name. */
class PendingBreakpointTests {
    /** Maps the first 4 MiB and C0400000h to 400000h, turns paging on, jumps into the kernel. */
    private static final String BOOT =
            """
            mov dword [0x1000], 0x83
            mov dword [0x1c04], 0x400083
            mov eax, 0x1000
            mov cr3, eax
            mov eax, cr4
            or eax, 0x10
            mov cr4, eax
            mov eax, cr0
            or eax, 0x80000000
            mov cr0, eax
            mov eax, 0xc0505000
            jmp eax
            """;

    private static final byte[] RAM = KernelImageBuilder.sample();

    private ConsoleFixture fixture;

    @BeforeEach
    void boot() {
        fixture = ConsoleFixture.machine(BOOT, RAM);
        fixture.run("symbols clear");
    }

    @Test
    void it_finds_its_place_when_the_guest_turns_paging_on() {
        assertThat(fixture.run("break kfree")).contains("pending");
        assertThat(fixture.run("info breakpoints")).contains("pending");
        assertThat(fixture.run("c")).contains("Breakpoint 1 at kfree").contains("c0505000");
        assertThat(fixture.run("info breakpoints")).contains("l:c0505000");
    }

    @Test
    void its_condition_and_its_being_temporary_stay() {
        fixture.run("tbreak kfree if $eax == 0xc0505000");
        assertThat(fixture.run("c")).contains("c0505000");
        assertThat(fixture.run("info breakpoints")).contains("no breakpoints");
    }

    @Test
    void nothing_but_a_name_can_be_pending() {
        assertThat(fixture.run("break 0xzz")).startsWith("error");
        assertThat(fixture.run("break $nothing")).startsWith("error");
        assertThat(fixture.run("break dword[nothing]")).startsWith("error");
        fixture.run("set breakpoint-pending off");
        assertThat(fixture.run("break kfree")).startsWith("error: no symbol or register 'kfree'");
    }

    @Test
    void a_guest_with_symbols_of_its_own_gets_a_suggestion_instead() {
        ConsoleFixture embedded = ConsoleFixture.embedded();
        assertThat(embedded.run("break strat32")).contains("did you mean");
        embedded.run("set breakpoint-pending on");
        assertThat(embedded.run("break strat32")).contains("pending");
    }

    @Test
    void a_label_gives_it_a_place() {
        fixture.run("break here");
        fixture.run("label here 0x7c0a");
        assertThat(fixture.run("c")).contains("Breakpoint 1 at here");
    }

    @Test
    void after_a_reset_the_kernel_is_looked_for_again() {
        fixture.run("break kfree");
        fixture.run("c");
        assertThat(fixture.run("info address kfree")).contains("c0505000");
        fixture.run("reset");
        assertThat(fixture.run("c")).contains("Breakpoint 1 at kfree");
    }

    @Test
    void names_of_a_running_kernel_are_found_when_they_are_needed() {
        fixture.run("si 11");
        assertThat(fixture.run("p kfree")).contains("c0505000");
        assertThat(fixture.run("break jiffies")).contains("breakpoint 1 at jiffies");
    }

    @Test
    void a_pending_breakpoint_changes_nothing_in_the_guest() {
        fixture.run("si 12");
        StateHash without = fixture.session.machine().state().hash();
        ConsoleFixture other = ConsoleFixture.machine(BOOT, RAM);
        other.run("symbols clear");
        other.run("break no_such_function");
        other.run("si 12");
        assertThat(other.session.machine().state().hash()).isEqualTo(without);
    }
}
