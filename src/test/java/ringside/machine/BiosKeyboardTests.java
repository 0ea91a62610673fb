package ringside.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import ringside.dev.Keys;
import ringside.time.Stimulus;

/** IRQ 1 and INT 16h of the built-in BIOS. */
class BiosKeyboardTests {
    /** Takes keys with function AH for ever, the words one after the other to 8000h, their number to 7000h. */
    private static String take(int function) {
        return "mov di, 0x8000\n cld\nagain: mov ah, " + function
                + "\n int 0x16\n stosw\n inc word [0x7000]\n jmp again";
    }

    private static BootSector keyboard(int function) {
        BootSector guest = BootSector.withRam(4).disk(DriveSlot.DISK0, 1, take(function));
        guest.machine.boot(DiskBoot.fromDrives(LoadOptions.NONE));
        guest.machine.run(200_000);
        return guest;
    }

    private static void key(BootSector guest, String name, boolean down) {
        guest.machine.stimulate(new Stimulus.Key(Keys.code(name), down));
        guest.machine.run(guest.cpu.icount + 100_000, guest.cpu.time() + 2_000_000);
    }

    private static void press(BootSector guest, String... names) {
        for (String name : names) {
            key(guest, name, true);
        }
        for (int i = names.length - 1; i >= 0; i--) {
            key(guest, names[i], false);
        }
    }

    private static int[] taken(BootSector guest) {
        int[] keys = new int[guest.memory16(0x7000)];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = guest.memory16(0x8000 + 2 * i);
        }
        return keys;
    }

    @Test
    void keys_arrive_with_scan_code_and_character() {
        BootSector guest = keyboard(0);
        press(guest, "a");
        press(guest, "shift", "a");
        press(guest, "ctrl", "a");
        press(guest, "alt", "a");
        press(guest, "enter");
        press(guest, "esc");
        press(guest, "shift", "1");
        assertThat(taken(guest)).containsExactly(0x1E61, 0x1E41, 0x1E01, 0x1E00, 0x1C0D, 0x011B, 0x0221);
    }

    @Test
    void function_keys_and_arrows_have_no_character() {
        BootSector guest = keyboard(0);
        press(guest, "f1");
        press(guest, "shift", "f1");
        press(guest, "ctrl", "f2");
        press(guest, "alt", "f10");
        press(guest, "f12");
        press(guest, "up");
        press(guest, "ctrl", "left");
        press(guest, "delete");
        assertThat(taken(guest)).containsExactly(0x3B00, 0x5400, 0x5F00, 0x7100, 0x8600, 0x4800, 0x7300, 0x5300);
    }

    @Test
    void the_extended_function_tells_arrows_from_the_number_pad() {
        BootSector guest = keyboard(0x10);
        press(guest, "up");
        press(guest, "kp_8");
        press(guest, "kp_enter");
        press(guest, "num");
        press(guest, "kp_8");
        assertThat(taken(guest)).containsExactly(0x48E0, 0x4800, 0xE00D, 0x4838);
    }

    @Test
    void caps_lock_and_shift_cancel_each_other_for_letters_only() {
        BootSector guest = keyboard(0);
        press(guest, "caps");
        press(guest, "b");
        press(guest, "shift", "b");
        press(guest, "1");
        press(guest, "caps");
        press(guest, "b");
        assertThat(taken(guest)).containsExactly(0x3042, 0x3062, 0x0231, 0x3062);
    }

    @Test
    void looking_tells_whether_there_is_a_key_and_leaves_it() {
        BootSector none = BootSector.run("mov ah, 1\n int 0x16\n pushf\n pop bx");
        assertThat(none.bx() & 0x40).isEqualTo(0x40);
        BootSector one = BootSector.run("mov ah, 5\n mov cx, 0x1e61\n int 0x16\n mov dl, al\n mov ah, 1\n int 0x16\n"
                + " pushf\n pop bx\n mov ah, 0x11\n int 0x16\n mov ah, 0\n int 0x16");
        assertThat(one.dx() & 0xFF).isZero();
        assertThat(one.bx() & 0x40).isZero();
        assertThat(one.ax()).isEqualTo(0x1E61);
    }

    @Test
    void a_full_buffer_takes_no_more() {
        BootSector guest =
                BootSector.run("mov di, 16\nagain: mov ah, 5\n mov cx, 0x1e61\n int 0x16\n dec di\n jnz again");
        assertThat(guest.ax() & 0xFF).isEqualTo(1);
        assertThat(guest.memory16(0x41A)).isEqualTo(0x1E);
        assertThat(guest.memory16(0x41C)).isEqualTo(0x3C);
    }

    @Test
    void shift_flags_are_told() {
        BootSector guest = keyboard(0);
        key(guest, "shift", true);
        key(guest, "ctrl", true);
        assertThat(guest.memory8(0x417)).isEqualTo(0x06);
        key(guest, "ctrl", false);
        assertThat(guest.memory8(0x417)).isEqualTo(0x02);
        BootSector told = BootSector.run("mov byte [0x417], 0x25\n mov ah, 2\n int 0x16");
        assertThat(told.ax() & 0xFF).isEqualTo(0x25);
    }

    @Test
    void ctrl_alt_del_resets_the_machine() {
        BootSector guest = keyboard(0);
        key(guest, "ctrl", true);
        key(guest, "alt", true);
        guest.machine.stimulate(new Stimulus.Key(Keys.code("delete"), true));
        Stop stop = guest.machine.run(guest.cpu.icount + 100_000, guest.cpu.time() + 2_000_000);
        assertThat(stop.kind()).isEqualTo(Stop.Kind.RESET);
    }
}
