package ringside.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** find, fill, compare, dump and restore in the words of several debuggers. */
class MemoryCommandsTests {
    private final ConsoleFixture fixture = ConsoleFixture.fake(0x90);

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "find 0x1000, +0x3000, 0x78, 0x56, 0x34, 0x12",
                "find/w 0x1000 0x4000 0x12345678",
                "find/h 0x1000, +0x3000, 0x5678 0x1234",
                "find 0x1000, +0x3000, 0x12345678",
                "s -b 0x1000 L3000 78 56 34 12",
                "s -d 0x1000 L3000 12345678",
                "find 0x1000 +0x3000 \"xV4\" 0x12",
            })
    void a_pattern_is_found_across_a_page_boundary(String line) {
        fixture.run("ed 0x1ffe 0x12345678");
        assertThat(fixture.run(line)).isEqualTo("l:00001ffe\n1 found\n");
        assertThat(fixture.run("p/x $_")).contains("1ffe");
    }

    @Test
    void a_search_stops_at_the_end_of_its_range_and_at_its_number_of_hits() {
        fixture.run("fill 0x500, +16, 0xaa");
        assertThat(fixture.run("find 0x500, +8, 0xaa 0xaa 0xaa 0xaa 0xaa 0xaa 0xaa 0xaa"))
                .contains("1 found");
        assertThat(fixture.run("find 0x500 +7 0xaa 0xaa 0xaa 0xaa 0xaa 0xaa 0xaa 0xaa"))
                .contains("not found");
        assertThat(fixture.run("find/b/2 0x500, +16, 0xaa")).contains("2 found; there may be more");
    }

    @Test
    void a_range_is_filled_with_a_pattern_that_repeats() {
        fixture.run("fill 0x500, +5, 1, 2");
        assertThat(fixture.run("x/6xb 0x500")).contains("01  02  01  02  01  00");
        assertThat(fixture.run("fill 0x500 0x500 1")).startsWith("error: the range is empty");
        assertThat(fixture.run("fill/b 0x500 +4 0x100")).startsWith("error: '0x100' does not fit into 1 byte");
        assertThat(fixture.run("fill 0xfffff000 +4 1")).startsWith("error: cannot write memory");
    }

    @Test
    void a_fill_that_wipes_out_the_page_tables_goes_where_they_led_before() {
        fixture.run("ed 0x1000 0x2007");
        fixture.run("ed 0x2000 0x0007 0x1007 0x2007 0x3007");
        fixture.run("set $cr3 = 0x1000");
        fixture.run("set $cr0 = 0x80000011");
        assertThat(fixture.run("fill 0x2000 +0x2000 0x55")).startsWith("filled");
        assertThat(fixture.run("x/1xb p:0x3fff")).contains("55");
    }

    @Test
    void differences_are_listed() {
        fixture.run("eb 0x500 1 2 3 4");
        fixture.run("eb 0x600 1 9 3 8");
        assertThat(fixture.run("compare 0x500, +4, 0x600"))
                .isEqualTo("l:00000501  02  l:00000601  09\nl:00000503  04  l:00000603  08\n2 bytes differ\n");
        assertThat(fixture.run("compare 0x500, 0x501, 0x600")).contains("equal");
    }

    @Test
    void memory_goes_to_a_file_and_back_in_every_spelling() throws IOException {
        fixture.run("eb 0x500 1 2 3 4");
        String file = directory.resolve("m.bin").toString();
        for (String line : new String[] {
            "dump " + file + " 0x500 4",
            "dump binary memory " + file + " 0x500 0x504",
            "dump memory " + file + " 0x500 0x504",
            "writemem \"" + file + "\" 0x500 4",
            ".writemem " + file + " 0x500 L4",
            "memsave 0x500 4 " + file,
            "pmemsave 0x500 4 " + file
        }) {
            Files.deleteIfExists(Path.of(file));
            assertThat(fixture.run(line)).as(line).startsWith("wrote 4 bytes");
            assertThat(Files.readAllBytes(Path.of(file))).containsExactly(1, 2, 3, 4);
        }
        for (String line : new String[] {
            "restore " + file + " 0x600",
            "restore " + file + " binary 0x600",
            "loadmem \"" + file + "\" 0x600",
            ".readmem " + file + " 0x600 L4"
        }) {
            fixture.run("ed 0x600 0");
            assertThat(fixture.run(line)).as(line).startsWith("read 4 bytes");
            assertThat(fixture.run("x/xw 0x600")).contains("04030201");
        }
        fixture.run("append " + file + " 0x500 2");
        assertThat(Files.readAllBytes(Path.of(file))).containsExactly(1, 2, 3, 4, 1, 2);
        fixture.run("ed 0x600 0");
        fixture.run("restore " + file + " binary 0x600 1 3");
        assertThat(fixture.run("x/xw 0x600")).contains("00030200");
        assertThat(fixture.run("dump ihex memory " + file + " 0 4")).startsWith("error: files are binary");
    }

    @Test
    void words_show_symbols_and_text() {
        fixture.run("label somewhere 0x7000");
        fixture.run("set $sp = 0x600");
        fixture.run("ew 0x600 0x7000 0x1234");
        assertThat(fixture.run("print-stack 2"))
                .contains("l:00000600  7000  somewhere")
                .contains("1234");
        assertThat(fixture.run("dps 0x600 L2")).contains("somewhere");
    }
}
