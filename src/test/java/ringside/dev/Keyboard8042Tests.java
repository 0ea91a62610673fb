package ringside.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import ringside.base.StateReader;
import ringside.base.StateWriter;

class Keyboard8042Tests {
    private static final int FULL = 0x01;

    private final Board board = new Board();
    private final Board.Line irq1 = board.new Line();
    private final Board.Line irq12 = board.new Line();
    private final List<String> resets = new ArrayList<>();
    private final A20Gate a20 = new A20Gate(true, open -> {});
    private final Keyboard8042 keyboard = new Keyboard8042(board.clock, board.events, irq1, irq12, a20, resets::add);
    private final Port92 port92 = new Port92(a20, resets::add);

    Keyboard8042Tests() {
        keyboard.register(board.ports);
        port92.register(board.ports);
    }

    private List<Integer> read() {
        List<Integer> bytes = new ArrayList<>();
        board.run(1_000_000);
        while ((board.in(0x64) & FULL) != 0) {
            bytes.add(board.in(0x60));
            board.run(1_000_000);
        }
        return bytes;
    }

    private void press(String chord) {
        Keys.chord(chord).forEach(movement -> keyboard.key(movement.code(), movement.down()));
    }

    @Test
    void keys_arrive_translated_to_set_1() {
        press("a");
        assertThat(read()).containsExactly(0x1E, 0x9E);
        press("up");
        assertThat(read()).containsExactly(0xE0, 0x48, 0xE0, 0xC8);
        press("A");
        assertThat(read()).containsExactly(0x2A, 0x1E, 0x9E, 0xAA);
        press("f7");
        assertThat(read()).containsExactly(0x41, 0xC1);
        press("pause");
        assertThat(read()).containsExactly(0xE1, 0x1D, 0x45, 0xE1, 0x9D, 0xC5);
    }

    @Test
    void without_translation_they_are_set_2_and_the_keyboard_can_switch_to_set_1() {
        board.out(0x64, 0x60);
        board.out(0x60, 0x05);
        press("a");
        assertThat(read()).containsExactly(0x1C, 0xF0, 0x1C);
        board.out(0x60, 0xF0);
        assertThat(read()).containsExactly(0xFA);
        board.out(0x60, 0x01);
        assertThat(read()).containsExactly(0xFA);
        press("del");
        assertThat(read()).containsExactly(0xE0, 0x53, 0xE0, 0xD3);
        board.out(0x60, 0xF0);
        read();
        board.out(0x60, 0x00);
        assertThat(read()).containsExactly(0xFA, 0x01);
    }

    @Test
    void every_byte_raises_irq_1_and_takes_its_time() {
        press("a");
        assertThat(irq1.high).isFalse();
        board.run(250_000);
        assertThat(irq1.high).isTrue();
        assertThat(board.peek(0x60)).isEqualTo(0x1E);
        assertThat(board.in(0x60)).isEqualTo(0x1E);
        assertThat(irq1.high).isFalse();
        assertThat(board.in(0x60)).as("the byte stays readable").isEqualTo(0x1E);
        read();
        assertThat(irq1.rises).hasSize(2);
    }

    @Test
    void no_key_is_lost_however_many_come() {
        for (int i = 0; i < 100; i++) {
            press("x");
        }
        assertThat(read()).hasSize(200);
    }

    @Test
    void a_disabled_interface_holds_keys_back() {
        board.out(0x64, 0xAD);
        press("a");
        assertThat(read()).isEmpty();
        board.out(0x64, 0xAE);
        assertThat(read()).containsExactly(0x1E, 0x9E);
    }

    @Test
    void the_controller_tests_itself_and_both_ports() {
        board.out(0x64, 0xAA);
        assertThat(board.in(0x64) & 0x05).isEqualTo(0x05);
        assertThat(board.in(0x60)).isEqualTo(0x55);
        board.out(0x64, 0xAB);
        assertThat(board.in(0x60)).isZero();
        board.out(0x64, 0xA9);
        assertThat(board.in(0x60)).isZero();
    }

    @Test
    void the_command_byte_is_byte_0_of_the_controllers_memory() {
        board.out(0x64, 0x20);
        assertThat(board.in(0x60)).isEqualTo(0x65);
        board.out(0x64, 0x60);
        board.out(0x60, 0x43);
        board.out(0x64, 0x20);
        assertThat(board.in(0x60)).isEqualTo(0x43);
        board.out(0x64, 0x65);
        board.out(0x60, 0x77);
        board.out(0x64, 0x25);
        assertThat(board.in(0x60)).isEqualTo(0x77);
    }

