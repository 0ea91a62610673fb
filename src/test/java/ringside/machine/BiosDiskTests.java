package ringside.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** INT 13h of the built-in BIOS, called by boot sectors. */
class BiosDiskTests {
    private static final int DISK = 20_000;

    private static BootSector disk(String source) {
        return BootSector.withRam(4).disk(DriveSlot.DISK0, DISK, source).start();
    }

    private static BootSector floppy(String source) {
        return BootSector.withRam(4).disk(DriveSlot.FLOPPY, 2880, source).start();
    }

    @Test
    void the_boot_drive_is_in_dl() {
        assertThat(disk("").dx()).isEqualTo(0x80);
        assertThat(floppy("").dx()).isZero();
    }

    @Test
    void a_floppy_disk_boots_before_a_hard_disk() {
        BootSector both = BootSector.withRam(4)
                .disk(DriveSlot.DISK0, DISK, "mov ax, 1")
                .disk(DriveSlot.FLOPPY, 2880, "mov ax, 2");
        assertThat(both.start().ax()).isEqualTo(2);
    }

    @Test
    void a_disk_without_signature_is_passed_over() {
        BootSector both = BootSector.withRam(4).disk(DriveSlot.DISK0, DISK, "mov ax, 1");
        both.machine.insert(DriveSlot.FLOPPY, DiskImage.of("blank", new byte[1440 << 10]));
        assertThat(both.start().ax()).isEqualTo(1);
    }

    @Test
    void without_anything_to_boot_the_machine_says_so() {
        BootSector none = BootSector.withRam(4);
        none.machine.boot(DiskBoot.fromDrives(LoadOptions.NONE));
        Stop stop = none.machine.run(10_000_000);
        assertThat(stop.kind()).isEqualTo(Stop.Kind.DIED);
        assertThat(stop.detail()).isEqualTo("the BIOS finds no bootable disk");
        assertThat(none.screen()).contains("No bootable disk");
    }

    @Test
    void sectors_are_read_by_cylinder_head_and_sector() {
        // Cylinder 1, head 2, sector 3 of 16 heads and 63 sectors: sector (1 * 16 + 2) * 63 + 2 = 1136.
        BootSector guest = disk("mov ax, 0x0202\n mov bx, 0x8000\n mov cx, 0x0103\n mov dh, 2\n int 0x13");
        assertThat(guest.carry()).isFalse();
        assertThat(guest.ax()).isEqualTo(0x0002);
        assertThat(guest.memory8(0x8000)).isEqualTo(1136 & 0xFF);
        assertThat(guest.memory8(0x81FF)).isEqualTo(1136 & 0xFF);
        assertThat(guest.memory8(0x8200)).isEqualTo(1137 & 0xFF);
        assertThat(guest.memory8(0x8400)).isZero();
    }

    @Test
    void floppy_disks_have_two_heads_of_18_sectors() {
        // Cylinder 2, head 1, sector 18: sector (2 * 2 + 1) * 18 + 17 = 107.
        BootSector guest = floppy("mov ax, 0x0201\n mov bx, 0x8000\n mov cx, 0x0212\n mov dx, 0x0100\n int 0x13");
        assertThat(guest.carry()).isFalse();
        assertThat(guest.memory8(0x8000)).isEqualTo(107);
    }

    @Test
    void addresses_outside_the_geometry_are_refused_and_the_status_kept() {
        BootSector guest = disk("mov ax, 0x0201\n mov bx, 0x8000\n mov cx, 0x0040\n mov dh, 0\n int 0x13\n"
                + " pushf\n pop si\n mov ah, 1\n int 0x13");
        assertThat(guest.cpu.r16(6) & 1).isEqualTo(1);
        assertThat(guest.ax()).isEqualTo(0x0100);
        assertThat(guest.carry()).isTrue();
    }

    @Test
    void a_read_beyond_the_end_is_refused() {
        BootSector guest = BootSector.withRam(4)
                .disk(DriveSlot.DISK0, 3, "mov ax, 0x0203\n mov bx, 0x8000\n mov cx, 2\n mov dh, 0\n int 0x13")
                .start();
        assertThat(guest.carry()).isTrue();
        assertThat(guest.ax()).isEqualTo(0x0400);
    }

