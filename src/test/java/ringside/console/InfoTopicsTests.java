package ringside.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import ringside.cpu.Vcpu;
import ringside.machine.FlatMode;
import ringside.machine.StateHash;

/** Tables with mistakes say so, and looking changes nothing. */
class InfoTopicsTests {
    private static ConsoleFixture withTables(int[] gdt, int[] idt) {
        ConsoleFixture fixture = ConsoleFixture.machine("nop", FlatMode.PM32);
        fixture.run("symbols clear");
        write(fixture, 0x2000, gdt);
        write(fixture, 0x3000, idt);
        Vcpu cpu = fixture.session.debugger().cpu();
        cpu.gdtBase = 0x2000;
        cpu.gdtLimit = 4 * gdt.length - 1;
        cpu.idtBase = 0x3000;
        cpu.idtLimit = 4 * idt.length - 1;
        return fixture;
    }

    private static void write(ConsoleFixture fixture, int at, int[] words) {
        for (int i = 0; i < words.length; i++) {
            fixture.run(String.format("ed 0x%x 0x%x", at + 4 * i, words[i]));
        }
    }

    @Test
    void what_is_known_of_an_instruction_is_told_wherever_it_stands() {
        ConsoleFixture fixture = ConsoleFixture.machine("sbb eax, [ebx]", FlatMode.PM32);
        String inMemory = fixture.run("info insn");
        assertThat(inMemory)
                .containsPattern("bytes +1b03\n")
                .containsPattern("flags read +CF\n")
                .containsPattern("flags written +CF PF AF ZF SF OF\n");
        assertThat(fixture.run("info insn sbb eax, [ebx]")).isEqualTo(inMemory);
        assertThat(fixture.run("info insn popf")).containsPattern("class +.*sensitive");
        assertThat(fixture.run("info insn sbb")).contains("'sbb' alone is no instruction");
        fixture.run("label sbb 0x7c00");
        assertThat(fixture.run("info insn sbb")).isEqualTo(inMemory);
    }

    @Test
    void mistakes_in_descriptors_are_named() {
        ConsoleFixture fixture = withTables(
                new int[] {
                    0, 0,
                    0xffff, 0xcf9a00,
                    0x10, 0x8900,
                    0x00500000, 0x8c00,
                    0xffff, 0xcf1a00,
                    0x0000ffff, 0xff8092f0,
                    0x0000ffff, 0x8800,
                    0x00100000, 0x8c00,
                },
                new int[] {});
        assertThat(fixture.run("info gdt"))
                .contains("limit below 67")
                .contains("selector 0050 is outside of the GDT")
                .contains("not present")
                .contains("wraps around 4 GiB")
                .contains("reserved type 8")
                .contains("selector 0010 names no code segment");
        fixture.session.debugger().cpu().gdtLimit = 0x3a;
        assertThat(fixture.run("info gdt")).contains("limit 3a is not a multiple of 8 less 1");
        fixture.session.debugger().cpu().gdtBase = 0x7000_0000;
        assertThat(fixture.run("info gdt")).contains("its base l:70000000 is not mapped");
    }

    @Test
    void mistakes_in_gates_are_named() {
        ConsoleFixture fixture = withTables(
                new int[] {0, 0, 0xffff, 0xcf9a00, 0xffff, 0xcf9200, 0xffff, 0xcffa00, 0xffff, 0x409a00}, new int[] {
                    0x00087c00, 0x8e00,
                    0x00087c00, 0x0e00,
                    0x00507c00, 0x8e00,
                    0x00107c00, 0x8e00,
                    0x00007c00, 0x8e00,
                    0x00080000, 0x70008e00,
                    0x00187c00, 0x8e00,
                    0x00080000, 0x8900,
                    0x00100000, 0x8500,
                    0x00207c00, 0x00108e00,
                });
        assertThat(fixture.run("info idt 0").lines().toList().get(2)).doesNotContain(",");
        for (Map.Entry<Integer, String> entry : Map.of(
                        1, "not present",
                        2, "selector 0050 is outside of the GDT",
                        3, "selector 0010 names no code segment",
                        4, "its selector is null",
                        5, "its handler is not mapped",
                        6, "its code segment has DPL 3: it cannot interrupt more privileged code",
                        7, "no interrupt, trap or task gate",
                        8, "selector 0010 names no TSS",
                        9, "its offset is beyond the limit of its code segment")
                .entrySet()) {
            assertThat(fixture.run("info idt " + entry.getKey())).contains(entry.getValue());
        }
    }

