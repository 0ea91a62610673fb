package ringside.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import ringside.cpu.CpuModel;
import ringside.time.Stimulus;

class InjectorTests {
    private final Machine machine =
            new Machine(MachineConfig.standard(CpuModel.ringside32()).withRam(1 << 20));
    private final Injector injector = machine.injector();

    /** Loads real-mode code at 0000:7C00; vector {@code v}'s handler is at 0000:8000 + v. */
    private void guest(String hex) {
        machine.boot(new FlatImage(
                "test", HexFormat.of().parseHex(hex.replace(" ", "")), 0x7C00, 0x7C00, FlatMode.REAL16, List.of()));
        for (int vector = 0; vector < 256; vector++) {
            machine.memory().write32(4 * vector, 0x8000 + vector);
            machine.memory().write8(0x8000 + vector, 0xCF);
        }
        int[] program = {0x20, 0x11, 0x21, 0x20, 0x21, 4, 0x21, 1, 0xA0, 0x11, 0xA1, 0x28, 0xA1, 2, 0xA1, 1};
        for (int i = 0; i < program.length; i += 2) {
            machine.ports().out(program[i], 1, program[i + 1]);
        }
    }

    private static Stimulus.CpuException exception(int vector, boolean hasCode, int code, int cr2) {
        return new Stimulus.CpuException(vector, hasCode, code, cr2);
    }