    @Test
    void a_drive_that_is_not_there_is_refused() {
        assertThat(disk("mov ax, 0x0201\n mov dx, 0x81\n mov cx, 1\n int 0x13").ax() >>> 8)
                .isEqualTo(0x01);
        assertThat(disk("mov ax, 0x0201\n mov dx, 0\n mov cx, 1\n int 0x13").ax() >>> 8)
                .isEqualTo(0x80);
        BootSector guest = disk("mov ah, 0x15\n mov dl, 0x82\n int 0x13");
        assertThat(guest.ax() >>> 8).isZero();
        assertThat(guest.carry()).isFalse();
    }

    @Test
    void sectors_are_read_by_number_and_in_long_runs() {
        BootSector guest = disk("mov ah, 0x42\n mov si, packet\n int 0x13\n jmp stop\n"
                + "packet: db 16, 0\n dw 127, 0x0008, 0x0fff\n dq 15000");
        assertThat(guest.carry()).isFalse();
        assertThat(guest.memory8(0xFFF8)).isEqualTo(15_000 & 0xFF);
        assertThat(guest.memory8(0xFFF8 + 126 * 512)).isEqualTo(15_126 & 0xFF);
        assertThat(guest.memory8(0xFFF8 + 127 * 512)).isZero();
    }

    @Test
    void a_packet_beyond_the_end_moves_nothing_and_says_so() {
        BootSector guest = disk("mov ah, 0x42\n mov si, packet\n int 0x13\n jmp stop\n times 0x80 - ($ - $$) db 0\n"
                + "packet: db 16, 0\n dw 2, 0x8000, 0\n dq 19999");
        assertThat(guest.carry()).isTrue();
        assertThat(guest.ax() >>> 8).isEqualTo(0x04);
        assertThat(guest.memory16(0x7C82)).isZero();
    }

    @Test
    void writes_come_back_and_stay_out_of_the_image() {
        byte[] image = new byte[512 * 8];
        byte[] code = BootSector.sector("mov ax, 0x0301\n mov bx, 0x7c00\n mov cx, 5\n mov dh, 0\n int 0x13\n"
                + " mov ax, 0x0201\n mov bx, 0x8000\n int 0x13");
        System.arraycopy(code, 0, image, 0, 512);
        byte[] before = image.clone();
        BootSector guest = BootSector.withRam(4);
        guest.machine.insert(DriveSlot.DISK0, DiskImage.of("test", image));
        guest.start();
        assertThat(guest.carry()).isFalse();
        assertThat(guest.memory16(0x81FE)).isEqualTo(0xAA55);
        assertThat(guest.machine.disk(DriveSlot.DISK0).written().keySet()).containsExactly(4L);
        assertThat(image).isEqualTo(before);
    }

    @Test
    void writes_by_number_reach_the_disk() {
        BootSector guest = disk("mov ah, 0x43\n mov al, 0\n mov si, packet\n int 0x13\n jmp stop\n"
                + "packet: db 16, 0\n dw 33, 0x7c00, 0\n dq 100");
        assertThat(guest.carry()).isFalse();
        assertThat(guest.machine.disk(DriveSlot.DISK0).written()).hasSize(33).containsKeys(100L, 132L);
    }

    @Test
    void geometry_is_told_with_the_number_of_drives() {
        BootSector guest = disk("mov ah, 8\n int 0x13");
        // 20,000 sectors are 19 cylinders of 16 heads with 63 sectors, and a rest.
        assertThat(guest.cx()).isEqualTo(18 << 8 | 63);
        assertThat(guest.dx()).isEqualTo(15 << 8 | 1);
        assertThat(guest.ax()).isZero();

        BootSector small = floppy("mov ah, 8\n int 0x13");
        assertThat(small.cx()).isEqualTo(79 << 8 | 18);
        assertThat(small.dx()).isEqualTo(1 << 8 | 1);
        assertThat(small.bx()).isEqualTo(4);
        assertThat(small.memory8((small.cpu.segmentBase[0] + small.cpu.r16(7)) + 4))
                .isEqualTo(18);
    }

    @Test
    void the_partition_table_decides_on_the_geometry() {
        BootSector guest = disk("mov ah, 8\n int 0x13\n jmp stop\n times 446 - ($ - $$) db 0\n"
                + " db 0x80, 1, 1, 0, 6, 31, 32, 8\n dd 32, 9000");
        assertThat(guest.cx() & 63).isEqualTo(32);
        assertThat(guest.dx() >>> 8).isEqualTo(31);
    }

