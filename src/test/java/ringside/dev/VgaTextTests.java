package ringside.dev;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import ringside.bus.PhysicalMemory;

class VgaTextTests {
    private static final long FRAME = 449L * 900 * 1_000_000_000 / 28_322_000;

    private final Board board = new Board();
    private final PhysicalMemory memory = new PhysicalMemory(1 << 20);
    private final VgaText vga = new VgaText(memory, board.clock);

    VgaTextTests() {
        vga.register(board.ports);
    }

    private void print(int row, int column, String text) {
        for (int i = 0; i < text.length(); i++) {
            memory.write16(0xB8000 + 2 * (80 * row + column + i), 0x1E00 | text.charAt(i));
        }
    }

    private void crtc(int index, int value) {
        board.out(0x3D4, index);
        board.out(0x3D5, value);
    }

    @Test
    void the_screen_is_80_by_25_at_power_on_and_shows_video_memory() {
        print(0, 0, "Hello");
        print(24, 75, "World");
        TextScreen screen = vga.screen();
        assertThat(screen.columns()).isEqualTo(80);
        assertThat(screen.rows()).isEqualTo(25);
        assertThat(screen.lines().get(0)).startsWith("Hello ").hasSize(80);
        assertThat(screen.lines().get(24)).endsWith("World");
        assertThat(screen.attributes().get(0).get(4)).isEqualTo(0x1E);
        assertThat(screen.text()).startsWith("Hello\n").endsWith("World");
    }

    @Test
    void box_drawing_and_letters_come_from_code_page_437() {
        memory.write8(0xB8000, 0xC9);
        memory.write8(0xB8002, 0x81);
        memory.write8(0xB8004, 0x01);
        memory.write8(0xB8006, 0xFE);
        memory.write8(0xB8008, 0x7F);
        assertThat(vga.screen().lines().get(0)).startsWith("╔ü☺■⌂ ");
    }

    @Test
    void the_cursor_follows_its_registers_and_can_be_switched_off() {
        crtc(0x0E, 3 * 80 + 7 >> 8);
        crtc(0x0F, 3 * 80 + 7);
        assertThat(vga.screen().cursorRow()).isEqualTo(3);
        assertThat(vga.screen().cursorColumn()).isEqualTo(7);
        crtc(0x0A, 0x20);
        assertThat(vga.screen().cursorRow()).isEqualTo(-1);
    }

    @Test
    void the_start_address_scrolls() {
        print(1, 0, "second");
        crtc(0x0D, 80);
        assertThat(vga.screen().lines().get(0)).startsWith("second");
    }

    @Test
    void an_eight_line_font_makes_50_rows() {
        crtc(0x09, 0x47);
        assertThat(vga.screen().rows()).isEqualTo(50);
    }

    @Test
    void a_word_written_to_the_index_port_sets_index_and_value() {
        board.ports.out(0x3D4, 2, 0x120F);
        assertThat(vga.crtc(0x0F)).isEqualTo(0x12);
        assertThat(board.ports.in(0x3D4, 2)).isEqualTo(0x120F);
    }

    @Test
    void timing_registers_are_locked_until_unlocked() {
        crtc(0x00, 0x11);
        assertThat(vga.crtc(0)).isEqualTo(0x5F);
        crtc(0x11, 0x0E);
        crtc(0x00, 0x11);
        assertThat(vga.crtc(0)).isEqualTo(0x11);
    }

    @Test
    void the_attribute_flip_flop_is_reset_by_the_status_port_only_when_really_read() {
        board.in(0x3DA);
        board.out(0x3C0, 0x11);
        board.peek(0x3DA);
        board.out(0x3C0, 0x3F);
        board.in(0x3DA);
        board.out(0x3C0, 0x11);
        assertThat(board.in(0x3C1)).isEqualTo(0x3F);
    }

    @Test
    void the_palette_takes_and_gives_three_values_at_a_time() {
        board.out(0x3C8, 7);
        board.out(0x3C9, 1, 2, 3, 4, 5, 6);
        board.out(0x3C7, 8);
        assertThat(board.in(0x3C9)).isEqualTo(4);
        assertThat(board.peek(0x3C9)).isEqualTo(5);
        assertThat(board.in(0x3C9)).isEqualTo(5);
        board.out(0x3C7, 0x3F);
        assertThat(board.in(0x3C9)).as("bright white at power-on").isEqualTo(0x3F);
    }

    @Test
    void retrace_bits_follow_guest_time() {
        assertThat(board.in(0x3DA)).isZero();
        int retraces = 0;
        int last = 0;
        for (long time = 0; time < 10 * FRAME; time += 10_000) {
            board.runTo(time);
            int status = board.in(0x3DA);
            if ((status & 8) != 0) {
                assertThat(status & 1).isEqualTo(1);
                retraces += last == 0 ? 1 : 0;
            }
            last = status & 8;
        }
        assertThat(retraces).isEqualTo(10);
    }

    @Test
    void a_colour_adapter_is_absent_at_the_monochrome_ports() {
        assertThat(board.in(0x3B4)).isEqualTo(0xFF);
        assertThat(board.in(0x3BA)).isEqualTo(0xFF);
        board.out(0x3C2, 0x66);
        assertThat(board.in(0x3D4)).isEqualTo(0xFF);
        assertThat(board.in(0x3BA)).isNotEqualTo(0xFF);
    }
}
