package ringside.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Where a physical address is mapped. */
class ReversePageTests {
    @Test
    void all_linear_addresses_of_a_physical_one_are_listed() {
        ConsoleFixture fixture = ConsoleFixture.embedded();
        assertThat(fixture.run("page p:0x9000")).contains("paging is off");
        fixture.run("until task_a");
        assertThat(fixture.run("page p:0x9004")).isEqualTo("p:00009004 = l:00009004  urwx\n");
        assertThat(fixture.run("page p:0xf0000000")).contains("is mapped nowhere");
    }
}