    @Test
    void extensions_are_there_for_hard_disks_only() {
        BootSector guest = disk("mov ah, 0x41\n mov bx, 0x55aa\n int 0x13");
        assertThat(guest.carry()).isFalse();
        assertThat(guest.bx()).isEqualTo(0xAA55);
        assertThat(guest.cx() & 1).isEqualTo(1);
        assertThat(floppy("mov ah, 0x41\n mov bx, 0x55aa\n int 0x13").carry()).isTrue();
    }

    @Test
    void a_drive_tells_its_size() {
        BootSector guest = disk("mov ah, 0x48\n mov si, 0x8000\n mov word [si], 30\n int 0x13");
        assertThat(guest.carry()).isFalse();
        assertThat(guest.memory16(0x8000)).isEqualTo(26);
        assertThat(guest.memory32(0x8010)).isEqualTo(DISK);
        assertThat(guest.memory16(0x8018)).isEqualTo(512);

        BootSector kind = disk("mov ah, 0x15\n int 0x13");
        assertThat(kind.ax() >>> 8).isEqualTo(3);
        assertThat(kind.cx() << 16 | kind.dx()).isEqualTo(DISK);
        assertThat(floppy("mov ah, 0x15\n int 0x13").ax() >>> 8).isEqualTo(1);
    }

    @Test
    void sectors_are_verified_without_being_moved() {
        assertThat(disk("mov ax, 0x0405\n mov cx, 1\n mov dh, 0\n int 0x13").carry())
                .isFalse();
        BootSector beyond = disk(
                "mov ah, 0x44\n mov si, packet\n int 0x13\n jmp stop\n" + "packet: db 16, 0\n dw 5, 0, 0\n dq 19998");
        assertThat(beyond.carry()).isTrue();
    }

    @Test
    void resets_and_seeks_succeed() {
        for (int function : new int[] {0x00, 0x09, 0x0C, 0x0D, 0x10, 0x11, 0x14, 0x47}) {
            BootSector guest = disk("mov ax, " + (function << 8 | 1) + "\n mov cx, 1\n mov dh, 0\n int 0x13");
            assertThat(guest.carry()).as("%02Xh", function).isFalse();
            assertThat(guest.ax() >>> 8).isZero();
        }
    }

    @Test
    void registers_survive_a_read() {
        BootSector guest = disk("mov esi, 0x11112222\n mov edi, 0x33334444\n mov ebp, 0x55556666\n mov ax, 0x0201\n"
                + " mov bx, 0x8000\n mov ecx, 0x77770001\n mov dh, 0\n int 0x13");
        assertThat(guest.cpu.r32(6)).isEqualTo(0x11112222);
        assertThat(guest.cpu.r32(7)).isEqualTo(0x33334444);
        assertThat(guest.cpu.r32(5)).isEqualTo(0x55556666);
        assertThat(guest.cpu.r32(1)).isEqualTo(0x77770001);
        assertThat(guest.bx()).isEqualTo(0x8000);
        assertThat(guest.cpu.r16(4)).isEqualTo(0x7C00);
    }

    /** A CD-ROM of 40 blocks whose boot catalog, in block 20, names {@code count} sectors from block 30 on. */
    private static byte[] cd(String source, int count, int segment) {
        byte[] image = new byte[40 * 2048];
        for (int block = 21; block < 40; block++) {
            Arrays.fill(image, block * 2048, block * 2048 + 2048, (byte) block);
        }
        put(image, 16 * 2048, 1, 'C', 'D', '0', '0', '1');
        put(image, 17 * 2048, 0, 'C', 'D', '0', '0', '1', 1);
        byte[] name = BootSector.text("EL TORITO SPECIFICATION");
        System.arraycopy(name, 0, image, 17 * 2048 + 7, name.length);
        put(image, 17 * 2048 + 0x47, 20);
        put(image, 20 * 2048 + 0x1E, 0x55, 0xAA, 0x88, 0, segment & 0xFF, segment >>> 8, 0, 0, count, 0, 30);
        byte[] code = BootSector.sector(source);
        System.arraycopy(code, 0, image, 30 * 2048, 510);
        return image;
    }

