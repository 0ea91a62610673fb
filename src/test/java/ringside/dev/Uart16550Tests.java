package ringside.dev;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import ringside.base.StateReader;
import ringside.base.StateWriter;

class Uart16550Tests {
    private static final int RBR = 0x3F8;
    private static final int IER = 0x3F9;
    private static final int IIR = 0x3FA;
    private static final int LCR = 0x3FB;
    private static final int MCR = 0x3FC;
    private static final int LSR = 0x3FD;
    private static final int MSR = 0x3FE;

    private final Board board = new Board();
    private final Board.Line irq = board.new Line();
    private final StringBuilder sent = new StringBuilder();
    private final Uart16550 uart = new Uart16550("com1", irq, value -> sent.append((char) value));

    Uart16550Tests() {
        uart.register(board.ports, 0x3F8);
    }

    private void receive(String text) {
        text.chars().forEach(uart::receive);
    }

    @Test
    void what_is_written_leaves_at_once_and_the_transmitter_is_always_empty() {
        for (char c : "hello".toCharArray()) {
            assertThat(board.in(LSR)).isEqualTo(0x60);
            board.out(RBR, c);
        }
        assertThat(sent).hasToString("hello");
    }

    @Test
    void a_terminal_is_connected() {
        assertThat(board.in(MSR)).isEqualTo(0xB0);
    }

    @Test
    void the_divisor_is_behind_dlab() {
        board.out(LCR, 0x83);
        board.out(RBR, 0x01);
        board.out(IER, 0x02);
        assertThat(board.in(RBR)).isEqualTo(0x01);
        assertThat(board.in(IER)).isEqualTo(0x02);
        board.out(LCR, 0x03);
        assertThat(board.in(IER)).isZero();
        assertThat(sent).isEmpty();
        assertThat(uart.view().divisor()).isEqualTo(0x201);
    }

    @Test
    void iir_shows_the_fifos_of_a_16550a_only_when_enabled() {
        assertThat(board.in(IIR)).isEqualTo(0x01);
        board.out(IIR, 0x01);
        assertThat(board.in(IIR)).isEqualTo(0xC1);
    }

    @Test
    void without_fifos_a_byte_at_a_time_is_received_and_nothing_is_lost() {
        board.out(IER, 0x01);
        board.out(MCR, 0x08);
        receive("abc");
        assertThat(irq.high).isTrue();
        assertThat(board.in(IIR)).isEqualTo(0x04);
        assertThat(board.peek(RBR)).isEqualTo('a');
        assertThat(board.in(RBR)).isEqualTo('a');
        assertThat(board.in(LSR)).isEqualTo(0x61);
        assertThat(board.in(RBR)).isEqualTo('b');
        assertThat(board.in(RBR)).isEqualTo('c');
        assertThat(board.in(LSR)).isEqualTo(0x60);
        assertThat(irq.high).isFalse();
    }

    @Test
    void the_receiver_tells_trigger_level_from_timeout() {
        board.out(IIR, 0x41);
        board.out(IER, 0x01);
        receive("abc");
        assertThat(board.in(IIR)).isEqualTo(0xCC);
        receive("d");
        assertThat(board.in(IIR)).isEqualTo(0xC4);
    }

    @Test
    void sixteen_bytes_fit_the_fifo_and_the_rest_waits_on_the_line() {
        board.out(IIR, 0x01);
        receive("0123456789abcdefXYZ");
        assertThat(uart.view().received()).isEqualTo(16);
        assertThat(uart.view().waiting()).isEqualTo(3);
        StringBuilder read = new StringBuilder();
        while ((board.in(LSR) & 1) != 0) {
            read.append((char) board.in(RBR));
        }
        assertThat(read).hasToString("0123456789abcdefXYZ");
    }

    @Test
    void the_interrupt_reaches_the_line_only_with_out2() {
        board.out(IER, 0x01);
        receive("x");
        assertThat(irq.high).isFalse();
        board.out(MCR, 0x08);
        assertThat(irq.high).isTrue();
    }

    @Test
    void transmitter_empty_comes_when_enabled_and_after_each_byte_and_goes_when_identified() {
        board.out(MCR, 0x08);
        board.out(IER, 0x02);
        assertThat(irq.high).isTrue();
        assertThat(board.peek(IIR)).isEqualTo(0x02);
        assertThat(board.in(IIR)).isEqualTo(0x02);
        assertThat(irq.high).isFalse();
        assertThat(board.in(IIR)).isEqualTo(0x01);
        board.out(RBR, 'x');
        assertThat(irq.high).isTrue();
        board.in(IIR);
        board.out(IER, 0x00);
        board.out(IER, 0x02);
        assertThat(irq.high).as("re-enabled while empty").isTrue();
    }

    @Test
    void reading_iir_clears_transmitter_empty_only_if_it_was_what_is_shown() {
        board.out(IER, 0x03);
        receive("r");
        assertThat(board.in(IIR)).isEqualTo(0x04);
        board.in(RBR);
        assertThat(board.in(IIR)).isEqualTo(0x02);
    }

    @Test
    void loopback_connects_outputs_to_inputs_and_the_transmitter_to_the_receiver() {
        board.out(MCR, 0x10);
        board.in(MSR);
        board.out(MCR, 0x1A);
        assertThat(board.in(MSR) & 0xF0).isEqualTo(0x90);
        board.out(RBR, 0x5A);
        assertThat(sent).isEmpty();
        receive("!");
        assertThat(board.in(RBR)).isEqualTo(0x5A);
        board.out(MCR, 0x08);
        assertThat(board.in(RBR)).isEqualTo('!');
    }

    @Test
    void overrun_in_loopback_is_an_error_that_a_read_of_lsr_clears() {
        board.out(IER, 0x04);
        board.out(MCR, 0x10);
        board.out(RBR, 1, 2);
        assertThat(board.in(IIR)).isEqualTo(0x06);
        assertThat(board.in(LSR)).isEqualTo(0x63);
        assertThat(board.in(LSR)).isEqualTo(0x61);
    }

    @Test
    void modem_deltas_are_counted_and_cleared_by_reading() {
        board.out(MCR, 0x10);
        board.in(MSR);
        board.out(MCR, 0x15);
        assertThat(board.in(MSR)).isEqualTo(0x62);
        board.out(MCR, 0x10);
        assertThat(board.in(MSR)).as("DSR changed, RI went away").isEqualTo(0x06);
        assertThat(board.in(MSR)).isZero();
    }

    @Test
    void the_scratch_register_keeps_a_byte() {
        board.out(0x3FF, 0xA5);
        assertThat(board.in(0x3FF)).isEqualTo(0xA5);
    }

    @Test
    void state_survives_saving() {
        board.out(IIR, 0x01);
        board.out(IER, 0x03);
        receive("0123456789abcdefXYZ");
        StateWriter out = new StateWriter();
        uart.save(out);
        Uart16550 copy = new Uart16550("com1", high -> {}, value -> {});
        copy.load(new StateReader(out.toBytes(), "test"));
        assertThat(copy.view()).isEqualTo(uart.view());
    }
}
