package ringside.isa;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class DisassemblerTests {
    /** Rows that objdump reads as what later processors made of them. */
    private static final Set<String> REDEFINED_LATER =
            Set.of("0F 18 /r", "0F 1A /r", "0F 1B /r", "0F 1C /r", "0F 1E /r");

    /** Rows that objdump does not know, or knows as instructions of the 8087 and the 80287 only. */
    private static final Set<String> UNKNOWN = Set.of(
            "D6", "D9 D8+i", "DF D0+i", "DF D8+i", "DC D0+i", "DC D8+i", "DE D0+i", "DD C8+i", "DF C8+i", "DB E0",
            "DB E1", "DB E4");

    private static List<ObjdumpVectors.Vector> vectors() throws IOException {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(DisassemblerTests.class.getResourceAsStream("objdump.txt.gz")),
                StandardCharsets.UTF_8))) {
            return reader.lines().map(ObjdumpVectors.Vector::parse).toList();
        }
    }

    @Test
    void both_syntaxes_agree_with_objdump() throws IOException {
        List<String> differences = new ArrayList<>();
        int compared = 0;
        for (ObjdumpVectors.Vector vector : vectors()) {
            byte[] encoding = vector.encoding();
            Instruction instruction = Decoder.decode(encoding, 0, encoding.length, vector.code32());
            String row = instruction.row.encoding();
            // A DS prefix on an indirect branch became NOTRACK.
            if (UNKNOWN.contains(row)
                    || REDEFINED_LATER.contains(row)
                    || vector.intel().startsWith("notrack")) {
                continue;
            }
            compared++;
            compare(vector, instruction, vector.intel(), Disassembler.intel(instruction, vector.eip()), differences);
            compare(vector, instruction, vector.att(), Disassembler.att(instruction, vector.eip()), differences);
        }
        assertThat(differences).isEmpty();
        assertThat(compared).isGreaterThan(4000);
    }

    private static void compare(
            ObjdumpVectors.Vector vector,
            Instruction instruction,
            String theirs,
            String ours,
            List<String> differences) {
        String expected = ObjdumpText.normalized(theirs, instruction);
        if (!ours.equals(expected)) {
            differences.add(
                    "%s: %s, objdump %s".formatted(HexFormat.of().formatHex(vector.encoding()), ours, expected));
        }
    }

    @Test
    void the_vectors_reach_every_row_in_both_modes() throws IOException {
        for (boolean code32 : new boolean[] {false, true}) {
            assertThat(vectors().stream()
                            .filter(vector -> vector.code32() == code32)
                            .map(vector -> Decoder.decode(vector.encoding(), 0, 15, code32).row)
                            .distinct())
                    .containsExactlyInAnyOrderElementsOf(OpcodeMap.rows());
        }
    }

    @Test
    void branch_targets_are_named() {
        Instruction call = Decoder.decode(new byte[] {(byte) 0xE8, 11, 0, 0, 0}, 0, 5, true);
        SymbolLookup symbols = address -> address == 0x1010 ? "start" : null;
        assertThat(Disassembler.intel(call, 0x1000, symbols)).isEqualTo("call   0x1010 <start>");
        assertThat(Disassembler.att(call, 0x1001, symbols)).isEqualTo("call   0x1011");
    }

    @Test
    void undefined_bytes_are_bad() {
        Instruction bad = Decoder.decode(new byte[] {0x0F, 0x04}, 0, 2, true);
        assertThat(Disassembler.intel(bad, 0)).isEqualTo("(bad)");
    }
}
