package ringside.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Time, memory and the rest of the built-in BIOS, called by boot sectors. */
class BiosSystemTests {
    private static final int BX_OFFSET = 3;

    @Test
    void the_data_areas_are_there() {
        BootSector guest = BootSector.run("int 0x12\n mov bx, ax\n int 0x11");
        assertThat(guest.bx()).isEqualTo(639);
        assertThat(guest.ax()).as("FPU, colour").isEqualTo(0x22);
        assertThat(guest.memory16(0x40E)).isEqualTo(0x9FC0);
        assertThat(guest.memory8(0x9FC00)).isEqualTo(1);
        assertThat(guest.memory8(0x475)).as("hard disks").isEqualTo(1);
    }

    @Test
    void every_vector_leads_into_the_rom_or_to_a_table() {
        BootSector guest = BootSector.run("");
        for (int vector = 0; vector < 256; vector++) {
            int segment = guest.memory16(4 * vector + 2);
            assertThat(segment).as("%02Xh", vector).isEqualTo(vector == 0x41 || vector == 0x46 ? 0x9FC0 : 0xF000);
        }
    }

    @Test
    void interrupts_that_nobody_handles_return() {
        assertThat(BootSector.run("mov bx, 5\n int 0x60\n int 0x1c\n int 0x70\n inc bx")
                        .bx())
                .isEqualTo(6);
    }

    @Test
    void the_timer_counts_18_ticks_a_second_and_calls_int_1ch() {
        BootSector guest = BootSector.run("cli\n mov word [0x1c * 4], tick\n mov word [0x1c * 4 + 2], 0\n sti\n"
                + " mov ebx, [0x46c]\nagain: hlt\n cmp word [0x7000], 18\n jb again\n mov eax, [0x46c]\n sub eax, ebx\n"
                + " jmp stop\ntick: inc word [cs:0x7000]\n iret");
        assertThat(guest.ax()).isEqualTo(18);
        assertThat(guest.cpu.time()).isBetween(900_000_000L, 1_100_000_000L);
    }

    @Test
    void ticks_since_midnight_come_from_the_clock_and_can_be_set() {
        BootSector guest = BootSector.run("mov ah, 0\n int 0x1a");
        assertThat(guest.cx()).isZero();
        assertThat(guest.dx()).as("midnight").isLessThan(18);
        BootSector set = BootSector.run("mov ah, 1\n mov cx, 5\n mov dx, 0x1234\n int 0x1a\n mov ah, 0\n int 0x1a");
        assertThat(set.cx()).isEqualTo(5);
        assertThat(set.dx()).isBetween(0x1234, 0x1236);
    }

    @Test
    void midnight_is_told_once() {
        BootSector guest = BootSector.run("mov ah, 1\n mov cx, 0x18\n mov dx, 0x00af\n int 0x1a\n mov bx, [0x46c]\n"
                + "again: hlt\n cmp [0x46c], bx\n je again\n mov ah, 0\n int 0x1a\n mov bx, ax\n mov ah, 0\n int 0x1a");
        assertThat(guest.bx() & 0xFF).isEqualTo(1);
        assertThat(guest.ax() & 0xFF).isZero();
        assertThat(guest.cx()).isZero();
    }

    @Test
    void date_and_time_are_told_in_bcd_and_can_be_set() {
        BootSector date = BootSector.run("mov ah, 4\n int 0x1a");
        assertThat(date.cx()).isEqualTo(0x2026);
        assertThat(date.dx()).isEqualTo(0x0101);
        BootSector time = BootSector.run(
                "mov ah, 3\n mov cx, 0x1234\n mov dx, 0x5600\n int 0x1a\n mov ah, 5\n"
                        + " mov cx, 0x2025\n mov dx, 0x1224\n int 0x1a\n mov ah, 4\n int 0x1a\n mov bx, dx\n mov ah, 2\n int 0x1a");
        assertThat(time.cx()).isEqualTo(0x1234);
        assertThat(time.dx() >>> 8).isEqualTo(0x56);
        assertThat(time.bx()).isEqualTo(0x1224);
    }

    @Test
    void memory_is_told_in_all_the_usual_ways() {
        BootSector small = BootSector.run("mov ah, 0x88\n int 0x15");
        assertThat(small.ax()).isEqualTo(3 << 10);
        BootSector guest = BootSector.withRam(64).boot("mov ax, 0xe801\n int 0x15");
        assertThat(guest.ax()).isEqualTo(15 << 10);
        assertThat(guest.cx()).isEqualTo(15 << 10);
        assertThat(guest.bx()).isEqualTo(48 << 4);
        assertThat(guest.dx()).isEqualTo(48 << 4);
    }

    @Test
    void the_memory_map_is_that_of_the_machine() {
        BootSector guest = BootSector.withRam(32)
                .boot("xor ebx, ebx\n mov di, 0x8000\nagain: mov eax, 0xe820\n"
                        + " mov ecx, 20\n mov edx, 'PAMS'\n int 0x15\n jc stop\n add di, 20\n inc word [0x7000]\n test ebx, ebx\n"
                        + " jnz again");
        MemoryMap expected = MemoryMap.of(32 << 20);
        assertThat(guest.carry()).isFalse();
        assertThat(guest.memory16(0x7000)).isEqualTo(expected.ranges().size());
        byte[] table = expected.table();
        for (int i = 0; i < table.length; i++) {
            assertThat(guest.memory8(0x8000 + i)).as("byte %d", i).isEqualTo(table[i] & 0xFF);
        }
    }

