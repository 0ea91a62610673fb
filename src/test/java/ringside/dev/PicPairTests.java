package ringside.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import ringside.base.StateReader;
import ringside.base.StateWriter;

class PicPairTests {
    private final Board board = new Board();
    private final PicPair pic = new PicPair();

    @BeforeEach
    void plug() {
        pic.register(board.ports);
    }

    private void initialise() {
        initialise(0x11, 0x01);
    }

    private void initialise(int icw1, int icw4) {
        board.out(0x20, icw1);
        board.out(0x21, 0x20, 0x04, icw4);
        board.out(0xA0, icw1);
        board.out(0xA1, 0x28, 0x02, icw4);
    }

    private void raise(int irq) {
        pic.line(irq).set(true);
    }

    private void lower(int irq) {
        pic.line(irq).set(false);
    }

    @Test
    void nothing_is_asserted_before_initialisation() {
        board.out(0x21, 0x00);
        raise(1);
        assertThat(pic.asserted()).isFalse();
        initialise();
        assertThat(pic.asserted()).as("an edge before ICW1 is forgotten").isFalse();
        lower(1);
        raise(1);
        assertThat(pic.asserted()).isTrue();
    }

    @Test
    void initialisation_clears_the_mask_and_ends_with_icw4() {
        board.out(0x21, 0xAA);
        board.out(0x20, 0x11);
        assertThat(board.in(0x21)).isZero();
        board.out(0x21, 0x20, 0x04);
        raise(3);
        assertThat(pic.asserted()).isFalse();
        board.out(0x21, 0x01);
        assertThat(pic.asserted()).isTrue();
        assertThat(pic.acknowledge()).isEqualTo(0x23);
    }

    @Test
    void higher_priority_is_served_first_and_holds_off_lower_until_its_eoi() {
        initialise();
        raise(4);
        raise(1);
        assertThat(pic.acknowledge()).isEqualTo(0x21);
        assertThat(pic.asserted()).isFalse();
        board.out(0x20, 0x20);
        assertThat(pic.acknowledge()).isEqualTo(0x24);
        raise(0);
        assertThat(pic.asserted()).as("nesting").isTrue();
        assertThat(pic.acknowledge()).isEqualTo(0x20);
        board.out(0x20, 0x20);
        assertThat(pic.master().isr()).isEqualTo(0x10);
        board.out(0x20, 0x64);
        assertThat(pic.master().isr()).isZero();
    }

    @Test
    void an_edge_makes_one_request_and_a_level_goes_on_requesting() {
        initialise();
        raise(5);
        assertThat(pic.acknowledge()).isEqualTo(0x25);
        board.out(0x20, 0x20);
        assertThat(pic.asserted()).isFalse();

        board.out(0x4D0, 0x20);
        assertThat(board.in(0x4D0)).isEqualTo(0x20);
        assertThat(pic.asserted()).isTrue();
        pic.acknowledge();
        board.out(0x20, 0x20);
        assertThat(pic.asserted()).isTrue();
        lower(5);
        assertThat(pic.asserted()).isFalse();
    }

    @Test
    void timer_keyboard_cascade_clock_and_coprocessor_cannot_be_level_triggered() {
        board.out(0x4D0, 0xFF);
        board.out(0x4D1, 0xFF);
        assertThat(board.in(0x4D0)).isEqualTo(0xF8);
        assertThat(board.in(0x4D1)).isEqualTo(0xDE);
    }

    @Test
    void masked_requests_stay_pending() {
        initialise();
        board.out(0x21, 0x08);
        raise(3);
        assertThat(pic.asserted()).isFalse();
        assertThat(board.in(0x20)).as("IRR").isEqualTo(0x08);
        board.out(0x21, 0x00);
        assertThat(pic.acknowledge()).isEqualTo(0x23);
        board.out(0x20, 0x0B);
        assertThat(board.in(0x20)).as("ISR").isEqualTo(0x08);
    }

    @Test
    void the_slave_interrupts_through_input_2() {
        initialise();
        raise(12);
        raise(9);
        assertThat(pic.acknowledge()).isEqualTo(0x29);
        assertThat(pic.master().isr()).isEqualTo(0x04);
        assertThat(pic.slave().isr()).isEqualTo(0x02);
        board.out(0xA0, 0x20);
        board.out(0x20, 0x20);
        assertThat(pic.acknowledge()).isEqualTo(0x2C);
    }