    private void refused(Stimulus stimulus, String why) {
        assertThatThrownBy(() -> injector.inject(stimulus))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    @Test
    void an_irq_obeys_mask_flag_and_controller() {
        guest("FA 90 90 FB 90 90 90");
        machine.ports().out(0x21, 1, 0x20);
        assertThat(injector.inject(new Stimulus.IrqLevel(5, true)))
                .isEqualTo("IRQ 5 raised, masked by IMR bit 5, pending");
        assertThat(injector.inject(new Stimulus.IrqLevel(3, true)))
                .isEqualTo(
                        "IRQ 3 raised, INTR asserted, vector 23h, IF = 0: pending until the guest enables interrupts");
        machine.run(4);
        assertThat(machine.cpu().eip).as("in the shadow of STI").isEqualTo(0x7C04);
        machine.run(5);
        assertThat(machine.cpu().eip).isEqualTo(0x7C05);
        machine.run(6);
        assertThat(machine.cpu().eip).as("IRET came back").isEqualTo(0x7C05);
        assertThat(machine.pic().master().isr()).isEqualTo(0x08);
    }

    @Test
    void an_injected_irq_is_let_go_when_it_is_taken() {
        guest("FB 90 90 90 90 90 90");
        injector.inject(new Stimulus.IrqLevel(5, true));
        assertThat(machine.pic().master().lines() & 0x20).isEqualTo(0x20);
        machine.run(4);
        assertThat(machine.pic().master().lines() & 0x20).isZero();
        assertThat(machine.pic().master().isr()).isEqualTo(0x20);
        assertThat(injector.inject(new Stimulus.IrqLevel(5, true)))
                .isEqualTo("IRQ 5 raised, vector 25h is in service, pending until its EOI");
    }

    @Test
    void raising_a_line_again_makes_a_new_edge() {
        injector.inject(new Stimulus.IrqLevel(5, true));
        guest("FB 90 90 90");
        assertThat(machine.cpu().pic.asserted()).isFalse();
        injector.inject(new Stimulus.IrqLevel(5, true));
        assertThat(machine.cpu().pic.asserted()).isTrue();
        injector.inject(new Stimulus.IrqLevel(5, false));
        assertThat(machine.cpu().pic.asserted()).isFalse();
    }

    @Test
    void an_interrupt_vector_passes_the_controllers_by() {
        guest("FB 90 90 90 90");
        machine.run(2);
        assertThat(injector.inject(new Stimulus.Interrupt(0x77)))
                .isEqualTo("interrupt 77h, taken before the next instruction, handler at 0000:8077");
        machine.run(3);
        assertThat(machine.cpu().eip).isEqualTo(0x7C02);
        assertThat(machine.pic().master().isr()).isZero();
    }

    @Test
    void an_nmi_needs_no_flag_and_is_blocked_in_its_handler() {
        guest("FA 90 90");
        machine.memory().write8(0x8002, 0x90);
        machine.memory().write8(0x8003, 0xCF);
        assertThat(injector.inject(new Stimulus.Nmi()))
                .isEqualTo("NMI latched, taken before the next instruction, handler at 0000:8002");
        machine.run(1);
        assertThat(machine.cpu().eip).isEqualTo(0x8003);
        assertThat(injector.inject(new Stimulus.Nmi())).contains("blocked until the IRET");
    }

    @Test
    void an_exception_is_delivered_at_once() {
        guest("90 90 90");
        assertThat(injector.inject(exception(6, false, 0, 0)))
                .isEqualTo("exception 6: handler at 0000:8006; now at 0000:00008006");
        assertThat(machine.memory().read16(0x7BFA)).isEqualTo(0x7C00);
    }

    @Test
    void impossible_combinations_are_refused() {
        guest("90");
        refused(new Stimulus.IrqLevel(2, true), "cascade");
        refused(new Stimulus.IrqLevel(16, true), "no interrupt request line 16");
        refused(new Stimulus.Interrupt(256), "no vector 256");
        refused(exception(32, false, 0, 0), "0 to 31");
        refused(exception(2, false, 0, 0), "NMI");
        refused(exception(15, false, 0, 0), "no exception of this CPU has vector 15");
        refused(exception(6, true, 0, 0), "exception 6 has no error code");
        refused(exception(8, true, 4, 0), "always 0");
        refused(exception(13, true, 0x12345, 0), "beyond FFFFh");
        refused(exception(13, true, 0, 0x1000), "CR2");
        refused(exception(14, true, 2, 0x1000), "paging is off");
        refused(exception(11, true, 0, 0), "real mode");
        refused(exception(17, true, 0, 0), "level 3");
    }

    @Test
    void an_injection_can_wait_for_an_instruction_count() {
        guest("FB EB FE");
        assertThat(injector.injectAt(1000, new Stimulus.Interrupt(0x40)))
                .isEqualTo("interrupt 40h at instruction count 1000, 1000 from here");
        machine.breakpoints().add(0x8040);
        Stop stop = machine.run(5000);
        assertThat(stop.kind()).isEqualTo(Stop.Kind.BREAKPOINT);
        assertThat(stop.icount()).isEqualTo(1000);
        assertThatThrownBy(() -> injector.injectAt(999, new Stimulus.Nmi())).hasMessageContaining("has passed");
        assertThat(machine.run(5000).kind()).isEqualTo(Stop.Kind.LIMIT);
        assertThat(machine.cpu().eip).isEqualTo(0x7C01);
    }

    @Test
    void what_waits_for_a_count_comes_when_hlt_has_stopped_the_count_for_good() {
        guest("FA F4 EB FE");
        // A periodic timer, whose ticks do not wake the CPU.
        machine.ports().out(0x43, 1, 0x34);
        machine.ports().out(0x40, 1, 0);
        machine.ports().out(0x40, 1, 0);
        injector.injectAt(500, new Stimulus.IrqLevel(5, true));
        injector.injectAt(600, new Stimulus.Nmi());
        assertThat(machine.run(4).kind()).isEqualTo(Stop.Kind.LIMIT);
        assertThat(machine.cpu().eip).as("the NMI's handler came back").isEqualTo(0x7C02);
    }

    @Test
    void the_way_to_a_handler_is_told_as_it_is_now() {
        guest("90");
        machine.cpu().idtLimit = 0xFF;
        assertThat(injector.inject(new Stimulus.Interrupt(0x40)))
                .endsWith("the IDT limit FFh does not reach its entry");
    }
}
