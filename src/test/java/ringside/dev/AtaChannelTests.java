package ringside.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import ringside.base.StateFormatException;
import ringside.base.StateReader;
import ringside.base.StateWriter;

class AtaChannelTests {
    private static final int BASE = 0x1F0;
    private static final int DATA = BASE;
    private static final int ERROR = BASE + 1;
    private static final int COUNT = BASE + 2;
    private static final int LOW = BASE + 3;
    private static final int MID = BASE + 4;
    private static final int HIGH = BASE + 5;
    private static final int DEVICE = BASE + 6;
    private static final int COMMAND = BASE + 7;
    private static final int CONTROL = 0x3F6;

    private static final int LBA = 0xE0;
    private static final int SECTORS = 5000;
    private static final int READY = 0x50;
    private static final int DATA_READY = 0x58;

    private final Board board = new Board();
    private final Board.Line irq = board.new Line();
    private final DiskMedium medium = new DiskMedium("first disk");
    private final AtaChannel channel =
            new AtaChannel("ata", board.clock, board.events, irq, medium, new DiskMedium("second disk"));

    /** A disk whose sector n is full of the byte n; one sector cannot be read. */
    private record Numbered(long sectors, long bad) implements SectorSource {
        @Override
        public long identity() {
            return sectors;
        }

        @Override
        public boolean read(long sector, byte[] into, int at) {
            Arrays.fill(into, at, at + 512, (byte) sector);
            return sector != bad;
        }
    }

    @BeforeEach
    void insert() {
        medium.insert(new Numbered(SECTORS, 4000));
        channel.register(board.ports, BASE, CONTROL);
    }

    private void command(int device, long sector, int count, int command) {
        board.out(DEVICE, device);
        board.out(COUNT, count);
        board.out(LOW, (int) sector & 0xFF);
        board.out(MID, (int) (sector >>> 8) & 0xFF);
        board.out(HIGH, (int) (sector >>> 16) & 0xFF);
        board.out(COMMAND, command);
    }

    private void ready() {
        board.run(20_000);
    }

    private void expectData(int sector) {
        for (int i = 0; i < 128; i++) {
            assertThat(board.ports.in(DATA, 4)).isEqualTo((sector & 0xFF) * 0x01010101);
        }
    }

    private int word(byte[] words, int index) {
        return words[2 * index] & 0xFF | (words[2 * index + 1] & 0xFF) << 8;
    }

    private byte[] identify() {
        command(LBA, 0, 0, 0xEC);
        ready();
        byte[] words = new byte[512];
        for (int i = 0; i < 512; i += 2) {
            int word = board.ports.in(DATA, 2);
            words[i] = (byte) word;
            words[i + 1] = (byte) (word >>> 8);
        }
        return words;
    }

    @Test
    void without_disks_the_ports_read_as_all_ones() {
        medium.insert(SectorSource.NONE);
        board.out(COMMAND, 0xEC);
        assertThat(board.in(COMMAND)).isEqualTo(0xFF);
        assertThat(board.in(CONTROL)).isEqualTo(0xFF);
        assertThat(board.ports.in(DATA, 4)).isEqualTo(-1);
    }

    @Test
    void a_second_disk_that_is_not_there_has_status_zero_and_takes_no_commands() {
        board.out(DEVICE, 0xF0);
        board.out(COMMAND, 0xEC);
        ready();
        assertThat(board.in(COMMAND)).isZero();
        assertThat(irq.rises).isEmpty();
    }

    @Test
    void identify_tells_size_and_abilities() {
        byte[] words = identify();
        assertThat(word(words, 60) | word(words, 61) << 16).isEqualTo(SECTORS);
        assertThat(word(words, 100)).isEqualTo(SECTORS);
        assertThat(word(words, 1)).isEqualTo(SECTORS / (16 * 63));
        assertThat(word(words, 3)).isEqualTo(16);
        assertThat(word(words, 6)).isEqualTo(63);
        assertThat(word(words, 49) & 0x0300).as("LBA, no DMA").isEqualTo(0x0200);
        assertThat(word(words, 47) & 0xFF).isEqualTo(16);
        byte[] model = Arrays.copyOfRange(words, 54, 94);
        for (int i = 0; i < model.length; i += 2) {
            byte first = model[i];
            model[i] = model[i + 1];
            model[i + 1] = first;
        }
        assertThat(new String(model, StandardCharsets.US_ASCII).strip()).isEqualTo("Ringside disk");
        assertThat(board.in(COMMAND)).isEqualTo(READY);
    }

