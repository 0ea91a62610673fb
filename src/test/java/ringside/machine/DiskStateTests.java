package ringside.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ringside.base.StateFormatException;
import ringside.cpu.CpuModel;
import ringside.time.Stimulus;

/** Disks as part of a machine's state, and disk images as files. */
class DiskStateTests {
    /** Writes its own sector to sector 2, 3, 4 ... for ever. */
    private static final String WRITER =
            "mov cx, 2\nagain: mov ax, 0x0301\n mov bx, 0x7c00\n mov dx, 0x0080\n int 0x13\n inc cx\n cmp cx, 60\n jb again";

    @TempDir
    Path directory;

    private static BootSector writer() {
        BootSector guest = BootSector.withRam(1).disk(DriveSlot.DISK0, 100, WRITER);
        guest.machine.boot(DiskBoot.fromDrives(LoadOptions.NONE));
        return guest;
    }

    @Test
    void what_is_written_is_in_hashes_snapshots_and_excursions() {
        Machine machine = writer().machine;
        machine.run(300_000);
        int written = machine.disk(DriveSlot.DISK0).written().size();
        assertThat(written).isBetween(1, 50);
        StateHash hash = machine.state().hash();
        Snapshot snapshot = machine.state().snapshot();
        try (Excursion excursion = machine.state().excursion()) {
            machine.run(400_000);
            assertThat(machine.disk(DriveSlot.DISK0).written()).hasSizeGreaterThan(written);
            assertThat(machine.state().hash().difference(hash)).contains("first hard disk");
            excursion.rollBack();
        }
        assertThat(machine.state().hash()).isEqualTo(hash);
        machine.run(400_000);
        machine.state().restore(snapshot);
        assertThat(machine.disk(DriveSlot.DISK0).written()).hasSize(written);
        assertThat(machine.state().hash()).isEqualTo(hash);
    }

    @Test
    void excursions_nest_and_can_be_kept() {
        Machine machine = writer().machine;
        machine.run(200_000);
        StateHash before = machine.state().hash();
        Excursion outer = machine.state().excursion();
        machine.run(250_000);
        Excursion inner = machine.state().excursion();
        machine.run(300_000);
        inner.keep();
        assertThat(machine.disk(DriveSlot.DISK0).written()).isNotEmpty();
        outer.rollBack();
        assertThat(machine.state().hash()).isEqualTo(before);
        Excursion kept = machine.state().excursion();
        machine.run(300_000);
        StateHash after = machine.state().hash();
        kept.keep();
        assertThat(machine.state().hash()).isEqualTo(after);
    }

    @Test
    void a_snapshot_goes_through_a_file_to_another_machine_with_the_same_disk_only() throws IOException {
        Machine machine = writer().machine;
        machine.run(300_000);
        Path file = directory.resolve("state");
        SnapshotFile.write(machine.state().snapshot(), file);
        Machine same = writer().machine;
        same.state().restore(SnapshotFile.read(file));
        assertThat(same.state().hash()).isEqualTo(machine.state().hash());
        same.run(500_000);
        machine.run(500_000);
        assertThat(same.state().hash()).isEqualTo(machine.state().hash());

        Machine other = BootSector.withRam(1).disk(DriveSlot.DISK0, 101, WRITER).machine;
        assertThatThrownBy(() -> other.state().restore(SnapshotFile.read(file)))
                .isInstanceOf(StateFormatException.class)
                .hasMessage("the state is of a machine with another disk in first hard disk");
    }

    @Test
    void a_run_with_writes_and_keys_repeats_from_its_journal() {
        Machine machine = writer().machine;
        Recorder recorder = new Recorder(machine);
        machine.run(150_000);
        machine.stimulate(new Stimulus.Key(0x1E, true));
        machine.run(400_000);
        Journal journal = recorder.journal();
        Machine again = writer().machine;
        assertThat(again.state().hash()).hasToString(journal.start());
        again.replay(journal.source());
        again.run(Long.MAX_VALUE);
        assertThat(again.state().hash()).hasToString(journal.hash());
    }

    @Test
    void a_reset_leaves_the_disk_as_the_guest_has_written_it() {
        Machine machine = writer().machine;
        machine.run(300_000);
        int written = machine.disk(DriveSlot.DISK0).written().size();
        machine.stimulate(new Stimulus.Reset());
        assertThat(machine.disk(DriveSlot.DISK0).written()).hasSize(written);
    }