    @Test
    void a_request_that_goes_away_ends_as_spurious_7_without_being_in_service() {
        initialise();
        raise(3);
        lower(3);
        assertThat(pic.asserted()).isFalse();
        assertThat(pic.acknowledge()).isEqualTo(0x27);
        assertThat(pic.master().isr()).isZero();
    }

    @Test
    void a_slave_request_that_goes_away_between_the_chips_is_spurious_15() {
        initialise();
        raise(10);
        board.out(0xA1, 0x04);
        assertThat(pic.asserted()).isFalse();
        assertThat(pic.acknowledge()).as("the master's own spurious").isEqualTo(0x27);
    }

    @Test
    void automatic_eoi_leaves_nothing_in_service_and_may_rotate() {
        initialise(0x11, 0x03);
        board.out(0x20, 0x80);
        raise(0);
        assertThat(pic.acknowledge()).isEqualTo(0x20);
        assertThat(pic.master().isr()).isZero();
        assertThat(pic.master().lowestPriority()).isZero();
        lower(0);
        raise(0);
        raise(7);
        assertThat(pic.acknowledge()).as("0 is now the lowest").isEqualTo(0x27);
    }

    @Test
    void rotation_and_set_priority_move_the_lowest_level() {
        initialise();
        board.out(0x20, 0xC3);
        raise(3);
        raise(4);
        assertThat(pic.acknowledge()).isEqualTo(0x24);
        board.out(0x20, 0xA0);
        assertThat(pic.master().lowestPriority()).isEqualTo(4);
        assertThat(pic.acknowledge()).isEqualTo(0x23);
        board.out(0x20, 0xE3);
        assertThat(pic.master().lowestPriority()).isEqualTo(3);
    }

    @Test
    void special_mask_mode_lets_lower_levels_through_a_masked_one_in_service() {
        initialise();
        raise(3);
        pic.acknowledge();
        raise(6);
        assertThat(pic.asserted()).isFalse();
        board.out(0x20, 0x68);
        board.out(0x21, 0x08);
        assertThat(pic.asserted()).isTrue();
        assertThat(pic.acknowledge()).isEqualTo(0x26);
        board.out(0x20, 0x20);
        assertThat(pic.master().isr())
                .as("unspecific EOI passes masked levels over")
                .isEqualTo(0x08);
    }

    @Test
    void special_fully_nested_mode_lets_the_slave_interrupt_its_own_service() {
        initialise(0x11, 0x11);
        raise(12);
        assertThat(pic.acknowledge()).isEqualTo(0x2C);
        raise(8);
        assertThat(pic.asserted()).isTrue();
        assertThat(pic.acknowledge()).isEqualTo(0x28);
    }

    @Test
    void polling_acknowledges_by_a_read() {
        initialise();
        board.out(0x20, 0x0C);
        assertThat(board.in(0x20)).isZero();
        raise(6);
        board.out(0x20, 0x0C);
        assertThat(board.peek(0x20)).isEqualTo(0x86);
        assertThat(board.in(0x20)).isEqualTo(0x86);
        assertThat(pic.master().isr()).isEqualTo(0x40);
        assertThat(board.in(0x20)).as("IRR again").isZero();
    }

    @Test
    void prospect_tells_what_a_raised_line_does() {
        assertThat(pic.prospect(5)).contains("not initialised");
        initialise();
        board.out(0x21, 0x20);
        raise(5);
        assertThat(pic.prospect(5)).isEqualTo("masked by IMR bit 5, pending");
        board.out(0x21, 0x00);
        assertThat(pic.prospect(5)).isEqualTo("INTR asserted, vector 25h");
        pic.acknowledge();
        assertThat(pic.prospect(5)).isEqualTo("vector 25h is in service, pending until its EOI");
    }

    @Test
    void line_2_does_not_exist() {
        assertThatThrownBy(() -> pic.line(2)).hasMessageContaining("2");
    }

    @Test
    void state_survives_saving() {
        initialise();
        raise(12);
        raise(1);
        pic.acknowledge();
        StateWriter out = new StateWriter();
        pic.save(out);
        PicPair copy = new PicPair();
        copy.load(new StateReader(out.toBytes(), "test"));
        assertThat(copy.master()).isEqualTo(pic.master());
        assertThat(copy.slave()).isEqualTo(pic.slave());
        assertThat(copy.asserted()).isEqualTo(pic.asserted());
    }
}