    @Test
    void mistakes_in_the_task_state_are_named() {
        ConsoleFixture fixture = ConsoleFixture.embedded();
        fixture.run("until task_a");
        assertThat(fixture.run("info tss")).doesNotContain("ss0 0");
        fixture.run("set dword[$tr.base + 8] = 0x20");
        assertThat(fixture.run("info tss")).contains("ss0 0020 has DPL 3 and RPL 0, not 0");
        fixture.run("set dword[$tr.base + 8] = 0");
        assertThat(fixture.run("info tss")).contains("ss0 is null");
        fixture.run("set dword[$tr.base + 8] = 0x7770");
        assertThat(fixture.run("info tss")).contains("ss0 7770 is outside of its descriptor table");
    }

    @Test
    void a_null_ldtr_names_no_table() {
        ConsoleFixture fixture = ConsoleFixture.embedded();
        fixture.run("until start32");
        assertThat(fixture.run("info ldt")).isEqualTo("LDTR is null: there is no LDT\n");
    }

    @Test
    void a_segment_register_that_differs_from_its_table_is_shown() {
        ConsoleFixture fixture = withTables(new int[] {0, 0, 0xffff, 0xcf9a00, 0x1000ffff, 0xcf9200}, new int[] {});
        assertThat(fixture.run("info sreg")).contains("its table says base 00001000 now");
    }

    @Test
    void memory_is_mapped_out_with_and_without_paging() {
        ConsoleFixture fixture = ConsoleFixture.embedded();
        assertThat(fixture.run("info mem"))
                .contains("RAM")
                .contains("video memory")
                .contains("A20 is on");
        fixture.run("until task_a");
        assertThat(fixture.run("info mem")).contains("urwx");
        assertThat(fixture.run("info mtree")).contains("RAM");
    }

    @Test
    void the_clock_and_its_memory_are_shown() {
        assertThat(ConsoleFixture.embedded().run("info rtc")).contains("time").contains("70:");
    }

    @Test
    void looking_changes_nothing_in_the_guest() {
        ConsoleFixture fixture = ConsoleFixture.embedded();
        fixture.run("until task_a");
        StateHash before = fixture.session.machine().state().hash();
        @SuppressWarnings("unchecked")
        List<String> topics = (List<String>) fixture.last("info").result().data();
        assertThat(topics).contains("pic", "pit", "serial", "rtc", "keyboard", "cpu", "ldt", "ivt", "mem");
        topics.forEach(topic -> {
            fixture.run("info " + topic);
            fixture.run("info " + topic + " 0x7c00");
        });
        for (String line : List.of(
                "bt",
                "context",
                "context wide",
                "context",
                "x/40xb 0xb8000",
                "xp/16xw 0xfee00000",
                "u/20",
                "page $pc",
                "page p:0x9000",
                "find 0 +0x10000 0x55",
                "compare 0 0x1000 p:0",
                "telescope 0 32",
                "print-stack",
                "symbols linux",
                "p dword[0xa0000]",
                "info idt 0 255")) {
            fixture.run(line);
        }
        for (int port = 0; port < 0x10000; port += 1) {
            fixture.session.machine().ports().peek(port, 4);
        }
        assertThat(fixture.session.machine().state().hash()).isEqualTo(before);
    }
}
