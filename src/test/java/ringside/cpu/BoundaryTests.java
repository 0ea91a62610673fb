package ringside.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import ringside.isa.SegmentRegister;

class BoundaryTests {
    private final TestCpu machine = new TestCpu();
    private final Vcpu cpu = machine.cpu;

    @Test
    void intr_waits_for_if() {
        machine.intr = true;
        assertThat(Boundary.attention(cpu)).isFalse();
        assertThat(Boundary.poll(cpu)).isFalse();
        cpu.systemFlags |= Eflags.IF;
        assertThat(Boundary.attention(cpu)).isTrue();
        assertThat(Boundary.poll(cpu)).isTrue();
        assertThat(machine.arrivedAt()).isEqualTo(0x20);
        assertThat(cpu.systemFlags & Eflags.IF).isZero();
        assertThat(machine.acknowledged).isEqualTo(1);
    }

    @Test
    void the_shadow_of_sti_holds_off_intr_for_one_instruction() {
        machine.intr = true;
        cpu.systemFlags |= Eflags.IF;
        cpu.shadowUntil = cpu.icount;
        assertThat(Boundary.poll(cpu)).isFalse();
        cpu.icount++;
        assertThat(Boundary.poll(cpu)).isTrue();
    }

    @Test
    void the_shadow_of_sti_does_not_hold_off_nmi_but_that_of_mov_ss_does() {
        cpu.nmiPending = true;
        cpu.shadowUntil = cpu.icount;
        cpu.shadowMovSs = true;
        assertThat(Boundary.poll(cpu)).isFalse();
        cpu.shadowMovSs = false;
        assertThat(Boundary.poll(cpu)).isTrue();
        assertThat(machine.arrivedAt()).isEqualTo(2);
    }

    @Test
    void nmi_blocks_further_ones_until_iret() {
        cpu.nmiPending = true;
        Boundary.poll(cpu);
        cpu.nmiPending = true;
        assertThat(Boundary.attention(cpu)).isFalse();
        assertThat(Boundary.poll(cpu)).isFalse();
        FarReturn.iret(cpu, 16, 0);
        assertThat(cpu.eip).isEqualTo(0x1000);
        assertThat(Boundary.poll(cpu)).isTrue();
    }

    @Test
    void debug_trap_comes_before_nmi_and_nmi_before_intr() {
        machine.intr = true;
        cpu.systemFlags |= Eflags.IF;
        cpu.nmiPending = true;
        cpu.pendingDebug = DebugEvents.BS;
        Boundary.poll(cpu);
        assertThat(machine.arrivedAt()).isEqualTo(1);
        Boundary.poll(cpu);
        assertThat(machine.arrivedAt()).isEqualTo(2);
        assertThat(Boundary.poll(cpu)).isFalse();
        FarReturn.iret(cpu, 16, 0);
        FarReturn.iret(cpu, 16, 0);
        Boundary.poll(cpu);
        assertThat(machine.arrivedAt()).isEqualTo(0x20);
    }

    @Test
    void an_interrupt_wakes_a_halted_cpu_and_returns_behind_hlt() {
        cpu.halted = true;
        assertThat(Boundary.poll(cpu)).isFalse();
        assertThat(cpu.halted).isTrue();
        cpu.systemFlags |= Eflags.IF;
        machine.intr = true;
        assertThat(Boundary.poll(cpu)).isTrue();
        assertThat(cpu.halted).isFalse();
        FarReturn.iret(cpu, 16, 0);
        assertThat(cpu.eip).isEqualTo(0x1000);
    }

    @Test
    void hlt_under_tf_is_left_by_the_trap() {
        cpu.systemFlags |= Eflags.TF;
        Boundary.poll(cpu);
        cpu.halted = true;
        cpu.icount++;
        assertThat(Boundary.poll(cpu)).isTrue();
        assertThat(cpu.halted).isFalse();
        assertThat(machine.arrivedAt()).isEqualTo(1);
    }

    @Test
    void a_fault_swallows_the_single_step_trap_of_its_instruction() {
        cpu.systemFlags |= Eflags.TF;
        Boundary.poll(cpu);
        cpu.fault.ud();
        InterruptDelivery.fault(cpu);
        assertThat(machine.arrivedAt()).isEqualTo(6);
        assertThat(Boundary.poll(cpu)).isFalse();
    }

    @Test
    void a_data_breakpoint_of_mov_ss_survives_int_n_and_traps_in_its_handler() {
        // SDM Vol. 3A, 6.8.3: held over the shadow, then delivered once INT n has changed to its handler.
        cpu.shadowUntil = cpu.icount;
        cpu.shadowMovSs = true;
        cpu.pendingDebug = 1;
        assertThat(Boundary.poll(cpu)).isFalse();
        InterruptDelivery.software(cpu, 0x30, InterruptDelivery.Source.SOFTWARE, 0x1002);
        cpu.icount++;
        assertThat(Boundary.poll(cpu)).isTrue();
        assertThat(machine.arrivedAt()).isEqualTo(1);
        assertThat(cpu.dr[6] & 0xF).isEqualTo(1);
    }

    @Test
    void rf_hides_a_code_breakpoint_once() {
        cpu.dr[0] = 0x1000;
        cpu.dr[7] |= 1;
        cpu.systemFlags |= Eflags.RF;
        assertThat(Boundary.poll(cpu)).isFalse();
        assertThat(cpu.systemFlags & Eflags.RF).isZero();
        assertThat(Boundary.poll(cpu)).isTrue();
    }

    @Test
    void an_interrupt_in_the_middle_of_rep_saves_rf() {
        machine.inProtectedMode();
        cpu.systemFlags |= Eflags.RF | Eflags.IF;
        machine.intr = true;
        Boundary.poll(cpu);
        int frame = cpu.r32(4);
        assertThat(cpu.mmu.read32(SegmentRegister.SS, frame)).isEqualTo(0x1000);
        assertThat(cpu.mmu.read32(SegmentRegister.SS, frame + 8) & Eflags.RF).isNotZero();
    }
}
