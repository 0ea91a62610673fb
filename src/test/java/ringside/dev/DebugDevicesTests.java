package ringside.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DebugDevicesTests {
    private final Board board = new Board();

    private byte[] item(int key, int length) {
        board.ports.out(0x510, 2, key);
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) board.in(0x511);
        }
        return bytes;
    }

    @Test
    void debug_ports_read_as_e9_and_pass_bytes_on() {
        StringBuilder seen = new StringBuilder();
        new DebugPort(value -> seen.append((char) value)).register(board.ports);
        assertThat(board.in(0x402)).isEqualTo(0xE9);
        board.out(0x402, 'o');
        board.out(0xE9, 'k');
        assertThat(seen).hasToString("ok");
    }

    @Test
    void debug_exit_gives_the_value_written() {
        List<Integer> codes = new ArrayList<>();
        new DebugExit(codes::add).register(board.ports, 0x501);
        board.out(0x501, 0x31);
        board.ports.out(0x501, 4, 0x12345678);
        assertThat(codes).containsExactly(0x31, 0x12345678);
    }

    @Test
    void fw_cfg_identifies_itself_without_dma() {
        new FwCfg().register(board.ports);
        assertThat(item(0, 4)).isEqualTo("QEMU".getBytes(StandardCharsets.US_ASCII));
        assertThat(item(1, 4)).containsExactly(1, 0, 0, 0);
        assertThat(board.in(0x514)).isEqualTo(0xFF);
    }

    @Test
    void fw_cfg_gives_items_zero_padded_from_their_start_at_each_selection() {
        FwCfg device = new FwCfg();
        device.register(board.ports);
        device.number(FwCfg.RAM_SIZE, 0x08000000, 8);
        assertThat(item(FwCfg.RAM_SIZE, 10)).containsExactly(0, 0, 0, 8, 0, 0, 0, 0, 0, 0);
        board.ports.out(0x510, 2, FwCfg.RAM_SIZE);
        assertThat(board.peek(0x511)).isZero();
        assertThat(item(FwCfg.RAM_SIZE, 4)).containsExactly(0, 0, 0, 8);
        assertThat(item(0x7777, 1)).containsExactly(0);
    }

    @Test
    void fw_cfg_lists_its_files_big_endian() {
        FwCfg device = new FwCfg();
        device.register(board.ports);
        device.file("etc/first", new byte[] {1, 2, 3});
        device.file("etc/second", new byte[] {4});
        byte[] directory = item(0x19, 4 + 2 * 64);
        assertThat(directory).startsWith(0, 0, 0, 2, 0, 0, 0, 3, 0, 0x20, 0, 0, 'e', 't', 'c');
        assertThat(new String(directory, 4 + 64 + 8, 10, StandardCharsets.US_ASCII))
                .isEqualTo("etc/second");
        assertThat(item(0x21, 2)).containsExactly(4, 0);
    }

    @Test
    void port_f0_takes_the_coprocessor_error_back() {
        int[] calls = new int[1];
        new FerrPort(() -> calls[0]++).register(board.ports);
        board.out(0xF0, 0);
        board.out(0xF1, 0);
        assertThat(calls[0]).isEqualTo(1);
    }

    @Test
    void the_post_port_keeps_the_last_byte() {
        PostPort post = new PostPort();
        post.register(board.ports);
        board.out(0x80, 0x42);
        assertThat(post.code()).isEqualTo(0x42);
        assertThat(board.in(0x80)).isEqualTo(0x42);
    }

    @Test
    void wide_accesses_reach_narrow_devices_as_bytes_and_nobody_reads_as_ones() {
        new DebugPort(value -> {}).register(board.ports);
        assertThat(board.ports.in(0x402, 2)).isEqualTo(0xFFE9);
        assertThat(board.ports.in(0xCF8, 4)).isEqualTo(-1);
        assertThat(board.ports.in(0xFFFF, 4)).isEqualTo(-1);
    }
}
