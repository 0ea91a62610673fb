package ringside.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** INT 10h of the built-in BIOS, called by boot sectors. */
class BiosVideoTests {
    private static final String CLEAR = "mov ax, 3\n int 0x10\n";

    private static BootSector run(String source) {
        return BootSector.run(CLEAR + source);
    }

    /** Types the characters of a text. */
    private static String print(String text) {
        StringBuilder source = new StringBuilder("mov bx, 7\n");
        text.chars().forEach(c -> source.append("mov ax, ").append(0x0E00 | c).append("\n int 0x10\n"));
        return source.toString();
    }

    private static int cursor(BootSector guest) {
        return guest.memory16(0x450);
    }

    @Test
    void the_bios_says_what_it_boots() {
        BootSector guest = BootSector.run("");
        assertThat(guest.row(0)).isEqualTo("Ringside BIOS");
        assertThat(guest.row(1)).isEqualTo("Booting from the hard disk");
        assertThat(cursor(guest)).isEqualTo(0x0200);
    }

    @Test
    void teletype_writes_and_moves_the_cursor_of_the_screen() {
        BootSector guest = run(print("Hi"));
        assertThat(guest.row(0)).isEqualTo("Hi");
        assertThat(guest.machine.vga().screen().cursorColumn()).isEqualTo(2);
        assertThat(guest.ax()).as("AX stays").isEqualTo(0x0E00 | 'i');
    }

    @Test
    void teletype_obeys_control_characters() {
        BootSector guest = run(print("ab\bc\r\nd\nef\r\7g"));
        assertThat(guest.row(0)).isEqualTo("ac");
        assertThat(guest.row(1)).isEqualTo("d");
        assertThat(guest.row(2)).isEqualTo("gef");
        assertThat(cursor(guest)).isEqualTo(0x0201);
    }

    @Test
    void teletype_wraps_and_scrolls_at_the_end_of_the_screen() {
        BootSector guest = run("mov ah, 2\n mov bh, 0\n mov dx, 0x174f\n int 0x10\n" + print("xy")
                + "mov ah, 2\n mov bh, 0\n mov dx, 0x184f\n int 0x10\n" + print("zw"));
        assertThat(guest.row(22)).hasSize(80).endsWith("x");
        assertThat(guest.row(23)).startsWith("y").endsWith("z").hasSize(80);
        assertThat(guest.row(24)).isEqualTo("w");
        assertThat(cursor(guest)).isEqualTo(0x1801);
    }

    @Test
    void cursors_belong_to_pages() {
        BootSector guest =
                run("mov ah, 2\n mov bh, 1\n mov dx, 0x0507\n int 0x10\n mov ah, 3\n mov bh, 1\n xor dx, dx\n"
                        + " int 0x10");
        assertThat(guest.dx()).isEqualTo(0x0507);
        assertThat(cursor(guest)).isZero();
    }

    @Test
    void the_shape_of_the_cursor_is_kept_and_shown() {
        BootSector guest = run("mov ah, 1\n mov cx, 0x2000\n int 0x10\n xor cx, cx\n mov ah, 3\n mov bh, 0\n int 0x10");
        assertThat(guest.cx()).isEqualTo(0x2000);
        assertThat(guest.machine.vga().screen().cursorRow()).as("hidden").isEqualTo(-1);
    }

    @Test
    void characters_are_written_with_attributes_and_read_back() {
        BootSector guest = run("mov ax, 0x0941\n mov bx, 0x001e\n mov cx, 3\n int 0x10\n mov ax, 0x0a42\n mov bh, 0\n"
                + " mov cx, 1\n int 0x10\n mov ah, 8\n mov bh, 0\n int 0x10");
        assertThat(guest.row(0)).isEqualTo("BAA");
        assertThat(guest.ax()).isEqualTo(0x1E42);
        assertThat(cursor(guest)).isZero();
    }

    /** Fills row n of the first five with the letter a + n. */
    private static String letters() {
        StringBuilder source = new StringBuilder();
        IntStream.range(0, 5).forEach(row -> source.append("mov ah, 2\n mov bx, 7\n mov dx, ")
                .append(row << 8)
                .append("\n int 0x10\n mov ax, ")
                .append(0x0900 | 'a' + row)
                .append("\n mov cx, 4\n int 0x10\n"));
        return source.toString();
    }

    @Test
    void windows_scroll_up_and_down_inside_their_edges() {
        BootSector up = run(letters() + "mov ax, 0x0602\n mov bh, 0x1f\n mov cx, 0x0001\n mov dx, 0x0302\n int 0x10");
        assertThat(IntStream.range(0, 5).mapToObj(up::row)).containsExactly("acca", "bddb", "c  c", "d  d", "eeee");
        assertThat(up.memory8(0xB8000 + 2 + 1)).as("a moved cell").isEqualTo(0x07);
        assertThat(up.memory8(0xB8000 + 2 * (2 * 80 + 1) + 1)).as("a new cell").isEqualTo(0x1F);

        BootSector down = run(letters() + "mov ax, 0x0701\n mov bh, 7\n mov cx, 0x0100\n mov dx, 0x0301\n int 0x10");
        assertThat(IntStream.range(0, 5).mapToObj(down::row)).containsExactly("aaaa", "  bb", "bbcc", "ccdd", "eeee");
    }

