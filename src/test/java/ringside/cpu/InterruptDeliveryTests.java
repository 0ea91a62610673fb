package ringside.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ringside.isa.SegmentRegister;

/** The matrix of double faults and what is told of triple faults; the ways to handlers are tested by guests. */
class InterruptDeliveryTests {
    private static final int PAGE_DIRECTORY = 0x6_0000;

    private final TestCpu machine = new TestCpu().inProtectedMode();
    private final Vcpu cpu = machine.cpu;

    /** First exception, then the one that delivering it raises, then what arrives. SDM Vol. 3A, table 6-5. */
    @ParameterizedTest
    @CsvSource({
        "6, 11, 11",
        "6, 13, 13",
        "16, 11, 11",
        "17, 13, 13",
        "1, 11, 11",
        "0, 11, 8",
        "0, 13, 8",
        "10, 11, 8",
        "11, 13, 8",
        "12, 11, 8",
        "13, 11, 8",
        "14, 11, 8",
        "14, 13, 8"
    })
    void second_faults_follow_the_matrix(int first, int second, int arrives) {
        int gate = TestCpu.IDT + 8 * first;
        machine.memory.write32(gate + (second == 11 ? 4 : 0), second == 11 ? 0x0E00 : 0);
        if (first == second) {
            machine.memory.write32(TestCpu.IDT + 8 * second + 4, 0x0E00);
        }
        cpu.fault.raise(first, 0);
        InterruptDelivery.fault(cpu);
        assertThat(machine.arrivedAt()).isEqualTo(arrives);
        assertThat(cpu.shutdown).isFalse();
    }

    @Test
    void a_fault_that_breaks_a_hardware_interrupt_is_delivered_as_itself() {
        machine.memory.write32(TestCpu.IDT + 8 * 0x20 + 4, 0x0E00);
        InterruptDelivery.event(cpu, 0x20);
        assertThat(machine.arrivedAt()).isEqualTo(11);
        assertThat(cpu.mmu.readSystem32(cpu.r32(4))).isEqualTo(0x20 * 8 + 3);
    }

    @Test
    void a_fault_of_int_n_is_thrown_with_ext_clear_and_changes_nothing() {
        machine.memory.write32(TestCpu.IDT + 8 * 0x30 + 4, 0x0E00);
        int stack = cpu.r32(4);
        try {
            InterruptDelivery.software(cpu, 0x30, InterruptDelivery.Source.SOFTWARE, 0x1002);
        } catch (GuestFault fault) {
            assertThat(fault.vector).isEqualTo(11);
            assertThat(fault.errorCode).isEqualTo(0x30 * 8 + 2);
        }
        assertThat(cpu.eip).isEqualTo(0x1000);
        assertThat(cpu.r32(4)).isEqualTo(stack);
    }

    @Test
    void a_fault_that_breaks_its_own_delivery_without_end_asks_for_a_stop() {
        toUserWithConformingHandlers();
        ControlState.loadCr0(cpu, 0x4_0011); // AM
        cpu.eflags(Eflags.AC | Eflags.RESERVED_ONE);
        cpu.mmu.modeChanged();
        cpu.r32(4, 0x7001);
        cpu.fault.ud();
        InterruptDelivery.fault(cpu);
        assertThat(cpu.stopRequest).contains("stuck", "#AC(0000) at", "while delivering #AC");
        assertThat(cpu.eip).isEqualTo(0x1000);
        assertThat(cpu.r32(4)).isEqualTo(0x7001);
        assertThat(cpu.shutdown).isFalse();
    }

    /** Leaves the CPU at CPL 3, where every handler is in conforming code, so that it runs on the user's stack. */
    private void toUserWithConformingHandlers() {
        machine.memory.write32(TestCpu.GDT + TestCpu.CODE + 4, 0x00CF_9F00);
        SegmentLoader.setCpl(cpu, 3);
        SegmentLoader.cache(cpu, SegmentRegister.CS, TestCpu.CODE | 3, 0x00CF_9F00_0000_FFFFL);
        SegmentLoader.cache(cpu, SegmentRegister.SS, 0x23, 0x00CF_F300_0000_FFFFL);
    }

