package ringside.isa.asm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** Our assembler against what NASM made of the same sources. */
class NasmTests {
    private static List<String[]> records(String kind) throws IOException {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(NasmTests.class.getResourceAsStream("nasm.txt.gz")), StandardCharsets.UTF_8))) {
            return reader.lines()
                    .map(line -> line.split("\t"))
                    .filter(fields -> fields[0].equals(kind))
                    .toList();
        }
    }

    @Test
    void instructions_of_all_rows_have_the_same_bytes() throws IOException {
        List<String> differences = new ArrayList<>();
        for (boolean code32 : new boolean[] {false, true}) {
            List<String[]> records = records("L").stream()
                    .filter(fields -> fields[1].equals(code32 ? "32" : "16"))
                    .toList();
            List<String> lines = records.stream().map(fields -> fields[2]).toList();
            assertThat(lines).hasSizeGreaterThan(1500);
            byte[] image =
                    Assembler.assemble(NasmVectors.slotted(lines, code32)).bytes();
            List<byte[]> ours = NasmVectors.slots(image, lines.size());
            for (int i = 0; i < lines.size(); i++) {
                String bytes = HexFormat.of().formatHex(ours.get(i));
                if (!bytes.equals(records.get(i)[3])) {
                    differences.add(lines.get(i) + ": " + bytes + ", nasm " + records.get(i)[3]);
                }
            }
        }
        assertThat(differences).isEmpty();
    }

    @Test
    void programs_have_the_same_layout_and_bytes() throws IOException {
        List<String[]> programs = records("P");
        assertThat(programs).hasSizeGreaterThan(50);
        for (String[] fields : programs) {
            String source = fields[1].replace("\\n", "\n");
            assertThat(HexFormat.of().formatHex(Assembler.assemble(source).bytes()))
                    .as(source)
                    .isEqualTo(fields[2]);
        }
    }

    @Test
    void listings_cover_the_image_without_gaps() throws IOException {
        for (String[] fields : records("P")) {
            Assembly assembly = Assembler.assemble(fields[1].replace("\\n", "\n"));
            int address = assembly.origin();
            for (ListingLine line : assembly.listing()) {
                assertThat(line.address()).isEqualTo(address);
                address += line.bytes().length;
            }
            assertThat(address).isEqualTo(assembly.origin() + assembly.bytes().length);
        }
    }

    @Test
    void the_embedded_guest_has_the_same_bytes() throws IOException {
        String[] recorded = records("K").get(0);
        try (InputStream in = Assembler.class.getResourceAsStream("/ringside/guest/kernel.asm")) {
            byte[] source = in.readAllBytes();
            assertThat(NasmVectors.digest(source))
                    .as("source; after a change run scripts/oracles/nasm-vectors")
                    .isEqualTo(recorded[1]);
            Assembly assembly = Assembler.assemble("kernel.asm", new String(source, StandardCharsets.UTF_8));
            assertThat(NasmVectors.digest(assembly.bytes())).isEqualTo(recorded[2]);
        }
    }
}