    @Test
    void a_read_is_busy_then_interrupts_for_every_sector() {
        command(LBA, 300, 2, 0x20);
        assertThat(board.in(COMMAND)).isEqualTo(0x80);
        ready();
        assertThat(irq.high).isTrue();
        assertThat(board.in(CONTROL)).as("does not acknowledge").isEqualTo(DATA_READY);
        assertThat(irq.high).isTrue();
        assertThat(board.in(COMMAND)).isEqualTo(DATA_READY);
        assertThat(irq.high).isFalse();
        expectData(300);
        assertThat(board.in(COMMAND)).isEqualTo(0x80);
        ready();
        assertThat(irq.rises).hasSize(2);
        expectData(301);
        assertThat(board.in(COMMAND)).isEqualTo(READY);
        assertThat(board.in(COUNT)).isZero();
        assertThat(board.in(LOW) | board.in(MID) << 8).isEqualTo(301);
    }

    @Test
    void interrupts_can_be_switched_off() {
        board.out(CONTROL, 0x02);
        command(LBA, 1, 1, 0x20);
        ready();
        assertThat(irq.rises).isEmpty();
        assertThat(board.in(CONTROL)).isEqualTo(DATA_READY);
    }

    @Test
    void read_multiple_moves_blocks() {
        command(LBA, 0, 0, 0xC4);
        ready();
        assertThat(board.in(COMMAND) & 1).as("before a block is set").isEqualTo(1);
        command(LBA, 0, 4, 0xC6);
        ready();
        command(LBA, 10, 6, 0xC4);
        ready();
        for (int i = 0; i < 4; i++) {
            expectData(10 + i);
        }
        assertThat(board.in(COMMAND)).isEqualTo(0x80);
        ready();
        expectData(14);
        expectData(15);
        assertThat(board.in(COMMAND)).isEqualTo(READY);
    }

    @Test
    void a_block_of_another_size_than_a_power_of_two_is_refused() {
        command(LBA, 0, 3, 0xC6);
        ready();
        assertThat(board.in(COMMAND) & 1).isEqualTo(1);
        assertThat(board.in(ERROR)).isEqualTo(0x04);
        command(LBA, 0, 32, 0xC6);
        ready();
        assertThat(board.in(COMMAND) & 1).isEqualTo(1);
    }

    @Test
    void wide_commands_take_their_high_halves_from_the_first_writes() {
        board.out(DEVICE, LBA);
        board.out(COUNT, 0, 1);
        board.out(LOW, 0, 0x10);
        board.out(MID, 0, 0x01);
        board.out(HIGH, 0, 0x00);
        board.out(COMMAND, 0x24);
        ready();
        expectData(0x110);

        board.out(LOW, 0x01, 0x10);
        board.out(COMMAND, 0x24);
        ready();
        assertThat(board.in(ERROR)).as("sector 1000110h").isEqualTo(0x10);
    }

    @Test
    void cylinders_heads_and_sectors_follow_the_geometry_that_is_set() {
        board.out(DEVICE, 0xA2);
        board.out(COUNT, 1);
        board.out(LOW, 3);
        board.out(MID, 1);
        board.out(HIGH, 0);
        board.out(COMMAND, 0x20);
        ready();
        expectData((16 + 2) * 63 + 2);

        board.out(DEVICE, 0xA3);
        board.out(COUNT, 10);
        board.out(COMMAND, 0x91);
        ready();
        board.out(DEVICE, 0xA2);
        board.out(COUNT, 1);
        board.out(COMMAND, 0x20);
        ready();
        expectData((4 + 2) * 10 + 2);

        board.out(LOW, 11);
        board.out(COMMAND, 0x20);
        ready();
        assertThat(board.in(ERROR)).as("sector 11 of 10").isEqualTo(0x10);
    }

