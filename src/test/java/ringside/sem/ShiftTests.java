package ringside.sem;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import ringside.bus.InterruptController;
import ringside.bus.PhysicalMemory;
import ringside.bus.PortSpace;
import ringside.cpu.CpuModel;
import ringside.cpu.Vcpu;

/** Shifts and rotations by n are n times by one, flags included; defined and undefined ones alike. */
class ShiftTests {
    private final Vcpu cpu = new Vcpu(CpuModel.ringside32(), new PhysicalMemory(1 << 20), new PortSpace(), new NoPic());

    private static final class NoPic implements InterruptController {
        @Override
        public boolean asserted() {
            return false;
        }

        @Override
        public int acknowledge() {
            return 0;
        }
    }

    record Operation(String name, BinaryOp op, int width) {}

    private static final Operation[] OPERATIONS = {
        new Operation("shl8", Shifts::shl8, 8),
        new Operation("shr8", Shifts::shr8, 8),
        new Operation("sar8", Shifts::sar8, 8),
        new Operation("rcl8", Rotates::rcl8, 8),
        new Operation("rcr8", Rotates::rcr8, 8),
        new Operation("rol8", Rotates::rol8, 8),
        new Operation("ror8", Rotates::ror8, 8),
        new Operation("shl16", Shifts::shl16, 16),
        new Operation("shr16", Shifts::shr16, 16),
        new Operation("sar16", Shifts::sar16, 16),
        new Operation("rcl16", Rotates::rcl16, 16),
        new Operation("rcr16", Rotates::rcr16, 16),
        new Operation("rol16", Rotates::rol16, 16),
        new Operation("ror16", Rotates::ror16, 16),
        new Operation("shl32", Shifts::shl32, 32),
        new Operation("shr32", Shifts::shr32, 32),
        new Operation("sar32", Shifts::sar32, 32),
        new Operation("rcl32", Rotates::rcl32, 32),
        new Operation("rcr32", Rotates::rcr32, 32),
        new Operation("rol32", Rotates::rol32, 32),
        new Operation("ror32", Rotates::ror32, 32)
    };

    @Test
    void by_n_is_n_times_by_one() {
        int[] values = {0, 1, 2, 0x7F, 0x80, 0x81, 0xFF, 0x5A5A, 0x7FFF, 0x8000, 0xFFFF, 0x4000_0001, 0x8000_0000, -1};
        for (Operation operation : OPERATIONS) {
            int mask = operation.width == 32 ? -1 : (1 << operation.width) - 1;
            for (int value : values) {
                for (int flags : new int[] {0x002, 0x8D7}) {
                    check(operation, value & mask, flags, mask);
                }
            }
        }
    }

    private void check(Operation operation, int value, int flags, int mask) {
        for (int count = 1; count < 32; count++) {
            cpu.eflags(flags);
            int stepwise = value;
            for (int i = 0; i < count; i++) {
                stepwise = operation.op.apply(cpu, stepwise, 1) & mask;
            }
            int stepwiseFlags = cpu.eflags();
            cpu.eflags(flags);
            int atOnce = operation.op.apply(cpu, value, count) & mask;
            String what = "%s(%x, %d)".formatted(operation.name, value, count);
            assertThat(atOnce).as(what).isEqualTo(stepwise);
            boolean wholeRing = operation.name.startsWith("rc") && count % (operation.width + 1) == 0;
            if (wholeRing) {
                // A whole turn through CF is no turn: the flags stay.
                assertThat(cpu.eflags()).as(what).isEqualTo(flags);
            } else {
                assertThat(cpu.eflags()).as(what).isEqualTo(stepwiseFlags);
            }
        }
        cpu.eflags(flags);
        assertThat(operation.op.apply(cpu, value, 32) & mask).isEqualTo(value);
        assertThat(cpu.eflags()).as(operation.name + " by a masked count of 0").isEqualTo(flags);
    }
}
