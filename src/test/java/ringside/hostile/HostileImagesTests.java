package ringside.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ringside.base.StateFormatException;
import ringside.cpu.CpuModel;
import ringside.dev.SectorSource;
import ringside.machine.DriveSlot;
import ringside.machine.FlatMode;
import ringside.machine.GuestImage;
import ringside.machine.ImageException;
import ringside.machine.ImageLoader;
import ringside.machine.Journal;
import ringside.machine.KernelImages;
import ringside.machine.LoadOptions;
import ringside.machine.Machine;
import ringside.machine.MachineConfig;
import ringside.machine.Recorder;
import ringside.machine.Snapshot;
import ringside.machine.SnapshotFile;
import ringside.time.Stimulus;

/**
 * Damaged guest images, sources, snapshots and journals go through the same doors as whole ones. What comes out is a
 * machine that runs, or one line that says what is wrong; never another exception, and never without end.
 */
class HostileImagesTests {
    private static final int INSTRUCTIONS = 1_000;
    private static final int MACHINE_FILES = 10;

    private static final String SOURCE =
            """
            bits 32
            org 0x100000
            count   equ 5 * (3 + 1)
            start:  mov esp, stack
                    mov ecx, count
            .next:  mov eax, [table + ecx * 4 - 4]
                    add [sum], eax
                    fld qword [number]
                    loop .next
                    cmp dword [sum], 'abcd'
                    jne near start
                    lock xadd [sum], eax
            wait:   hlt
                    jmp wait
            align 4
            sum:    dd 0
            number: dq 1.5
            table:  times count dd $ - table
            text:   db "hello", 13, 10, 0
                    dw start - wait, -1
                    resb 64
            stack:
            """;

    private record Seed(String name, byte[] bytes, LoadOptions options) {}

    private final Machine machine =
            new Machine(MachineConfig.standard(CpuModel.ringside32()).withRam(2 << 20));

    private final Snapshot clean = machine.state().snapshot();
    private final Map<String, Integer> outcomes = new HashMap<>();

    @TempDir
    Path directory;

    @Test
    void twenty_thousand_damaged_files_end_well() throws IOException {
        run(20_000, 1);
    }

    @Test
    @Tag("long")
    void two_hundred_thousand_damaged_files_end_well() throws IOException {
        run(200_000, 2);
    }

    private void run(int cases, long seed) throws IOException {
        List<Seed> seeds = seeds();
        byte[] snapshot = snapshot();
        byte[] state = payload(snapshot);
        String journal = journal();
        for (int i = 0; i < cases; i++) {
            Mutator mutator = new Mutator(seed << 32 | i);
            switch (mutator.below(MACHINE_FILES)) {
                case 0 -> restore(i, mutator.below(8) == 0 ? mutator.bytes(snapshot) : packed(mutator.bytes(state)));
                case 1 -> replay(i, mutator.text(journal));
                case 2, 3 -> {
                    byte[] source = mutator.text(SOURCE).getBytes(StandardCharsets.UTF_8);
                    boot(i, new Seed("damaged.asm", source, LoadOptions.NONE));
                }
                default -> {
                    Seed valid = seeds.get(mutator.below(seeds.size()));
                    boot(i, new Seed(valid.name, mutator.bytes(valid.bytes), valid.options));
                }
            }
        }
        System.out.printf("Hostile files: %d cases, %s%n", cases, new TreeMap<>(outcomes));
        assertThat(outcomes.keySet())
                .contains("elf ran", "multiboot ran", "linux ran", "rom ran", "flat ran", "damaged.asm ran")
                .contains("elf refused", "multiboot refused", "linux refused", "damaged.asm refused")
                .contains("snapshot refused", "snapshot ran", "journal refused", "journal ran");
    }

    private static List<Seed> seeds() {
        byte[] both = KernelImages.elf();
        byte[] rom = new byte[64 << 10];
        Arrays.fill(rom, (byte) 0x90);
        // jmp far F000h:0000h
        System.arraycopy(HexFormat.of().parseHex("ea000000f0"), 0, rom, rom.length - 16, 5);
        byte[] code = HexFormat.of().parseHex("31c04089c3f7e3d9e8d8c0cd80e80000000058ff2500001000f3a4eb");
        byte[] boot = Arrays.copyOf(code, 512);
        boot[510] = 0x55;
        boot[511] = (byte) 0xAA;
        LoadOptions parts =
                LoadOptions.NONE.withCommandLine("quiet console=ttyS0").withInitrd(new byte[5000]);
        return List.of(
                new Seed("elf", both, LoadOptions.NONE),
                new Seed("multiboot", KernelImages.multiboot(0x1_0003), parts),
                new Seed("linux", KernelImages.linux(), parts),
                new Seed("rom", rom, LoadOptions.NONE),
                new Seed("boot", boot, LoadOptions.NONE),
                new Seed("flat", code, LoadOptions.NONE.flat(0x10_0000, FlatMode.PM32)),
                new Seed("flat", code, LoadOptions.NONE.flat(0x1_0000, FlatMode.REAL16)),
                new Seed("flat", code, LoadOptions.NONE.flat(0x1_0000, FlatMode.PM16)));
    }

