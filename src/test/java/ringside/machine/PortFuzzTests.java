package ringside.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import ringside.base.StateReader;
import ringside.base.StateWriter;
import ringside.base.Stateful;
import ringside.cpu.CpuModel;
import ringside.time.Stimulus;

/** Devices under random accesses: whatever a guest writes, they go on, and looking at them changes nothing. */
class PortFuzzTests {
    private static final int[] SIZES = {1, 1, 1, 2, 4};

    private final Machine machine =
            new Machine(MachineConfig.standard(CpuModel.ringside32()).withRam(1 << 20));
    private final List<Integer> ports = new ArrayList<>();

    PortFuzzTests() {
        machine.insert(DriveSlot.DISK0, DiskImage.of("test", new byte[100 << 9]));
        machine.insert(DriveSlot.FLOPPY, DiskImage.of("test", new byte[3 << 9]));
        for (int port = 0; port < 0x10000; port++) {
            if (machine.ports().claimed(port)) {
                ports.add(port);
            }
        }
    }

    private byte[] state() {
        StateWriter out = new StateWriter();
        for (Stateful part : machine.parts().values()) {
            part.save(out);
        }
        return out.toBytes();
    }

    private void randomAccess(Random random) {
        int port = ports.get(random.nextInt(ports.size()));
        int size = SIZES[random.nextInt(SIZES.length)];
        switch (random.nextInt(8)) {
            case 0 -> machine.ports().in(port, size);
            case 1 -> machine.cpu().idle += random.nextInt(1 << random.nextInt(30));
            case 2 -> machine.events().runDue(machine.cpu().time());
            case 3 -> machine.stimulate(new Stimulus.SerialByte(random.nextInt(4), random.nextInt(256)));
            case 4 -> machine.stimulate(new Stimulus.Key(1 + random.nextInt(0x58), random.nextBoolean()));
            case 5 -> {
                if (machine.cpu().pic.asserted() || random.nextInt(20) == 0) {
                    assertThat(machine.cpu().pic.acknowledge()).isBetween(0, 255);
                }
            }
            default -> machine.ports().out(port, size, random.nextInt());
        }
    }

    @Test
    void random_accesses_never_break_a_device() {
        Random random = new Random(20261120);
        for (int i = 0; i < 300_000; i++) {
            randomAccess(random);
            // Events that nobody lets happen would pile up in real machines too: run them before time goes on for long.
            if (i % 16 == 0) {
                machine.events().runDue(machine.cpu().time());
            }
        }
        assertThat(machine.vga().screen().rows()).isPositive();
        assertThat(machine.pit().view()).hasSize(3);
        assertThat(machine.rtc().view().time()).isNotNull();
        assertThat(machine.keyboard().view()).isNotNull();
    }

    @Test
    void peeking_changes_nothing() {
        Random random = new Random(7);
        for (int round = 0; round < 300; round++) {
            for (int i = 0; i < 50; i++) {
                randomAccess(random);
            }
            byte[] before = state();
            for (int port : ports) {
                machine.ports().peek(port, SIZES[random.nextInt(SIZES.length)]);
            }
            machine.vga().screen();
            machine.pit().view();
            machine.uarts().forEach(uart -> uart.view());
            machine.rtc().view();
            assertThat(Arrays.equals(state(), before)).isTrue();
        }
    }

    @Test
    void what_a_peek_shows_is_what_a_read_gives() {
        Random random = new Random(8);
        for (int i = 0; i < 100_000; i++) {
            randomAccess(random);
            int port = ports.get(random.nextInt(ports.size()));
            assertThat(machine.ports().peek(port, 1))
                    .as("%Xh", port)
                    .isEqualTo(machine.ports().in(port, 1));
        }
    }

    @Test
    void saved_state_comes_back_byte_by_byte() {
        Random random = new Random(9);
        for (int round = 0; round < 100; round++) {
            for (int i = 0; i < 100; i++) {
                randomAccess(random);
            }
            byte[] saved = state();
            long idle = machine.cpu().idle;
            for (int i = 0; i < 100; i++) {
                randomAccess(random);
            }
            machine.cpu().idle = idle;
            StateReader in = new StateReader(saved, "test");
            machine.parts().values().forEach(part -> part.load(in));
            assertThat(Arrays.equals(state(), saved)).isTrue();
        }
    }
}