    @Test
    void the_keyboard_answers_its_commands() {
        board.out(0x60, 0xFF);
        assertThat(read()).containsExactly(0xFA, 0xAA);
        board.out(0x60, 0xF2);
        assertThat(read()).containsExactly(0xFA, 0xAB, 0x41);
        board.out(0x60, 0xED);
        assertThat(read()).containsExactly(0xFA);
        board.out(0x60, 0x02);
        assertThat(read()).containsExactly(0xFA);
        assertThat(keyboard.view().leds()).isEqualTo(2);
        board.out(0x60, 0xEE);
        assertThat(read()).containsExactly(0xEE);
        board.out(0x60, 0x00);
        assertThat(read()).containsExactly(0xFE);
        board.out(0x60, 0xF5);
        read();
        press("a");
        assertThat(read()).isEmpty();
        board.out(0x60, 0xF4);
        assertThat(read()).containsExactly(0xFA);
    }

    @Test
    void the_mouse_port_answers_but_nothing_is_plugged_in() {
        board.out(0x64, 0xD3);
        board.out(0x60, 0x5A);
        assertThat(board.in(0x64) & 0x21).isEqualTo(0x21);
        assertThat(board.in(0x60)).isEqualTo(0x5A);
        board.out(0x64, 0xD4);
        board.out(0x60, 0xFF);
        assertThat(board.in(0x64) & 0x61).isEqualTo(0x61);
        assertThat(board.in(0x60)).isEqualTo(0xFE);
        assertThat(irq12.rises).isEmpty();
    }

    @Test
    void the_output_port_and_port_92_drive_one_a20_gate() {
        board.out(0x64, 0xD1);
        board.out(0x60, 0xDD);
        assertThat(a20.open()).isFalse();
        assertThat(board.in(0x92) & 2).isZero();
        board.out(0x92, 0x02);
        assertThat(a20.open()).isTrue();
        board.out(0x64, 0xD0);
        assertThat(board.in(0x60) & 2).isEqualTo(2);
        board.out(0x64, 0xDD);
        assertThat(a20.open()).isFalse();
        board.out(0x64, 0xDF);
        assertThat(a20.open()).isTrue();
        assertThat(resets).isEmpty();
    }

    @Test
    void a_pulse_of_the_reset_line_asks_for_a_reset() {
        board.out(0x64, 0xFF);
        assertThat(resets).isEmpty();
        board.out(0x64, 0xFE);
        board.out(0x92, 0x03);
        assertThat(resets).hasSize(2);
    }

    @Test
    void characters_and_names_are_keys() {
        assertThat(Keys.chord("ctrl-alt-del")).hasSize(6);
        assertThat(Keys.chord("ctrl-c").get(1)).isEqualTo(new Keys.Movement(0x2E, true));
        assertThat(Keys.typing("Hi\n")).hasSize(8);
        assertThat(Keys.chord("-")).hasSize(2);
        assertThatThrownBy(() -> Keys.chord("hyper-x")).hasMessage("there is no key 'hyper'");
        assertThatThrownBy(() -> Keys.typing("é")).hasMessageContaining("é");
        assertThatThrownBy(() -> keyboard.key(0x180, true)).hasMessageContaining("180h");
    }

    @Test
    void every_named_key_has_codes_in_both_sets() {
        for (String name : Keys.names()) {
            int code = Keys.code(name);
            assertThat(ScanCodes.valid(code)).as(name).isTrue();
            keyboard.key(code, true);
            assertThat(read()).as(name).isNotEmpty().doesNotContain(0);
            for (int value : ScanCodes.bytes(code, true, 2)) {
                assertThat(value).as(name).isNotZero();
            }
        }
    }

    @Test
    void state_survives_saving_with_keys_on_the_way() {
        press("up");
        StateWriter out = new StateWriter();
        keyboard.save(out);
        board.events.save(out);
        List<Integer> expected = read();
        StateReader in = new StateReader(out.toBytes(), "test");
        keyboard.load(in);
        board.events.load(in);
        assertThat(read()).isEqualTo(expected);
    }
}