    @Test
    void page_fault_loads_cr2_even_if_it_becomes_a_double_fault() {
        machine.memory.write32(TestCpu.IDT + 8 * 14 + 4, 0);
        cpu.fault.pf(0x1234_5678, 2);
        InterruptDelivery.fault(cpu);
        assertThat(machine.arrivedAt()).isEqualTo(8);
        assertThat(cpu.cr2).isEqualTo(0x1234_5678);
    }

    @Test
    void triple_fault_shuts_down_and_the_chain_tells_why() {
        cpu.idtLimit = 0x0F;
        cpu.fault.ud().because(FaultCause.UNDEFINED, 0);
        InterruptDelivery.fault(cpu);
        assertThat(cpu.shutdown).isTrue();
        List<String> chain =
                cpu.faults.chain().stream().map(FaultTrace.Entry::explain).toList();
        assertThat(chain)
                .containsExactly(
                        "#UD at 0008:00001000: the bytes are no instruction",
                        "#GP(0033) at 0008:00001000 while delivering #UD: the IDT limit does not reach the entry of vector 06h",
                        "#GP(006B) at 0008:00001000 while delivering #GP: the IDT limit does not reach the entry of vector 0Dh",
                        "#GP(0043) at 0008:00001000 while delivering #DF: the IDT limit does not reach the entry of vector 08h");
    }

    @Test
    void the_chain_begins_with_the_last_fault_of_an_instruction() {
        cpu.fault.ud();
        InterruptDelivery.fault(cpu);
        cpu.idtLimit = 0;
        cpu.fault.de();
        InterruptDelivery.fault(cpu);
        assertThat(cpu.faults.chain()).extracting(FaultTrace.Entry::vector).containsExactly(0, 13, 13);
    }

    @Test
    void a_page_fault_explains_itself() {
        cpu.fault.pf(0xC000_0000, 7);
        InterruptDelivery.fault(cpu);
        assertThat(cpu.faults.entries().get(0).explain())
                .isEqualTo("#PF(0007) for C0000000 (user write, page protection) at 0008:00001000");
    }

    @Test
    void real_mode_pushes_no_error_code() {
        TestCpu real = new TestCpu();
        real.cpu.fault.gp(0);
        InterruptDelivery.fault(real.cpu);
        assertThat(real.arrivedAt()).isEqualTo(13);
        assertThat(real.cpu.r32(4)).isEqualTo(0x8000 - 6);
        assertThat(real.memory.read16(0x8000 - 6)).isEqualTo(0x1000);
    }

    @Test
    void the_frame_is_checked_before_it_is_written() {
        // The page below the stack pointer is absent: the frame would cross into it.
        for (int page = 0; page < 256; page++) {
            machine.memory.write32(PAGE_DIRECTORY + 0x1000 + 4 * page, page << 12 | 3);
        }
        machine.memory.write32(PAGE_DIRECTORY, PAGE_DIRECTORY + 0x1000 | 3);
        machine.memory.write32(PAGE_DIRECTORY + 0x1000 + 4 * 7, 0);
        cpu.cr3 = PAGE_DIRECTORY;
        ControlState.loadCr0(cpu, 0x8000_0011);
        cpu.r32(4, 0x8004);
        machine.memory.write32(0x8000, 0xCAFE_BABE);
        GuestFault caught = null;
        try {
            InterruptDelivery.software(cpu, 0x30, InterruptDelivery.Source.SOFTWARE, 0x1002);
        } catch (GuestFault fault) {
            caught = fault;
        }
        assertThat(caught).isNotNull();
        assertThat(caught.vector).isEqualTo(14);
        assertThat(caught.address).isEqualTo(0x7FFC);
        assertThat(machine.memory.read32(0x8000)).isEqualTo(0xCAFE_BABE);
        assertThat(cpu.r32(4)).isEqualTo(0x8004);
    }
}