    @Test
    void writes_are_taken_sector_by_sector_and_kept_beside_the_source() {
        command(LBA, 7, 2, 0x30);
        ready();
        assertThat(irq.rises).as("no interrupt before the first data").isEmpty();
        assertThat(board.in(COMMAND)).isEqualTo(DATA_READY);
        for (int sector = 0; sector < 2; sector++) {
            for (int i = 0; i < 256; i++) {
                board.ports.out(DATA, 2, 0xA5A5);
            }
            assertThat(board.in(COMMAND)).isEqualTo(0x80);
            ready();
        }
        assertThat(irq.rises).hasSize(2);
        assertThat(board.in(COMMAND)).isEqualTo(READY);
        assertThat(medium.written().keySet()).containsExactly(7L, 8L);
        command(LBA, 8, 1, 0x20);
        ready();
        expectData(0xA5);
    }

    @Test
    void what_lies_beyond_the_end_is_not_found() {
        command(LBA, SECTORS, 1, 0x20);
        ready();
        assertThat(board.in(COMMAND)).isEqualTo(READY | 1);
        assertThat(board.in(ERROR)).isEqualTo(0x10);
        command(LBA, SECTORS - 1, 2, 0x20);
        ready();
        expectData(SECTORS - 1);
        ready();
        assertThat(board.in(COMMAND)).isEqualTo(READY | 1);
        command(LBA, SECTORS - 1, 2, 0x40);
        ready();
        assertThat(board.in(ERROR)).isEqualTo(0x10);
    }

    @Test
    void a_sector_that_cannot_be_read_is_uncorrectable() {
        command(LBA, 4000, 1, 0x20);
        ready();
        assertThat(board.in(ERROR)).isEqualTo(0x40);
    }

    @Test
    void unknown_commands_are_aborted() {
        for (int command : new int[] {0x00, 0x25, 0xA1, 0xB0, 0xC8, 0xFF}) {
            command(LBA, 0, 1, command);
            ready();
            assertThat(board.in(ERROR)).as("%02Xh", command).isEqualTo(0x04);
        }
    }

    @Test
    void commands_without_data_end_with_an_interrupt() {
        for (int command : new int[] {0x10, 0x70, 0xE0, 0xE1, 0xE7, 0xEA}) {
            int before = irq.rises.size();
            command(LBA, 0, 1, command);
            ready();
            assertThat(irq.rises).as("%02Xh", command).hasSize(before + 1);
            assertThat(board.in(COMMAND)).isEqualTo(READY);
        }
        command(LBA, 0, 0, 0xF8);
        ready();
        assertThat(board.in(LOW) | board.in(MID) << 8).isEqualTo(SECTORS - 1);
        command(LBA, 0, 0, 0xE5);
        ready();
        assertThat(board.in(COUNT)).isEqualTo(0xFF);
    }

    @Test
    void a_reset_ends_what_is_under_way_and_shows_the_signature_of_a_disk() {
        command(LBA, 5, 4, 0x20);
        board.out(CONTROL, 0x04);
        assertThat(board.in(COMMAND)).isEqualTo(0x80);
        board.out(CONTROL, 0x00);
        ready();
        assertThat(board.in(COMMAND)).isEqualTo(READY);
        assertThat(board.in(ERROR)).isEqualTo(1);
        assertThat(board.in(COUNT)).isEqualTo(1);
        assertThat(board.in(LOW)).isEqualTo(1);
        assertThat(board.in(MID) | board.in(HIGH)).isZero();
        assertThat(irq.rises).isEmpty();
    }

    @Test
    void state_taken_in_the_middle_of_a_transfer_goes_on() {
        command(LBA, 20, 2, 0x20);
        ready();
        board.ports.in(DATA, 4);
        StateWriter out = new StateWriter();
        out.part(channel);
        out.part(medium);
        board.out(CONTROL, 0x04, 0x00);
        StateReader in = new StateReader(out.toBytes(), "test");
        in.part(channel);
        in.part(medium);
        in.end();
        for (int i = 1; i < 128; i++) {
            assertThat(board.ports.in(DATA, 4)).isEqualTo(20 * 0x01010101);
        }
        ready();
        expectData(21);
    }

    @Test
    void the_state_of_another_disk_is_refused() {
        StateWriter out = new StateWriter();
        medium.save(out);
        medium.insert(new Numbered(SECTORS + 1, -1));
        assertThatThrownBy(() -> medium.load(new StateReader(out.toBytes(), "test")))
                .isInstanceOf(StateFormatException.class)
                .hasMessage("the state is of a machine with another disk in first disk");
    }
}
