package ringside.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ringside.machine.FlatMode;

/** What a stop shows. */
class ContextTests {
    @Test
    void changed_registers_and_flags_are_marked() {
        ConsoleFixture fixture = ConsoleFixture.machine("mov eax, 1\nxor ebx, ebx\nnop", FlatMode.PM32);
        fixture.run("si 2");
        String shown = fixture.run("context");
        assertThat(shown).contains("eax 00000001* ").contains("ecx 00000000  ").contains("ZF*");
        assertThat(fixture.run("context")).isEqualTo(shown);
        fixture.run("si");
        assertThat(fixture.run("context")).contains("eax 00000001  ").doesNotContain("ZF*");
    }

    @ParameterizedTest
    @CsvSource({
        "xor eax  eax, je $, taken",
        "xor eax  eax, jne $, not taken",
        "xor eax  eax, jbe $, taken",
        "mov ecx  1, loop $, not taken",
        "mov ecx  2, loop $, taken",
        "mov ecx  0, jecxz $, taken",
        "cmp eax  -1, jl $, not taken",
        "mov ebx  0x7c00, jmp ebx, to 00007c00",
        "mov dword [0x500]  0x12345678, mov eax [0x500], [l:00000500] = 12345678",
    })
    void what_the_next_instruction_will_do_stands_behind_it(String before, String next, String hint) {
        String source = before.replace("  ", ", ") + "\n" + next.replace(" [0x500]", ", [0x500]");
        ConsoleFixture fixture = ConsoleFixture.machine(source, FlatMode.PM32);
        fixture.run("symbols clear");
        fixture.run("si");
        assertThat(fixture.run("context").lines())
                .anyMatch(line -> line.startsWith("=>") && line.endsWith("  ; " + hint));
    }

    @Test
    void the_stack_shows_symbols_and_return_addresses() {
        ConsoleFixture fixture = ConsoleFixture.machine("call f\nf: nop", FlatMode.PM32);
        fixture.run("symbols clear");
        fixture.run("label f 0x7c05");
        fixture.run("si");
        assertThat(fixture.run("context")).contains("00007c05  f, after call f");
    }

    @Test
    void an_unreadable_stack_is_shown_as_such() {
        ConsoleFixture fixture = ConsoleFixture.machine("nop", FlatMode.PM32);
        fixture.run("set $esp = 0xfffff000");
        assertThat(fixture.run("context")).contains("stack fffff000: ????????");
    }

    @Test
    void forms_and_sections_are_chosen() {
        ConsoleFixture fixture = ConsoleFixture.machine("nop\nnop\nnop", FlatMode.PM32);
        fixture.run("context wide");
        assertThat(fixture.run("context")).contains("cr0 ").contains("  +1c ");
        fixture.run("context compact");
        assertThat(fixture.run("context").lines()).allMatch(line -> line.contains("nop") || line.contains("  "));
        assertThat(fixture.run("context")).doesNotContain("ebx").doesNotContain("stack");
        fixture.run("context on");
        fixture.run("context sections code");
        assertThat(fixture.run("context"))
                .contains("nop")
                .doesNotContain("eax ")
                .doesNotContain("stack");
        fixture.run("context sections all");
        assertThat(fixture.run("context")).contains("eax ").contains("stack");
        fixture.run("context off");
        assertThat(fixture.run("si")).doesNotContain("eax ");
        assertThat(fixture.run("context sections nonsense")).startsWith("error: the sections of the context are");
    }
}
