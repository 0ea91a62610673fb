package ringside.isa;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/**
 * Records what GNU objdump says about generated encodings of every row: one line for each, {@code mode TAB hex TAB Intel
 * TAB AT&T}. {@code scripts/oracles/objdump-vectors} runs it.
 */
public final class ObjdumpVectors {
    /** Every encoding lies in a slot of its own, padded with NOPs, at this distance from the last. */
    static final int SLOT = 16;

    private static final int SLOTS_PER_RUN = 4000;

    /** Slots left empty at the start, so that no short branch leaves the image. */
    private static final int EMPTY_SLOTS = 16;

    /** An encoding and both texts of it. */
    record Vector(boolean code32, byte[] encoding, int eip, String intel, String att) {
        String line() {
            return "%d\t%x\t%s\t%s\t%s"
                    .formatted(code32 ? 32 : 16, eip, HexFormat.of().formatHex(encoding), intel, att);
        }

        static Vector parse(String line) {
            String[] parts = line.split("\t", -1);
            return new Vector(
                    parts[0].equals("32"),
                    HexFormat.of().parseHex(parts[2]),
                    Integer.parseInt(parts[1], 16),
                    parts[3],
                    parts[4]);
        }
    }

    private ObjdumpVectors() {}

    /** Writes vectors; arguments: output file, seed, encodings of each row and mode. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<Vector> vectors = record(Long.parseLong(arguments[1]), Integer.parseInt(arguments[2]));
        try (BufferedWriter writer = new BufferedWriter(new OutputStreamWriter(
                new GZIPOutputStream(Files.newOutputStream(Path.of(arguments[0]))), StandardCharsets.UTF_8))) {
            for (Vector vector : vectors) {
                writer.write(vector.line());
                writer.newLine();
            }
        }
    }

    static List<Vector> record(long seed, int perRow) throws IOException, InterruptedException {
        List<Vector> vectors = new ArrayList<>();
        for (boolean code32 : new boolean[] {true, false}) {
            EncodingGenerator generator = new EncodingGenerator(seed);
            List<byte[]> encodings = new ArrayList<>();
            for (Row row : OpcodeMap.rows()) {
                for (int i = 0; i < perRow; i++) {
                    encodings.add(generator.next(row, code32));
                }
            }
            for (int from = 0; from < encodings.size(); from += SLOTS_PER_RUN) {
                List<byte[]> part = encodings.subList(from, Math.min(encodings.size(), from + SLOTS_PER_RUN));
                String[] intel = disassemble(part, code32, "intel");
                String[] att = disassemble(part, code32, "att");
                for (int i = 0; i < part.size(); i++) {
                    vectors.add(new Vector(code32, part.get(i), SLOT * (i + EMPTY_SLOTS), intel[i], att[i]));
                }
            }
        }
        return vectors;
    }

    private static String[] disassemble(List<byte[]> encodings, boolean code32, String syntax)
            throws IOException, InterruptedException {
        byte[] image = new byte[SLOT * (encodings.size() + EMPTY_SLOTS)];
        Arrays.fill(image, (byte) 0x90);
        for (int i = 0; i < encodings.size(); i++) {
            System.arraycopy(encodings.get(i), 0, image, SLOT * (i + EMPTY_SLOTS), encodings.get(i).length);
        }
        Path file = Files.createTempFile("ringside", ".bin");
        try {
            Files.write(file, image);
            Process process = new ProcessBuilder(
                            "objdump",
                            "-D",
                            "-z",
                            "--insn-width=16",
                            "-b",
                            "binary",
                            "-m",
                            code32 ? "i386" : "i8086",
                            "-M",
                            syntax,
                            file.toString())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String[] texts = new String[encodings.size()];
            for (String line :
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                String[] columns = line.split("\t");
                if (columns.length >= 3 && columns[0].endsWith(":")) {
                    int address = Integer.parseInt(columns[0].strip().replace(":", ""), 16);
                    int slot = address / SLOT - EMPTY_SLOTS;
                    if (address % SLOT == 0 && slot >= 0) {
                        int length = columns[1].strip().split(" +").length;
                        String text = columns[2].strip();
                        texts[slot] = length == encodings.get(slot).length ? text : text + " !" + length;
                    }
                }
            }
            if (process.waitFor() != 0) {
                throw new IOException("objdump ended with " + process.exitValue());
            }
            return texts;
        } finally {
            Files.delete(file);
        }
    }
}
