package ringside.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import ringside.cpu.SegmentLoader;
import ringside.isa.SegmentRegister;

/** The built-in BIOS, called with random registers: each call returns to its caller with its stack, or says what is missing. */
class BiosFuzzTests {
    private static final int CALLS = 800;
    private static final long LIMIT = 3_000_000;
    private static final int[] VECTORS = {0x10, 0x10, 0x11, 0x12, 0x13, 0x13, 0x13, 0x15, 0x16, 0x1A};
    private static final int[] DRIVES = {0x00, 0x80, 0x80, 0x81, 0xE0, 0xFF};

    /** Functions that may take for ever, or that move memory to wherever they are told. */
    private static final List<Integer> LEFT_OUT = List.of(0x1586, 0x1587, 0x1600, 0x1610);

    /** A segment that is all the guest's: what is read from disks or told goes there. */
    private static final int SEGMENT = 0x3000;

    private static final int STACK = 0x7000;

    private final Random random = new Random(20261120);

    @Test
    void calls_return_to_their_callers_whatever_the_registers_hold() {
        BootSector guest = BootSector.withRam(2)
                .disk(DriveSlot.DISK0, 500, "")
                .disk(DriveSlot.FLOPPY, 720, "")
                .start();
        Machine machine = guest.machine;
        Snapshot booted = machine.state().snapshot();
        int returned = 0;
        for (int i = 0; i < CALLS; i++) {
            int vector = VECTORS[random.nextInt(VECTORS.length)];
            int ax = random.nextInt(3) == 0 ? random.nextInt(0x10000) : random.nextInt(0x50) << 8 | random.nextInt(16);
            if (LEFT_OUT.contains(vector << 8 | ax >>> 8)) {
                continue;
            }
            String call = "case %d, INT %02Xh with AX=%04Xh".formatted(i, vector, ax);
            prepare(guest, vector, ax);
            Stop stop = machine.run(machine.cpu().icount + LIMIT);
            if (stop.kind() != Stop.Kind.UNSUPPORTED) {
                assertThat(stop.kind()).as(call + ": " + stop.detail()).isEqualTo(Stop.Kind.LIMIT);
                returned++;
            } else {
                assertThat(stop.detail()).startsWith("INT %02Xh with AX=%04Xh is not".formatted(vector, ax));
                machine.run(machine.cpu().icount + 100);
                assertThat(guest.carry()).as(call).isTrue();
            }
            assertThat(machine.cpu().eip).as(call).isEqualTo(0x7E02);
            assertThat(machine.cpu().selector[SegmentRegister.CS]).as(call).isZero();
            assertThat(machine.cpu().r16(4)).as(call + ", SP").isEqualTo(STACK);
            assertThat(machine.cpu().selector[SegmentRegister.DS])
                    .as(call + ", DS")
                    .isEqualTo(SEGMENT);
            machine.state().restore(booted);
        }
        assertThat(returned).isGreaterThan(CALLS / 4);
    }

    private void prepare(BootSector guest, int vector, int ax) {
        // int VECTOR; jmp $
        guest.machine.memory().write(0x7E00, new byte[] {(byte) 0xCD, (byte) vector, (byte) 0xEB, (byte) 0xFE});
        for (int register = 0; register < 8; register++) {
            guest.cpu.r32(register, random.nextInt());
        }
        guest.cpu.r16(0, ax);
        // Few enough that no call is long.
        guest.cpu.r16(1, random.nextInt(0x400));
        guest.cpu.r8(2, DRIVES[random.nextInt(DRIVES.length)]);
        guest.cpu.r32(4, STACK);
        byte[] packet = new byte[32];
        random.nextBytes(packet);
        packet[0] = (byte) random.nextInt(40);
        packet[6] = 0;
        packet[7] = 0x30;
        if (random.nextBoolean()) {
            Arrays.fill(packet, 10, 16, (byte) 0);
            packet[3] = 0;
        }
        guest.machine.memory().write(SEGMENT * 16L + guest.cpu.r16(6), packet);
        SegmentLoader.real(guest.cpu, SegmentRegister.DS, SEGMENT);
        SegmentLoader.real(guest.cpu, SegmentRegister.ES, SEGMENT);
        guest.cpu.eip = 0x7E00;
    }
}