    private static void put(byte[] image, int at, int... bytes) {
        for (int i = 0; i < bytes.length; i++) {
            image[at + i] = (byte) bytes[i];
        }
    }

    private static BootSector bootCd(byte[] image) {
        BootSector guest = BootSector.withRam(4);
        guest.machine.boot(ImageLoader.parse(image, "cd.iso", LoadOptions.NONE));
        return guest.proceed();
    }

    @Test
    void a_cd_rom_is_booted_without_emulation() {
        BootSector guest = bootCd(cd("mov ax, cs", 4, 0));
        assertThat(guest.ax()).isEqualTo(0x07C0);
        assertThat(guest.dx()).isEqualTo(0xE0);
        assertThat(guest.memory8(0x7C00 + 600)).as("the second sector").isEqualTo(30);
        assertThat(guest.memory8(0x7C00 + 4 * 512)).isZero();
        assertThat(bootCd(cd("mov ax, cs", 4, 0x2000)).ax()).isEqualTo(0x2000);
    }

    @Test
    void a_cd_rom_is_read_in_blocks_of_2048_bytes() {
        BootSector guest = bootCd(cd(
                "xor ax, ax\n mov ds, ax\n mov ah, 0x42\n mov si, packet\n int 0x13\n jmp stop\n"
                        + "packet: db 16, 0\n dw 3, 0x8000, 0\n dq 35",
                1,
                0));
        assertThat(guest.carry()).isFalse();
        assertThat(guest.memory8(0x8000)).isEqualTo(35);
        assertThat(guest.memory8(0x8000 + 3 * 2048 - 1)).isEqualTo(37);
        assertThat(guest.memory8(0x8000 + 3 * 2048)).isZero();
        BootSector beyond = bootCd(cd(
                "xor ax, ax\n mov ds, ax\n mov ah, 0x42\n mov si, packet\n int 0x13\n jmp stop\n"
                        + "packet: db 16, 0\n dw 3, 0x8000, 0\n dq 38",
                1,
                0));
        assertThat(beyond.carry()).isTrue();
    }

    @Test
    void a_cd_rom_tells_what_it_is() {
        BootSector guest = bootCd(cd(
                "xor ax, ax\n mov ds, ax\n mov ax, 0x4b01\n mov si, 0x8000\n int 0x13\n"
                        + " mov ah, 0x48\n mov si, 0x8100\n mov word [si], 26\n int 0x13",
                1,
                0));
        assertThat(guest.carry()).isFalse();
        assertThat(guest.memory8(0x8000)).isEqualTo(0x13);
        assertThat(guest.memory8(0x8002)).isEqualTo(0xE0);
        assertThat(guest.memory32(0x8004)).isEqualTo(30);
        assertThat(guest.memory16(0x800C)).isEqualTo(0x07C0);
        assertThat(guest.memory32(0x8110)).isEqualTo(40);
        assertThat(guest.memory16(0x8118)).isEqualTo(2048);
    }

    @Test
    void a_cd_rom_that_boots_nothing_is_passed_over() {
        byte[] image = cd("", 4, 0);
        image[20 * 2048 + 0x20] = 0;
        BootSector guest = BootSector.withRam(4);
        guest.machine.boot(ImageLoader.parse(image, "cd.iso", LoadOptions.NONE));
        assertThat(guest.machine.run(10_000_000).detail()).isEqualTo("the BIOS finds no bootable disk");
    }

    @Test
    void an_unsupported_function_stops_with_its_number_and_caller_and_fails_if_the_run_goes_on() {
        BootSector guest = BootSector.withRam(4).disk(DriveSlot.DISK0, 1, "mov ax, 0x1234\n mov ah, 0x5f\n int 0x13");
        guest.machine.boot(DiskBoot.fromDrives(LoadOptions.NONE));
        Stop stop = guest.machine.run(10_000_000);
        assertThat(stop.kind()).isEqualTo(Stop.Kind.UNSUPPORTED);
        assertThat(stop.detail())
                .isEqualTo("INT 13h with AX=5F34h is not in the built-in BIOS; called at 0000:7c05;"
                        + " 'continue' returns CF=1, AH=86h");
        assertThat(guest.ax()).isEqualTo(0x5F34);
        guest.proceed();
        assertThat(guest.carry()).isTrue();
        assertThat(guest.ax()).isEqualTo(0x8634);
    }
}
