package ringside.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import ringside.isa.asm.Assembler;
import ringside.isa.asm.AssemblyException;

/** Sources that mean harm: pieces of a good one, mutated, and noise. The assembler answers with bytes or with errors. */
class HostileSourceTests {
    private static final String NOISE = "abcxyz0123456789 \t,:;+-*/%&|^~!<>=()[]{}$.@#_?'\"`\\\u00e9\u0000\u20ac";
    private static final List<String> WORDS = List.of(
            "times",
            "db",
            "dw",
            "org",
            "equ",
            "align",
            "resb",
            "bits",
            "dword",
            "far",
            "short",
            "strict",
            "[",
            "]",
            "(",
            ")",
            "$",
            "$$",
            ":",
            "eax",
            "st0",
            "fs",
            "cr0",
            "rep",
            "lock",
            "o16",
            "0x",
            "0xFFFFFFFFFFFFFFFF",
            "-1",
            "99999999999",
            "'",
            "<<",
            "//",
            "%%",
            "mov",
            "jmp",
            "loop",
            "fadd",
            "enter",
            ".x",
            "x:");

    private static List<String> goodLines() throws IOException {
        try (InputStream in = Assembler.class.getResourceAsStream("/ringside/guest/kernel.asm")) {
            return Arrays.asList(new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n"));
        }
    }

    @Test
    void mutated_sources_give_bytes_or_errors() throws IOException {
        run(0, 3_000);
    }

    @Tag("long")
    @Test
    void many_mutated_sources_give_bytes_or_errors() throws IOException {
        run(100_000, 100_000);
    }

    private static void run(long firstSeed, int cases) throws IOException {
        List<String> lines = goodLines();
        int assembled = 0;
        for (int i = 0; i < cases; i++) {
            SplittableRandom random = new SplittableRandom(firstSeed + i);
            String source = source(lines, random);
            try {
                Assembler.assemble("hostile", source);
                assembled++;
            } catch (AssemblyException e) {
                assertThat(e.errors()).isNotEmpty().allMatch(error -> error.matches("(?s)hostile:\\d+:\\d+: .+"));
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + (firstSeed + i) + ":\n" + source, e);
            }
            line(source.lines().findFirst().orElse(""));
        }
        System.out.printf("Hostile sources: %d cases, %d of them assembled%n", cases, assembled);
        assertThat(assembled).isPositive();
    }

    private static void line(String text) {
        try {
            Assembler.line(
                    text, 0xFFFF_FFF0, 32, name -> name.length() % 2 == 0 ? OptionalInt.of(5) : OptionalInt.empty());
        } catch (AssemblyException e) {
            assertThat(e.errors()).hasSize(1);
        }
    }

    private static String source(List<String> lines, SplittableRandom random) {
        int first = random.nextInt(lines.size());
        List<String> piece = lines.subList(first, Math.min(lines.size(), first + 1 + random.nextInt(12)));
        StringBuilder source = new StringBuilder(String.join("\n", piece));
        int changes = random.nextInt(8);
        for (int i = 0; i < changes; i++) {
            int place = random.nextInt(source.length() + 1);
            switch (random.nextInt(4)) {
                case 0 -> source.insert(place, NOISE.charAt(random.nextInt(NOISE.length())));
                case 1 -> source.insert(place, " " + WORDS.get(random.nextInt(WORDS.size())) + " ");
                case 2 -> source.delete(place, Math.min(source.length(), place + 1 + random.nextInt(6)));
                default -> source.insert(place, source.substring(place, Math.min(source.length(), place + 20)));
            }
        }
        return source.toString();
    }
}