    @Test
    void scrolling_by_nothing_or_too_much_clears_the_window() {
        for (int lines : new int[] {0, 9, 255}) {
            BootSector guest = run(letters() + "mov ax, " + (0x0600 | lines)
                    + "\n mov bh, 7\n mov cx, 0x0100\n mov dx, 0xffff\n int 0x10");
            assertThat(guest.row(0)).isEqualTo("aaaa");
            assertThat(guest.row(1)).isEmpty();
            assertThat(guest.row(4)).isEmpty();
        }
    }

    @Test
    void strings_are_written_with_or_without_attributes_and_cursor() {
        BootSector guest =
                run("mov ax, 0x1301\n mov bx, 0x002a\n mov cx, 5\n mov dx, 0x0203\n mov bp, text\n int 0x10\n"
                        + " mov ax, 0x1302\n mov bh, 0\n mov cx, 2\n mov dx, 0x0400\n mov bp, pairs\n int 0x10\n jmp stop\n"
                        + "text: db \"Hello\"\npairs: db 'x', 0x31, 'y', 0x32");
        assertThat(guest.row(2)).isEqualTo("   Hello");
        assertThat(guest.memory8(0xB8000 + 2 * (2 * 80 + 3) + 1)).isEqualTo(0x2A);
        assertThat(cursor(guest)).isEqualTo(0x0208);
        assertThat(guest.row(4)).isEqualTo("xy");
        assertThat(guest.memory8(0xB8000 + 2 * (4 * 80 + 1) + 1)).isEqualTo(0x32);
    }

    @Test
    void modes_are_set_and_told() {
        BootSector guest = BootSector.run("mov ax, 1\n int 0x10\n mov ah, 0x0f\n int 0x10");
        assertThat(guest.ax()).isEqualTo(40 << 8 | 1);
        assertThat(guest.machine.vga().screen().columns()).isEqualTo(40);
        assertThat(guest.row(0)).isEmpty();

        BootSector kept = BootSector.run("mov ax, 0x83\n int 0x10\n mov ah, 0x0f\n int 0x10");
        assertThat(kept.row(0)).isEqualTo("Ringside BIOS");

        BootSector mono = BootSector.run("mov ax, 7\n int 0x10\n mov ax, 0x0e4d\n int 0x10");
        assertThat(mono.memory8(0xB0000)).isEqualTo('M');
        assertThat(mono.row(0)).isEqualTo("M");
        assertThat(mono.memory16(0x463)).isEqualTo(0x3B4);

        BootSector graphics = BootSector.run("mov ax, 0x13\n int 0x10\n mov ax, 0x0e4d\n int 0x10");
        assertThat(graphics.machine.vga().screen().graphics()).isTrue();
    }

    @Test
    void a_small_font_makes_more_rows() {
        BootSector guest = run("mov ax, 0x1112\n mov bl, 0\n int 0x10\n mov ax, 0x1130\n mov bh, 0\n int 0x10");
        assertThat(guest.machine.vga().screen().rows()).isEqualTo(50);
        assertThat(guest.cx()).isEqualTo(8);
        assertThat(guest.dx() & 0xFF).isEqualTo(49);
    }

    @Test
    void pages_are_shown() {
        BootSector guest = run("mov ax, 0x0501\n int 0x10\n" + print("two"));
        assertThat(guest.row(0)).isEqualTo("two");
        assertThat(guest.memory8(0xB9000)).isEqualTo('t');
    }

    @Test
    void colours_are_set_and_read() {
        BootSector guest = run("mov ax, 0x1010\n mov bx, 5\n mov cx, 0x1122\n mov dh, 0x33\n int 0x10\n xor cx, cx\n"
                + " mov dh, 0\n mov ax, 0x1015\n mov bl, 5\n int 0x10\n mov ax, 0x1003\n mov bl, 0\n int 0x10");
        assertThat(guest.cx()).isEqualTo(0x1122);
        assertThat(guest.dx() >>> 8).isEqualTo(0x33);
    }

    @Test
    void the_adapter_is_a_vga_without_vesa() {
        assertThat(run("mov ax, 0x1a00\n int 0x10").ax()).isEqualTo(0x1A1A & 0xFF | 0x1A00);
        assertThat(run("mov ax, 0x1a00\n int 0x10").bx()).isEqualTo(8);
        assertThat(run("mov ah, 0x12\n mov bl, 0x10\n int 0x10").bx()).isEqualTo(3);
        assertThat(run("mov ax, 0x4f00\n mov di, 0x8000\n int 0x10").ax()).isEqualTo(0x0100);
    }
}
