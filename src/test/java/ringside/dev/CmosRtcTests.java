package ringside.dev;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CmosRtcTests {
    private static final long SECOND = 1_000_000_000L;

    private final Board board = new Board();
    private final Board.Line irq8 = board.new Line();
    private final CmosRtc rtc =
            new CmosRtc(board.clock, board.events, irq8, new CalendarTime(2026, 11, 20, 23, 59, 50).epochSecond());

    CmosRtcTests() {
        rtc.register(board.ports);
    }

    private int read(int index) {
        board.out(0x70, index);
        return board.in(0x71);
    }

    private void write(int index, int value) {
        board.out(0x70, index);
        board.out(0x71, value);
    }

    @Test
    void the_time_is_the_epoch_plus_guest_time_in_bcd() {
        board.run(5 * SECOND);
        assertThat(read(0x00)).isEqualTo(0x55);
        assertThat(read(0x02)).isEqualTo(0x59);
        assertThat(read(0x04)).isEqualTo(0x23);
        assertThat(read(0x06)).as("Friday").isEqualTo(6);
        assertThat(read(0x07)).isEqualTo(0x20);
        assertThat(read(0x08)).isEqualTo(0x11);
        assertThat(read(0x09)).isEqualTo(0x26);
        assertThat(read(0x32)).isEqualTo(0x20);
        board.run(6 * SECOND);
        assertThat(read(0x07)).isEqualTo(0x21);
        assertThat(read(0x04)).isZero();
    }

    @Test
    void binary_and_twelve_hour_forms_are_selected_in_register_b() {
        write(0x0B, 0x04);
        assertThat(read(0x02)).isEqualTo(59);
        assertThat(read(0x04)).isEqualTo(0x80 | 11);
    }

    @Test
    void the_guest_sets_the_clock_while_it_stands() {
        write(0x0B, 0x82);
        board.run(3 * SECOND);
        write(0x00, 0x30);
        write(0x02, 0x15);
        write(0x04, 0x08);
        write(0x09, 0x27);
        board.run(SECOND);
        assertThat(read(0x00)).isEqualTo(0x30);
        write(0x0B, 0x02);
        board.run(2 * SECOND);
        assertThat(rtc.view().time()).isEqualTo(new CalendarTime(2027, 11, 20, 8, 15, 32));
    }

    @Test
    void update_in_progress_is_set_just_before_a_second_ends() {
        board.runTo(SECOND - 2_300_000);
        assertThat(read(0x0A)).isEqualTo(0x26);
        board.runTo(SECOND - 1_000_000);
        assertThat(read(0x0A)).isEqualTo(0xA6);
        board.runTo(SECOND);
        assertThat(read(0x0A)).isEqualTo(0x26);
    }

    @Test
    void nothing_interrupts_unless_enabled() {
        board.run(10 * SECOND);
        assertThat(irq8.rises).isEmpty();
        assertThat(read(0x0C)).as("but flags can be polled").isEqualTo(0x50);
        assertThat(read(0x0C)).isZero();
    }

    @Test
    void the_periodic_interrupt_has_the_selected_rate_and_waits_for_register_c() {
        read(0x0C);
        write(0x0B, 0x42);
        board.run(SECOND / 1024 + 1);
        assertThat(irq8.high).isTrue();
        board.run(SECOND / 2);
        assertThat(irq8.rises).hasSize(1);
        assertThat(read(0x0C)).isEqualTo(0xC0);
        assertThat(irq8.high).isFalse();
        for (int i = 0; i < 10; i++) {
            board.run(SECOND / 1024 + 1);
            read(0x0C);
        }
        assertThat(irq8.rises).hasSize(11);
    }

    @Test
    void the_update_interrupt_comes_once_a_second() {
        write(0x0B, 0x12);
        board.run(SECOND);
        assertThat(irq8.rises).containsExactly(SECOND);
        assertThat(read(0x0C) & 0x90).isEqualTo(0x90);
        board.run(SECOND);
        assertThat(irq8.rises).containsExactly(SECOND, 2 * SECOND);
    }

    @Test
    void the_alarm_matches_with_dont_care_bytes() {
        write(0x01, 0x05);
        write(0x03, 0xC0);
        write(0x05, 0xFF);
        write(0x0B, 0x22);
        board.run(14 * SECOND);
        assertThat(irq8.rises).isEmpty();
        board.run(SECOND);
        assertThat(irq8.rises).containsExactly(15 * SECOND);
        assertThat(read(0x0C) & 0xA0).isEqualTo(0xA0);
    }

    @Test
    void memory_sizes_are_where_firmware_looks() {
        rtc.memorySize(128L << 20);
        assertThat(read(0x15) | read(0x16) << 8).isEqualTo(640);
        assertThat(read(0x17) | read(0x18) << 8).isEqualTo(0xFC00);
        assertThat(read(0x34) | read(0x35) << 8).isEqualTo((128 - 16) * 16);
        rtc.memorySize(4L << 20);
        assertThat(read(0x17) | read(0x18) << 8).isEqualTo(3 * 1024);
        assertThat(read(0x34)).isZero();
    }

    @Test
    void memory_bytes_keep_what_is_written_and_the_nmi_bit_is_no_part_of_the_index() {
        board.out(0x70, 0x8F);
        board.out(0x71, 0x5A);
        assertThat(read(0x0F)).isEqualTo(0x5A);
        assertThat(read(0x0D)).isEqualTo(0x80);
    }
}