    @Test
    void a_memory_map_without_its_signature_is_refused() {
        BootSector guest = BootSector.run("xor ebx, ebx\n mov eax, 0xe820\n mov ecx, 20\n mov edx, 1\n int 0x15");
        assertThat(guest.carry()).isTrue();
        assertThat(guest.ax() >>> 8).isEqualTo(0x86);
    }

    @Test
    void address_line_20_is_switched_and_told() {
        BootSector guest = BootSector.run("mov ax, 0x2400\n int 0x15\n mov ax, 0x2402\n int 0x15\n mov bl, al\n"
                + " mov ax, 0x2401\n int 0x15\n mov ax, 0x2402\n int 0x15\n mov cl, al\n mov ax, 0x2403\n int 0x15");
        assertThat(guest.cx() & 0xFF).isEqualTo(1);
        assertThat(guest.bx()).as("both ways").isEqualTo(3);
        assertThat(guest.machine.memory().a20()).isTrue();
        BootSector off = BootSector.run("mov ax, 0x2400\n int 0x15\n mov ax, 0x2402\n int 0x15");
        assertThat(off.ax()).isZero();
    }

    @Test
    void blocks_are_moved_beyond_the_first_megabyte() {
        BootSector guest = BootSector.run(
                "mov ah, 0x87\n mov cx, 0x100\n mov si, table\n int 0x15\n jmp stop\n"
                        + "table: dq 0, 0\n dw 0xffff, 0x7c00\n db 0, 0x93\n dw 0\n dw 0xffff, 0x4000\n db 0x20, 0x93\n dw 0\n dq 0, 0");
        assertThat(guest.carry()).isFalse();
        assertThat(guest.ax() >>> 8).isZero();
        for (int i = 0; i < 512; i += 97) {
            assertThat(guest.memory8(0x204000 + i)).isEqualTo(guest.memory8(0x7C00 + i));
        }
        assertThat(guest.memory16(0x204000 + 510)).isEqualTo(0xAA55);
        assertThat(guest.cpu.protectedMode()).isFalse();
    }

    @Test
    void waiting_takes_its_time() {
        BootSector guest = BootSector.run("mov ah, 0x86\n mov cx, 0\n mov dx, 20000\n int 0x15");
        assertThat(guest.carry()).isFalse();
        assertThat(guest.cpu.time()).isBetween(20_000_000L, 22_000_000L);
    }

    @Test
    void the_configuration_says_at_with_ebda() {
        BootSector guest = BootSector.run("mov ah, 0xc0\n int 0x15");
        long table = guest.cpu.segmentBase[0] + guest.cpu.r16(BX_OFFSET) & 0xFFFF_FFFFL;
        assertThat(guest.memory8(table + 2)).isEqualTo(0xFC);
        assertThat(guest.memory8(table + 5) & 0x04).isEqualTo(0x04);
    }

    @Test
    void what_is_known_and_not_offered_fails_without_a_stop() {
        Map.of(0x15, new int[] {0x5300, 0xC200, 0xE980, 0xEC00, 0xD800}, 0x1A, new int[] {0xB101, 0xBB00})
                .forEach((vector, functions) -> {
                    for (int function : functions) {
                        BootSector guest = BootSector.run("mov ax, " + function + "\n int " + vector);
                        assertThat(guest.carry()).as("%X %X", vector, function).isTrue();
                        assertThat(guest.ax() >>> 8).isEqualTo(0x86);
                    }
                });
    }

    @Test
    void what_is_unknown_stops_for_every_service() {
        int[][] calls = {
            {0x10, 0x1C00}, {0x13, 0x0500}, {0x14, 0}, {0x15, 0x8900}, {0x16, 0xFF00}, {0x17, 0}, {0x1A, 0x0600}
        };
        for (int[] call : calls) {
            BootSector guest =
                    BootSector.withRam(4).disk(DriveSlot.DISK0, 1, "mov ax, " + call[1] + "\n int " + call[0]);
            guest.machine.boot(DiskBoot.fromDrives(LoadOptions.NONE));
            Stop stop = guest.machine.run(10_000_000);
            assertThat(stop.detail()).startsWith("INT %02Xh with AX=%04Xh is not".formatted(call[0], call[1]));
            guest.proceed();
            assertThat(guest.carry()).isTrue();
        }
    }

    @Test
    void exceptions_that_nobody_handles_stop_where_they_happened() {
        BootSector guest = BootSector.withRam(4).disk(DriveSlot.DISK0, 1, "xor cx, cx\n div cx");
        guest.machine.boot(DiskBoot.fromDrives(LoadOptions.NONE));
        Stop stop = guest.machine.run(10_000_000);
        assertThat(stop.kind()).isEqualTo(Stop.Kind.DIED);
        assertThat(stop.detail()).isEqualTo("#DE, a divide error at 0000:7c02, which the guest does not handle");
    }

    @Test
    void only_the_bios_can_report_to_the_debugger() {
        assertThat(BootSector.run("out 0xe3, ax\n out 0xe8, ax\n mov bx, 9").bx())
                .isEqualTo(9);
    }
}
