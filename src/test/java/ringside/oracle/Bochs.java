package ringside.oracle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Debian's Bochs with its debugger, which runs a guest as a ROM over a table of cases and gives back results from memory. */
final class Bochs {
    private static final Path PROGRAM = Path.of("/usr/bin/bochs");
    private static final int ROM = 0x1_0000;
    private static final int RESET_VECTOR = 0xFFF0;
    private static final int SECONDS = 900;
    private static final int OUTPUT_SHOWN = 600;

    private final Path directory;

    private Bochs(Path directory) {
        this.directory = directory;
    }

    /** Returns one that works in {@code directory} and runs {@code guest}, or null if there is no Bochs here. */
    static Bochs find(Path directory, byte[] guest) throws IOException {
        return find(directory, guest, "p2_klamath");
    }

    /** Returns one with the CPU model {@code model}. */
    static Bochs find(Path directory, byte[] guest, String model) throws IOException {
        if (!Files.isExecutable(PROGRAM)) {
            return null;
        }
        // Bochs insists on a video BIOS: the smallest one with a valid checksum does nothing.
        byte[] video = Arrays.copyOf(new byte[] {0x55, (byte) 0xAA, 1, (byte) 0xCB, 0x35}, 512);
        Files.write(directory.resolve("vga"), video);
        byte[] rom = Arrays.copyOf(guest, ROM);
        // jmp F000h:0000h
        System.arraycopy(new byte[] {(byte) 0xEA, 0, 0, 0, (byte) 0xF0}, 0, rom, RESET_VECTOR, 5);
        Files.write(directory.resolve("rom"), rom);
        Files.writeString(
                directory.resolve("bochsrc"),
                """
                cpu: model=%s, count=1, reset_on_triple_fault=0, ignore_bad_msrs=0
                megs: 32
                romimage: file=rom, address=0xffff0000
                vgaromimage: file=vga
                optramimage1: file=cases, address=0x100000
                display_library: rfb, options="timeout=0"
                magic_break: enabled=1
                clock: sync=none
                sound: driver=dummy
                plugin_ctrl: speaker=0
                log: log
                """
                        .formatted(model));
        return new Bochs(directory);
    }

    /** Runs system cases in one boot and returns what they did. */
    List<SystemResult> run(List<SystemCase> cases) throws IOException, InterruptedException {
        int bytes = cases.size() * SystemResult.BYTES;
        List<SystemResult> all = SystemGuest.results(run(SystemLayout.memory(cases), SystemLayout.RESULTS, bytes));
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).left() != all.size() - i) {
                throw new IOException("Bochs did not finish case " + i + ":\n" + cases.get(i));
            }
        }
        return all;
    }

    /** Boots with {@code cases} at 1 MiB and returns what is in memory, from linear address {@code results} on, at the end. */
    ByteBuffer run(byte[] cases, int results, int bytes) throws IOException, InterruptedException {
        Files.write(directory.resolve("cases"), cases);
        Path written = directory.resolve("results");
        Files.deleteIfExists(written);
        Files.writeString(
                directory.resolve("commands"), "c\nwritemem \"results\" 0x%x %d\nq\n".formatted(results, bytes));
        Process process = new ProcessBuilder(PROGRAM.toString(), "-q", "-f", "bochsrc", "-rc", "commands")
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("out").toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .start();
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        if (!Files.exists(written) || Files.size(written) != bytes) {
            String out = Files.readString(directory.resolve("out"), StandardCharsets.ISO_8859_1);
            throw new IOException(
                    "Bochs did not come to its end: " + out.substring(Math.max(0, out.length() - OUTPUT_SHOWN)));
        }
        return ByteBuffer.wrap(Files.readAllBytes(written));
    }
}
