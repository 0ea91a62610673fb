package ringside.isa.asm;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import ringside.isa.Decoder;
import ringside.isa.EncodingGenerator;
import ringside.isa.Instruction;
import ringside.isa.NasmText;
import ringside.isa.OpcodeMap;
import ringside.isa.Row;

/**
 * Records what NASM makes of generated lines and programs. {@code scripts/oracles/nasm-vectors} runs it.
 *
 * <p>Format: one record a line, fields separated by tabs; {@code K}, digests of the embedded guest's
 * source and image; {@code L}, mode, line, hexadecimal bytes; {@code P}, program with
 * line ends written as {@code \n}, hexadecimal bytes.
 */
public final class NasmVectors {
    /** Every line starts at a multiple of this. */
    static final int SLOT = 16;

    private NasmVectors() {}

    /** Writes vectors; arguments: output file, seed, lines of each row and mode, programs. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        long seed = Long.parseLong(arguments[1]);
        try (BufferedWriter writer = new BufferedWriter(new OutputStreamWriter(
                new GZIPOutputStream(Files.newOutputStream(Path.of(arguments[0]))), StandardCharsets.UTF_8))) {
            String kernel = Files.readString(Path.of("src/main/resources/ringside/guest/kernel.asm"));
            writer.write(
                    "K\t%s\t%s%n".formatted(digest(kernel.getBytes(StandardCharsets.UTF_8)), digest(nasm(kernel))));
            for (boolean code32 : new boolean[] {false, true}) {
                List<String> lines = lines(seed, Integer.parseInt(arguments[2]), code32);
                List<byte[]> expected = slots(nasm(slotted(lines, code32)), lines.size());
                for (int i = 0; i < lines.size(); i++) {
                    writer.write("L\t%d\t%s\t%s%n"
                            .formatted(
                                    code32 ? 32 : 16,
                                    lines.get(i),
                                    HexFormat.of().formatHex(expected.get(i))));
                }
            }
            for (int i = 0; i < Integer.parseInt(arguments[3]); i++) {
                String program = new ProgramGenerator(seed + i).program();
                // A few depend on their own size in a circle, and NASM gives up.
                byte[] image;
                try {
                    image = nasm(program);
                } catch (IOException refused) {
                    continue;
                }
                writer.write("P\t%s\t%s%n"
                        .formatted(program.replace("\n", "\\n"), HexFormat.of().formatHex(image)));
            }
        }
    }

    /** Returns the SHA-256 of bytes in hexadecimal. */
    static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns generated lines, each an instruction. */
    static List<String> lines(long seed, int perRow, boolean code32) {
        EncodingGenerator generator = new EncodingGenerator(seed);
        List<String> lines = new ArrayList<>();
        for (Row row : OpcodeMap.rows()) {
            for (int i = 0; i < perRow; i++) {
                byte[] bytes = generator.next(row, code32);
                Instruction instruction = Decoder.decode(bytes, 0, bytes.length, code32);
                if (NasmExceptions.accepts(instruction)) {
                    lines.add(NasmText.of(instruction));
                }
            }
        }
        return lines;
    }

    /** Returns a source in which every line starts a slot. */
    static String slotted(List<String> lines, boolean code32) {
        StringBuilder source = new StringBuilder("bits " + (code32 ? 32 : 16) + "\n");
        lines.forEach(line -> source.append("align 16\n").append(line).append('\n'));
        return source.append("align 16\n").toString();
    }

    static List<byte[]> slots(byte[] image, int count) {
        List<byte[]> slots = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            slots.add(Arrays.copyOfRange(image, SLOT * i, SLOT * (i + 1)));
        }
        return slots;
    }

    /** Returns what NASM makes of a source. */
    static byte[] nasm(String source) throws IOException, InterruptedException {
        Path file = Files.createTempFile("ringside", ".asm");
        Path output = Files.createTempFile("ringside", ".bin");
        try {
            Files.writeString(file, source);
            Process process = new ProcessBuilder("nasm", "-f", "bin", "-o", output.toString(), file.toString())
                    .redirectErrorStream(true)
                    .start();
            String messages = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IOException("nasm refused a source: " + messages);
            }
            return Files.readAllBytes(output);
        } finally {
            Files.delete(file);
            Files.deleteIfExists(output);
        }
    }
}
