package ringside.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import ringside.base.StateReader;
import ringside.base.StateWriter;
import ringside.time.Rate;

class Pit8254Tests {
    private final Board board = new Board();
    private final Board.Line irq0 = board.new Line();
    private final Pit8254 pit = new Pit8254(board.clock, board.events, irq0);
    private final SystemControlPort port61 = new SystemControlPort(pit);
    private final Rate rate = board.clock.rate(Pit8254.CLOCK_NUMERATOR, Pit8254.CLOCK_DENOMINATOR);

    Pit8254Tests() {
        pit.register(board.ports);
        port61.register(board.ports);
        irq0.rises.clear();
    }

    /** Runs to the middle of pulse {@code tick}. */
    private void tick(long tick) {
        board.runTo(rate.timeOf(tick) + 100);
    }

    private int readWord(int port) {
        int low = board.in(port);
        return low | board.in(port) << 8;
    }

    private int count(int counter) {
        board.out(0x43, counter << 6);
        return readWord(0x40 + counter);
    }

    private void program(int counter, int mode, int count) {
        board.out(0x43, counter << 6 | 0x30 | mode << 1);
        board.out(0x40 + counter, count & 0xFF, count >>> 8);
    }

    private boolean out2() {
        return (board.in(0x61) & 0x20) != 0;
    }

    private void gate2(boolean high) {
        board.out(0x61, high ? 1 : 0);
    }

    private List<Long> riseTicks() {
        return irq0.rises.stream().map(rate::ticksAt).toList();
    }

    @Test
    void counter_0_runs_from_power_on_but_its_line_is_silent() {
        tick(10);
        assertThat(count(0)).isEqualTo(0x10000 - 20);
        tick(1_000_000);
        assertThat(irq0.rises).isEmpty();
    }

    @Test
    void mode_0_raises_out_n_plus_1_pulses_after_the_write_and_once() {
        tick(100);
        program(0, 0, 1000);
        assertThat(irq0.high).isFalse();
        tick(101);
        assertThat(count(0)).isEqualTo(1000);
        tick(601);
        assertThat(count(0)).isEqualTo(500);
        tick(300_000);
        assertThat(riseTicks()).containsExactly(1101L);
    }

    @Test
    void mode_0_goes_on_counting_below_zero_and_stops_while_the_gate_is_low() {
        gate2(true);
        program(2, 0, 10);
        tick(13);
        assertThat(out2()).isTrue();
        assertThat(count(2)).isEqualTo(0xFFFE);
        program(2, 0, 100);
        assertThat(out2()).isFalse();
        tick(24);
        assertThat(count(2)).isEqualTo(90);
        gate2(false);
        tick(500);
        assertThat(count(2)).isEqualTo(90);
        gate2(true);
        tick(589);
        assertThat(out2()).isFalse();
        tick(590);
        assertThat(out2()).isTrue();
    }

    @Test
    void the_first_byte_in_mode_0_stops_the_count() {
        gate2(true);
        program(2, 0, 5);
        tick(20);
        assertThat(out2()).isTrue();
        board.out(0x42, 0x10);
        assertThat(out2()).isFalse();
        tick(50);
        assertThat(out2()).isFalse();
        board.out(0x42, 0x00);
        tick(66);
        assertThat(out2()).isFalse();
        tick(67);
        assertThat(out2()).isTrue();
    }

    @Test
    void mode_1_is_a_one_shot_that_every_trigger_restarts() {
        program(2, 1, 10);
        tick(5);
        assertThat(out2()).isTrue();
        gate2(true);
        tick(6);
        assertThat(out2()).isFalse();
        gate2(false);
        gate2(true);
        tick(16);
        assertThat(out2()).isFalse();
        tick(17);
        assertThat(out2()).isTrue();
        tick(100);
        assertThat(out2()).isTrue();
    }

    @Test
    void mode_2_rises_once_in_n_pulses_without_drift() {
        tick(10);
        program(0, 2, 1000);
        assertThat(irq0.high).isTrue();
        tick(1009);
        assertThat(irq0.high).isTrue();
        tick(1010);
        assertThat(irq0.high).as("low for the last pulse").isFalse();
        tick(1_000_011);
        assertThat(irq0.rises).hasSize(1000);
        assertThat(rate.ticksAt(irq0.rises.get(999))).isEqualTo(1_000_011);
    }

    @Test
    void a_count_written_in_mode_2_takes_effect_at_the_end_of_the_period() {
        program(0, 2, 100);
        tick(50);
        board.out(0x40, 10, 0);
        assertThat(count(0)).isEqualTo(51);
        tick(125);
        assertThat(riseTicks()).containsExactly(101L, 111L, 121L);
    }

    @Test
    void mode_3_is_high_one_pulse_longer_when_the_count_is_odd() {
        gate2(true);
        program(2, 3, 7);
        StringBuilder wave = new StringBuilder();
        for (int i = 1; i <= 14; i++) {
            tick(i);
            wave.append(out2() ? '1' : '0');
        }
        assertThat(wave).hasToString("11110001111000");
    }

    @Test
    void mode_3_counts_by_two_twice_a_period() {
        gate2(true);
        program(2, 3, 8);
        int[] seen = new int[8];
        for (int i = 0; i < 8; i++) {
            tick(i + 1);
            seen[i] = count(2);
        }
        assertThat(seen).containsExactly(8, 6, 4, 2, 8, 6, 4, 2);
    }

