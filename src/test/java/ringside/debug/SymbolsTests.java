package ringside.debug;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names come from several origins, the user's win. */
class SymbolsTests {
    private final Symbols symbols = new Symbols();

    @TempDir
    Path directory;

    @Test
    void a_label_wins_over_other_names_and_gives_way_when_taken_back() {
        symbols.add("start", 0x1000);
        symbols.label("here", 0x1000);
        symbols.label("start", 0x2000);
        assertThat(symbols.describe(0x1004)).isEqualTo("here+0x4");
        assertThat(symbols.address("start")).hasValue(0x2000);
        assertThat(symbols.unlabel("here")).isTrue();
        assertThat(symbols.unlabel("start")).isTrue();
        assertThat(symbols.unlabel("start")).isFalse();
        assertThat(symbols.describe(0x1004)).isEqualTo("start+0x4");
        assertThat(symbols.address("start")).hasValue(0x1000);
    }

    @Test
    void an_origin_is_forgotten_alone() {
        symbols.add("a", 1);
        symbols.add("linux", "b", 2);
        symbols.clear("linux");
        assertThat(symbols.names()).containsExactly("a");
    }

    @Test
    void lists_of_nm_System_map_and_proc_kallsyms_are_read() throws IOException {
        Path file = Files.writeString(
                directory.resolve("map"),
                """
                c1000000 T _text
                c1000010 00000020 t sized
                0xc1000040 D data
                         U undefined
                c1000080 t inside\t[module]
                """);
        int count = SymbolFile.read(file, symbols, "map", new SymbolFile.Shift(0x1000, true));
        assertThat(count).isEqualTo(4);
        assertThat(symbols.byAddress())
                .containsEntry(0xC100_1000L, "_text")
                .containsEntry(0xC100_1010L, "sized")
                .containsEntry(0xC100_1040L, "data")
                .containsEntry(0xC100_1080L, "inside");
    }
}