    private void boot(int number, Seed damaged) {
        attempt(number, damaged.name, damaged.bytes, () -> {
            GuestImage image = ImageLoader.parse(damaged.bytes, damaged.name, damaged.options);
            assertThat(image.description()).isNotBlank();
            assertThat(image.symbols()).hasSizeLessThan(10_000);
            machine.boot(image);
            runOn();
        });
    }

    private void restore(int number, byte[] file) {
        attempt(number, "snapshot", file, () -> {
            machine.state().restore(read(file));
            runOn();
        });
    }

    private static Snapshot read(byte[] file) {
        try {
            return SnapshotFile.read(new ByteArrayInputStream(file), "snapshot");
        } catch (IOException e) {
            return fail("no file, no I/O error", e);
        }
    }

    private void replay(int number, String text) {
        attempt(number, "journal", text.getBytes(StandardCharsets.UTF_8), () -> {
            try {
                machine.replay(Journal.read(new BufferedReader(new StringReader(text)), "journal")
                        .source());
                runOn();
            } catch (IOException e) {
                fail("no file, no I/O error", e);
            } finally {
                machine.replay(null);
            }
        });
    }

    private void runOn() {
        machine.run(machine.cpu().icount + INSTRUCTIONS, machine.cpu().time() + 10 * INSTRUCTIONS);
    }

    private void attempt(int number, String name, byte[] input, Runnable attempt) {
        String outcome = " ran";
        try {
            attempt.run();
        } catch (ImageException | StateFormatException refused) {
            outcome = " refused";
            assertThat(refused.getMessage()).isNotBlank().doesNotContain("\n").hasSizeLessThan(500);
        } catch (RuntimeException | Error e) {
            throw new AssertionError("case %d, %s of %d bytes: %s".formatted(number, name, input.length, e), e);
        }
        outcomes.merge(name + outcome, 1, Integer::sum);
        clear();
    }

    /** Takes the disks out, which are none of the state, and goes back to the start. */
    private void clear() {
        for (DriveSlot slot : DriveSlot.values()) {
            machine.insert(slot, SectorSource.NONE);
        }
        machine.state().restore(clean);
    }

    /** A snapshot of a machine in the middle of something. */
    private byte[] snapshot() throws IOException {
        machine.boot(ImageLoader.parse(SOURCE.getBytes(StandardCharsets.UTF_8), "seed.asm", LoadOptions.NONE));
        machine.run(500);
        machine.stimulateAt(800, new Stimulus.RegisterWrite("eax", 5));
        Path path = directory.resolve("seed");
        SnapshotFile.write(machine.state().snapshot(), path);
        machine.state().restore(clean);
        return Files.readAllBytes(path);
    }

    private static byte[] payload(byte[] file) throws IOException {
        int start = lineEnd(file);
        InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(file, start, file.length - start));
        byte[] payload = in.readAllBytes();
        return Arrays.copyOf(payload, payload.length - 8);
    }

    /** Makes a file whose sum is right although its contents are not. */
    private static byte[] packed(byte[] payload) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(payload);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes("ringside snapshot 1\n".getBytes(StandardCharsets.US_ASCII));
        try (DeflaterOutputStream out = new DeflaterOutputStream(file)) {
            out.write(payload);
            out.write(new byte[4]);
            for (int shift = 24; shift >= 0; shift -= 8) {
                out.write((int) (crc.getValue() >>> shift));
            }
        }
        return file.toByteArray();
    }

    private static int lineEnd(byte[] file) {
        int end = 0;
        while (file[end] != '\n') {
            end++;
        }
        return end + 1;
    }

    private String journal() throws IOException {
        Recorder recorder = new Recorder(machine);
        machine.boot(ImageLoader.parse(SOURCE.getBytes(StandardCharsets.UTF_8), "seed.asm", LoadOptions.NONE));
        List<Stimulus> stimuli = List.of(
                new Stimulus.SerialByte(0, 'x'),
                new Stimulus.Key(30, true),
                new Stimulus.IrqLevel(5, true),
                new Stimulus.Interrupt(0x20),
                new Stimulus.Nmi(),
                new Stimulus.CpuException(14, true, 2, 0x1234),
                new Stimulus.MemoryWrite(0x10_0020, new byte[] {1, 2, 3}),
                new Stimulus.RegisterWrite("ecx", 77),
                new Stimulus.PortWrite(0x43, 1, 0x34),
                new Stimulus.PortRead(0x60, 1),
                new Stimulus.Reset());
        for (int i = 0; i < stimuli.size(); i++) {
            machine.run(10 * i);
            machine.stimulate(stimuli.get(i));
        }
        machine.run(200);
        recorder.stop();
        Path path = directory.resolve("seed");
        recorder.journal().write(path);
        machine.state().restore(clean);
        return Files.readString(path);
    }
}