    @Test
    void a_count_written_in_mode_3_takes_effect_at_the_next_half() {
        gate2(true);
        program(2, 3, 8);
        tick(2);
        board.out(0x42, 4, 0);
        StringBuilder wave = new StringBuilder();
        for (int i = 2; i <= 12; i++) {
            tick(i);
            wave.append(out2() ? '1' : '0');
        }
        assertThat(wave).hasToString("11100110011");
    }

    @Test
    void modes_2_and_3_stop_high_while_the_gate_is_low_and_start_anew() {
        gate2(true);
        program(2, 2, 5);
        tick(5);
        assertThat(out2()).isFalse();
        gate2(false);
        assertThat(out2()).isTrue();
        tick(100);
        gate2(true);
        tick(101);
        assertThat(count(2)).isEqualTo(5);
        tick(105);
        assertThat(out2()).isFalse();
    }

    @Test
    void mode_4_strobes_once_for_one_pulse_and_again_after_each_count() {
        program(0, 4, 100);
        assertThat(irq0.high).isTrue();
        tick(101);
        assertThat(irq0.high).isFalse();
        tick(102);
        assertThat(irq0.high).isTrue();
        tick(200_000);
        assertThat(riseTicks()).containsExactly(102L);
        board.out(0x40, 50, 0);
        tick(300_000);
        assertThat(riseTicks()).containsExactly(102L, 200_052L);
    }

    @Test
    void mode_5_strobes_after_a_trigger() {
        program(2, 5, 4);
        tick(50);
        assertThat(out2()).isTrue();
        gate2(true);
        tick(54);
        assertThat(out2()).isTrue();
        tick(55);
        assertThat(out2()).isFalse();
        tick(56);
        assertThat(out2()).isTrue();
    }

    @Test
    void a_count_can_be_read_back_at_once() {
        gate2(true);
        program(2, 0, 0xFFFF);
        assertThat(readWord(0x42)).isEqualTo(0xFFFF);
    }

    @Test
    void bcd_counts_in_decimal() {
        gate2(true);
        board.out(0x43, 0xB1);
        board.out(0x42, 0x00, 0x00);
        tick(2);
        assertThat(count(2)).isEqualTo(0x9999);
        tick(1002);
        assertThat(count(2)).isEqualTo(0x8999);
    }

    @Test
    void a_latched_count_stays_until_read_and_a_second_latch_is_ignored() {
        program(0, 2, 1000);
        tick(11);
        board.out(0x43, 0x00);
        tick(100);
        board.out(0x43, 0x00);
        assertThat(readWord(0x40)).isEqualTo(990);
        assertThat(count(0)).isEqualTo(901);
    }

    @Test
    void unlatched_reads_take_low_and_high_byte_in_turn() {
        program(0, 2, 0x1234);
        tick(1);
        assertThat(board.peek(0x40)).isEqualTo(0x34);
        assertThat(board.in(0x40)).isEqualTo(0x34);
        assertThat(board.peek(0x40)).isEqualTo(0x12);
        assertThat(board.in(0x40)).isEqualTo(0x12);
        assertThat(board.in(0x40)).isEqualTo(0x34);
    }

    @Test
    void single_byte_access_reads_only_its_byte() {
        board.out(0x43, 0x14);
        board.out(0x40, 0x80);
        tick(1);
        assertThat(board.in(0x40)).isEqualTo(0x80);
        assertThat(board.in(0x40)).isEqualTo(0x80);
        board.out(0x43, 0x24);
        board.out(0x40, 0x12);
        tick(2);
        assertThat(board.in(0x40)).isEqualTo(0x12);
    }

    @Test
    void read_back_latches_status_and_count_of_several_counters() {
        program(0, 2, 1000);
        assertThat(board.in(0x43)).isEqualTo(0xFF);
        board.out(0x43, 0xE2);
        assertThat(board.in(0x40)).as("OUT, null count, lo/hi, mode 2").isEqualTo(0xF4);
        tick(11);
        board.out(0x43, 0xC2);
        tick(50);
        assertThat(board.in(0x40)).isEqualTo(0xB4);
        assertThat(readWord(0x40)).isEqualTo(990);
    }

    @Test
    void port_61_shows_gate_speaker_and_a_refresh_bit_that_toggles() {
        board.out(0x61, 0x0F);
        assertThat(board.in(0x61) & 0x0F).isEqualTo(0x0F);
        assertThat(port61.speakerOn()).isTrue();
        tick(17);
        assertThat(board.in(0x61) & 0x10).isZero();
        tick(18);
        assertThat(board.in(0x61) & 0x10).isEqualTo(0x10);
        tick(36);
        assertThat(board.in(0x61) & 0x10).isZero();
    }

    @Test
    void state_survives_saving_and_the_future_stays_the_same() {
        program(0, 3, 501);
        tick(700);
        board.out(0x43, 0x00);
        board.in(0x40);
        StateWriter out = new StateWriter();
        pit.save(out);
        board.events.save(out);
        List<PitView> view = pit.view();

        Board other = new Board();
        Board.Line line = other.new Line();
        Pit8254 copy = new Pit8254(other.clock, other.events, line);
        line.rises.clear();
        other.runTo(board.now());
        StateReader in = new StateReader(out.toBytes(), "test");
        copy.load(in);
        other.events.load(in);
        line.set(irq0.high);
        line.rises.clear();
        irq0.rises.clear();
        assertThat(copy.view()).isEqualTo(view);
        board.run(10_000_000);
        other.run(10_000_000);
        assertThat(line.rises).isNotEmpty().isEqualTo(irq0.rises);
    }
}
