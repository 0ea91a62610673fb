package ringside.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import ringside.bus.InterruptController;
import ringside.bus.PhysicalMemory;
import ringside.bus.PortSpace;

class RegistersTests {
    private static final InterruptController NO_INTERRUPTS = new InterruptController() {
        @Override
        public boolean asserted() {
            return false;
        }

        @Override
        public int acknowledge() {
            return 0xFF;
        }
    };

    private final Vcpu cpu =
            new Vcpu(new CpuModel("ringside32"), new PhysicalMemory(1 << 20), new PortSpace(), NO_INTERRUPTS);

    private long write(String name, long value) {
        Registers.find(name).write(cpu, value);
        return Registers.find(name).read(cpu);
    }

    @Test
    void every_writable_register_reads_back_what_fits_into_it() {
        for (Register register : Registers.all()) {
            if (register.isWritable() && !register.group().equals(Register.Group.CONTROL)) {
                register.write(cpu, 1);
                assertThat(register.read(cpu) & 1).as(register.name()).isOne();
            }
        }
    }

    @Test
    void parts_of_registers_are_merged() {
        write("eax", 0x1234_5678);
        assertThat(write("ah", 0x1AB)).isEqualTo(0xAB);
        assertThat(Registers.find("eax").read(cpu)).isEqualTo(0x1234_AB78);
        assertThat(write("ax", 0xFFFF_BEEFL)).isEqualTo(0xBEEF);
        assertThat(Registers.find("eax").read(cpu)).isEqualTo(0x1234_BEEF);
    }

    @Test
    void flags_are_bits_of_eflags() {
        write("eflags", 2);
        write("zf", 1);
        write("iopl", 3);
        assertThat(Registers.find("eflags").read(cpu)).isEqualTo(0x3042);
        assertThat(write("eflags.zf", 0)).isZero();
    }

    @Test
    void a_real_mode_selector_sets_the_base() {
        write("ds", 0xB800);
        assertThat(Registers.find("ds.base").read(cpu)).isEqualTo(0xB8000);
    }
}
