package ringside.vmm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import ringside.machine.Machine;
import ringside.machine.Stop;
import ringside.time.Stimulus;

/** What comes from outside while the monitor has the machine is for the guest, and the monitor goes on. */
class ParkedGuestTests {
    private static final String HALTED =
            """
            mov dword [0x1010], 0x00080000 + nmi
            mov dword [0x1014], 0x8e00
            mov dword [0x1068], 0x00080000 + general
            mov dword [0x106c], 0x8e00
            lidt [idt]
            sti
            hlt
            hlt
            nmi: mov eax, 1
            hlt
            general: mov ebx, [esp]
            hlt
            idt: dw 0x7ff
            dd 0x1000
            """;

    private static Machine halted(Vmm[] monitor) {
        Machine machine = Guests.protectedMode(HALTED);
        monitor[0] = new Vmm(machine);
        monitor[0].use(Technique.TRAP_AND_EMULATE);
        machine.run(1_000);
        assertThat(machine.presentCpu().halted).isTrue();
        return machine;
    }

    @Test
    void an_nmi_that_comes_while_the_guest_is_halted_reaches_the_guests_handler_once() {
        Vmm[] monitor = new Vmm[1];
        Machine machine = halted(monitor);
        machine.stimulate(new Stimulus.Nmi());
        machine.run(2_000);
        assertThat(monitor[0].guestCpu().r32(0)).isEqualTo(1);
        assertThat(machine.cpu().nmiPending).isFalse();
    }

    @Test
    void an_injected_exception_goes_through_the_guests_table_not_the_monitors() {
        Vmm[] monitor = new Vmm[1];
        Machine machine = halted(monitor);
        machine.injector().inject(new Stimulus.CpuException(13, true, 0x18, 0));
        Stop stop = machine.run(2_000);
        assertThat(stop.detail()).doesNotContain("monitor");
        assertThat(monitor[0].guestCpu().r32(3)).isEqualTo(0x18);
    }

    @Test
    void a_register_written_is_the_guests_and_the_monitor_stays_in_ring_0() {
        Vmm[] monitor = new Vmm[1];
        Machine machine = halted(monitor);
        machine.stimulate(new Stimulus.RegisterWrite("cr3", 0x5000));
        machine.stimulate(new Stimulus.RegisterWrite("esi", 77));
        assertThat(monitor[0].guestCpu().cr3).isEqualTo(0x5000);
        assertThat(machine.cpu().cr3).isNotEqualTo(0x5000);
        monitor[0].use(Technique.OFF);
        assertThat(machine.cpu().r32(6)).isEqualTo(77);
    }

    @Test
    void a_breakpoint_is_hit_in_code_that_only_the_monitor_can_carry_out() {
        // Directly after the switch to protected mode SS still has what real mode left in it.
        Machine machine = Guests.kernel();
        Vmm vmm = new Vmm(machine);
        vmm.use(Technique.TRAP_AND_EMULATE);
        int start32 = Guests.symbol(machine, "start32");
        machine.breakpoints().add(start32);
        Stop stop = machine.run(1_000);
        assertThat(stop.kind()).isEqualTo(Stop.Kind.BREAKPOINT);
        assertThat(machine.presentCpu().eip).isEqualTo(start32);
    }
}
