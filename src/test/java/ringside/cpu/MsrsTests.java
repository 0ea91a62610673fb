package ringside.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MsrsTests {
    private static final int TSC = 0x10;
    private static final int EFER = 0xC000_0080;

    private final Vcpu cpu = new TestCpu().cpu;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ringside32 | 0x12345",
                "ringside32,-sep | 0x174",
                "pentium | 0x8B",
                "pentiumpro | 0x174",
                "pentiumpro | 0xC0000080",
                "ringside32 | 0xC0000081"
            })
    void an_absent_register_is_general_protection(String model, String number) {
        Vcpu other = new TestCpu(model).cpu;
        assertThatThrownBy(() -> other.msrs.read(other, Long.decode(number).intValue()))
                .isInstanceOfSatisfying(GuestFault.class, fault -> {
                    assertThat(fault.vector).isEqualTo(13);
                    assertThat(fault.cause).isEqualTo(FaultCause.NO_SUCH_MSR);
                });
    }

    @Test
    void writing_the_tsc_sets_its_low_half_and_clears_its_high_half() {
        cpu.icount = 1000;
        cpu.msrs.write(cpu, TSC, 0x1234_0000_0007L);
        assertThat(cpu.msrs.read(cpu, TSC)).isEqualTo(7);
        cpu.icount += 5;
        assertThat(cpu.msrs.read(cpu, TSC)).isEqualTo(12);
    }

    @Test
    void long_mode_is_refused_with_a_sentence() {
        assertThatThrownBy(() -> cpu.msrs.write(cpu, EFER, 0x100)).isInstanceOf(GuestFault.class);
        assertThat(cpu.stopRequest).contains("EFER.LME").contains("32-bit");
        assertThat(cpu.msrs.efer).isZero();
    }

    @Test
    void nxe_is_the_only_bit_of_efer() {
        cpu.msrs.write(cpu, EFER, Msrs.NXE);
        assertThat(cpu.msrs.efer).isEqualTo(Msrs.NXE);
        assertThatThrownBy(() -> cpu.msrs.write(cpu, EFER, 1)).isInstanceOf(GuestFault.class);
    }

    @Test
    void the_performance_counter_counts_instructions_while_enabled() {
        cpu.icount = 50;
        cpu.msrs.write(cpu, 0xC1, 10);
        cpu.icount = 60;
        assertThat(cpu.msrs.performanceCounter(cpu, 0)).isEqualTo(10);
        cpu.msrs.write(cpu, 0x186, 0x0043_00C0);
        cpu.icount = 75;
        assertThat(cpu.msrs.performanceCounter(cpu, 0)).isEqualTo(25);
        cpu.msrs.write(cpu, 0x186, 0);
        cpu.icount = 99;
        assertThat(cpu.msrs.performanceCounter(cpu, 0)).isEqualTo(25);
    }

    @Test
    void the_performance_counter_counts_only_at_the_privilege_levels_it_is_told_to() {
        cpu.msrs.write(cpu, 0x187, 0x0001_00C0); // CPL 1 to 3
        cpu.msrs.write(cpu, 0x186, 0x0042_00C0); // CPL 0; enables both
        cpu.icount += 10;
        SegmentLoader.setCpl(cpu, 3);
        cpu.icount += 20;
        SegmentLoader.setCpl(cpu, 0);
        cpu.icount += 5;
        assertThat(cpu.msrs.performanceCounter(cpu, 0)).isEqualTo(15);
        assertThat(cpu.msrs.performanceCounter(cpu, 1)).isEqualTo(20);
    }
}