    @Test
    void files_that_are_no_disk_images_are_refused_in_one_line() throws IOException {
        Path file = directory.resolve("x.img");
        assertThatThrownBy(() -> DiskImage.open(file)).hasMessage(file + ": does not exist");
        assertThatThrownBy(() -> DiskImage.open(directory)).hasMessage(directory + ": is a directory");
        Files.write(file, new byte[0]);
        assertThatThrownBy(() -> DiskImage.open(file)).hasMessage("x.img: the disk image is empty");
        Files.write(file, new byte[1000]);
        assertThatThrownBy(() -> DiskImage.open(file))
                .isInstanceOf(ImageException.class)
                .hasMessage("x.img: 1000 bytes are no disk image, which has whole sectors of 512 bytes");
        byte[] cut = Arrays.copyOf(BootSector.sector(""), 700);
        assertThatThrownBy(() -> ImageLoader.parse(cut, "cut.img", LoadOptions.NONE))
                .hasMessage("cut.img: 700 bytes are no disk image, which has whole sectors of 512 bytes");
    }

    @Test
    void small_floppy_images_are_filled_up_with_zeros() {
        DiskImage image = DiskImage.of("small", BootSector.sector("")).asFloppy();
        assertThat(image.sectors()).isEqualTo(2880);
        byte[] sector = new byte[512];
        sector[7] = 1;
        assertThat(image.read(2879, sector, 0)).isTrue();
        assertThat(sector).containsOnly(0);
        assertThat(DiskImage.of("360", new byte[360 << 10]).asFloppy().sectors())
                .isEqualTo(720);
    }

    @Test
    void large_images_are_read_from_the_file_as_they_are_needed() throws IOException {
        Path file = directory.resolve("large.img");
        Files.write(
                file,
                BootSector.sector("mov ah, 0x42\n mov si, packet\n int 0x13\n jmp stop\n"
                        + "packet: db 16, 0\n dw 1, 0x8000, 0\n dq 200000"));
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(300_000L * 512);
            sparse.seek(200_000L * 512);
            sparse.write("far away".getBytes(StandardCharsets.US_ASCII));
        }
        GuestImage image = ImageLoader.load(file, LoadOptions.NONE);
        assertThat(image.description()).isEqualTo("hard disk of 300000 sectors, booted by the built-in BIOS");
        BootSector guest = BootSector.withRam(4);
        guest.machine.boot(image);
        guest.proceed();
        assertThat(guest.carry()).isFalse();
        assertThat(guest.memory8(0x8000)).isEqualTo('f');
    }

    @Test
    void an_assembled_boot_sector_is_booted_with_its_symbols() {
        String source =
                "org 0x7c00\nstart: mov ax, 0x0e48\n int 0x10\nhere: jmp here\n times 510 - ($ - $$) db 0\n dw 0xaa55\n";
        GuestImage image = ImageLoader.parse(BootSector.text(source), "boot.asm", LoadOptions.NONE);
        assertThat(image.symbols()).contains(new Symbol("here", 0x7C05, 0));
        assertThat(image.symbols().stream().map(Symbol::name)).contains("bios_int13");
        BootSector guest = BootSector.withRam(4);
        guest.machine.boot(image);
        guest.proceed();
        assertThat(guest.screen()).contains("H");
    }

    @Test
    void another_bios_can_take_the_place_of_the_built_in_one() {
        byte[] rom = new byte[64 << 10];
        // jmp $ at the reset vector.
        rom[rom.length - 16] = (byte) 0xEB;
        rom[rom.length - 15] = (byte) 0xFE;
        Machine machine =
                new Machine(MachineConfig.standard(CpuModel.ringside32()).withRam(1 << 20));
        machine.boot(ImageLoader.parse(BootSector.sector(""), "disk", LoadOptions.NONE.withBios(rom)));
        machine.run(100);
        assertThat(machine.cpu().eip).isEqualTo(0xFFF0);
        assertThat(List.of(machine.image().description()))
                .containsExactly("hard disk of 1 sectors, booted by a BIOS of 64 KiB");
    }
}
