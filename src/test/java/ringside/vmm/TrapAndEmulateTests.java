package ringside.vmm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import ringside.cpu.Eflags;
import ringside.cpu.Vcpu;
import ringside.exec.EveryEngine;
import ringside.isa.SegmentRegister;
import ringside.machine.Excursion;
import ringside.machine.Machine;
import ringside.machine.Snapshot;
import ringside.machine.StateHash;
import ringside.machine.Stop;

/** A guest under the monitor: equal where everything sensitive traps, wrong where it does not. */
@EveryEngine
class TrapAndEmulateTests {
    private static final int EAX = 0;
    private static final int EBX = 3;
    private static final long MANY = 1_000_000;

    /** Runs the same guest bare and under the monitor to its HLT and compares all of both machines. */
    private static Vmm assertEqualToBare(String code) {
        Machine bare = Guests.protectedMode(code);
        new Vmm(bare);
        bare.run(MANY);
        Machine machine = Guests.protectedMode(code);
        Vmm vmm = new Vmm(machine);
        vmm.use(Technique.TRAP_AND_EMULATE);
        machine.run(MANY);
        long icount = machine.cpu().icount;
        vmm.use(Technique.OFF);
        assertThat(icount).isEqualTo(bare.cpu().icount);
        assertThat(machine.cpu().r32(EAX)).isEqualTo(bare.cpu().r32(EAX));
        assertThat(machine.state().hash().difference(bare.state().hash())).isEmpty();
        return vmm;
    }

    @Test
    void privileged_instructions_trap_and_have_their_effect_on_the_virtual_cpu() {
        Vmm vmm = assertEqualToBare(
                """
                mov eax, cr0
                or eax, 0x20
                mov cr0, eax
                mov ecx, 0x174
                mov eax, 0x1234
                xor edx, edx
                wrmsr
                rdmsr
                mov ebx, eax
                mov eax, 0x3000
                mov dr1, eax
                mov eax, dr1
                clts
                out 0x80, al
                in al, 0x80
                mov edx, cr0
                hlt
                """);
        assertThat(vmm.log().count(ExitReason.CR_ACCESS)).isEqualTo(6);
        assertThat(vmm.log().count(ExitReason.MSR_READ)).isEqualTo(1);
        assertThat(vmm.log().count(ExitReason.DR_ACCESS)).isEqualTo(2);
        assertThat(vmm.log().count(ExitReason.IO_INSTRUCTION)).isEqualTo(2);
        assertThat(vmm.log().count(ExitReason.HLT)).isEqualTo(1);
    }

    @Test
    void exceptions_and_interrupts_go_through_the_guests_own_idt() {
        Vmm vmm = assertEqualToBare(
                """
                mov edi, idt
                mov ecx, 64
                mov ebp, 0x1000
                .gate: mov word [ebp], handler
                mov dword [ebp + 2], 8
                mov word [ebp + 4], 0x8e00
                mov word [ebp + 6], 0
                add ebp, 8
                loop .gate
                mov word [0x1100], tick
                lidt [idt]
                xor ebx, ebx
                xor edx, edx
                div edx
                int 0x21
                nop
                nop
                ud2
                mov al, 0x11
                out 0x20, al
                mov al, 0x20
                out 0x21, al
                mov al, 4
                out 0x21, al
                mov al, 1
                out 0x21, al
                mov al, 0xfe
                out 0x21, al
                mov al, 0x34
                out 0x43, al
                mov al, 0xff
                out 0x40, al
                mov al, 1
                out 0x40, al
                sti
                .wait: cmp dword [0x2000], 5
                jb .wait
                cli
                hlt
                handler: inc ebx
                add dword [esp], 2
                cmp byte [esp + 1], 0x80
                iret
                tick: push eax
                inc dword [0x2000]
                mov al, 0x20
                out 0x20, al
                pop eax
                iret
                idt: dw 0x1ff
                dd 0x1000
                """);
        assertThat(vmm.log().count(ExitReason.EXTERNAL_INTERRUPT)).isGreaterThanOrEqualTo(5);
        assertThat(vmm.log().count(ExitReason.EXCEPTION_NMI)).isEqualTo(2);
    }

    @Test
    void the_kernel_really_runs_at_cpl_1_and_believes_to_be_at_0() {
        Machine machine = Guests.protectedMode("nop\nhlt\n");
        Vmm vmm = new Vmm(machine);
        vmm.use(Technique.TRAP_AND_EMULATE);
        machine.breakpoints().add(Guests.symbol(machine, "main"));
        assertThat(machine.run(MANY).kind()).isEqualTo(Stop.Kind.BREAKPOINT);
        assertThat(machine.cpu().cpl).isEqualTo(1);
        assertThat(machine.cpu().selector[SegmentRegister.SS]).isEqualTo(0x11);
        Vcpu guest = vmm.guestCpu();
        assertThat(guest.cpl).isZero();
        assertThat(guest.selector[SegmentRegister.CS]).isEqualTo(8);
        assertThat(guest.selector[SegmentRegister.SS]).isEqualTo(0x10);
        assertThat(guest.segmentLimit[SegmentRegister.CS]).isEqualTo(-1);
        assertThat(machine.cpu().segmentLimit[SegmentRegister.CS]).isEqualTo(0xFFBF_FFFF);
    }

    @Test
    void popf_keeps_the_interrupt_flag_wrong_and_nothing_traps() {
        String code =
                """
                sti
                pushf
                cli
                popf
                nop
                stop: hlt
                """;
        Machine machine = Guests.protectedMode(code);
        Vmm vmm = new Vmm(machine);
        vmm.use(Technique.TRAP_AND_EMULATE);
        machine.breakpoints().add(Guests.symbol(machine, "stop"));
        machine.run(MANY);
        // Bare, POPF would have set IF again.
        assertThat(vmm.guestCpu().systemFlags & Eflags.IF).isZero();
        assertThat(vmm.log().last(10)).noneMatch(exit -> exit.qualification().startsWith("popf"));
    }

    @Test
    void the_ring_shows_in_cs_and_the_monitors_tables_in_sgdt() {
        Machine machine = Guests.protectedMode(
                """
                mov eax, cs
                sgdt [0x3000]
                mov ebx, [0x3002]
                stop: hlt
                """);
        Vmm vmm = new Vmm(machine);
        vmm.use(Technique.TRAP_AND_EMULATE);
        machine.breakpoints().add(Guests.symbol(machine, "stop"));
        machine.run(MANY);
        assertThat(machine.cpu().r32(EAX)).isEqualTo(9);
        assertThat(machine.cpu().r32(EBX)).isEqualTo(MonitorMemory.BASE);
    }

    @Test
    void with_umip_the_monitor_answers_for_sgdt_as_the_bare_machine_does() {
        Machine machine = Guests.boot(
                "bits 16\norg 0x8000\nsgdt [0x3000]\nmov eax, [0x3002]\nstop: hlt\n".getBytes(), "ringside32,+umip");
        Vmm vmm = new Vmm(machine);
        vmm.use(Technique.TRAP_AND_EMULATE);
        machine.breakpoints().add(Guests.symbol(machine, "stop"));
        machine.run(MANY);
        assertThat(machine.cpu().r32(EAX)).isEqualTo(vmm.guestCpu().gdtBase);
        assertThat(vmm.log().count(ExitReason.GDTR_IDTR)).isEqualTo(1);
    }

    @Test
    void sysenter_cannot_reach_ring_0_of_the_machine() {
        Vmm vmm = assertEqualToBare(
                """
                mov ecx, 0x174
                mov eax, 8
                xor edx, edx
                wrmsr
                inc ecx
                mov eax, 0x6000
                wrmsr
                inc ecx
                mov eax, entered
                wrmsr
                sysenter
                nop
                entered: mov eax, esp
                hlt
                """);
        assertThat(vmm.log().count(ExitReason.SYSENTER)).isEqualTo(1);
    }

    @Test
    void what_lies_in_the_monitors_part_of_the_address_space_is_the_guests_all_the_same() {
        Vmm vmm = assertEqualToBare(
                """
                mov dword [0xffd00000], 5
                mov eax, [0xffd00000]
                hlt
                """);
        assertThat(vmm.log().count(ExitReason.SEGMENT_LIMIT)).isEqualTo(2);
    }

    @Test
    void a_monitor_can_come_and_go_at_any_instruction() {
        Machine bare = Guests.kernel();
        Machine machine = Guests.kernel();
        new Vmm(bare);
        Vmm vmm = new Vmm(machine);
        long until = 0;
        for (int i = 0; i < 150; i++) {
            vmm.use(i % 2 == 0 ? Technique.TRAP_AND_EMULATE : Technique.OFF);
            until += i * 7 % 101 + 1;
            machine.run(until);
        }
        vmm.use(Technique.OFF);
        bare.run(until);
        assertThat(machine.state().hash().difference(bare.state().hash())).isEmpty();
    }

    @Test
    void forks_and_snapshots_carry_the_monitor_along() {
        Machine machine = Guests.kernel();
        Vmm vmm = new Vmm(machine);
        Snapshot before = machine.state().snapshot();
        machine.run(9_000);
        vmm.use(Technique.TRAP_AND_EMULATE);
        machine.run(12_000);
        Snapshot under = machine.state().snapshot();
        StateHash here = machine.state().hash();
        Excursion fork = machine.state().excursion();
        machine.run(14_000);
        StateHash there = machine.state().hash();
        fork.rollBack();
        assertThat(machine.state().hash().difference(here)).isEmpty();
        machine.run(14_000);
        assertThat(machine.state().hash().difference(there)).isEmpty();
        machine.state().restore(before);
        assertThat(vmm.technique()).isEqualTo(Technique.OFF);
        machine.run(12_500);
        machine.state().restore(under);
        assertThat(vmm.technique()).isEqualTo(Technique.TRAP_AND_EMULATE);
        machine.run(14_000);
        assertThat(machine.state().hash().difference(there)).isEmpty();
    }

    @Test
    void one_entry_taken_from_the_shadow_is_exactly_one_hidden_fault() {
        Machine machine = Guests.kernel();
        Vmm vmm = new Vmm(machine);
        vmm.use(Technique.TRAP_AND_EMULATE);
        machine.breakpoints().add(Guests.symbol(machine, "task_a"));
        machine.run(MANY);
        machine.run(machine.cpu().icount + 1);
        long before = vmm.faults().hiddenFaults();
        assertThat(vmm.clearShadow(Guests.symbol(machine, "task_a"))).isTrue();
        machine.run(machine.cpu().icount + 1);
        assertThat(vmm.faults().hiddenFaults() - before).isEqualTo(1);
        List<VmExit> last = vmm.log().last(1);
        assertThat(last.get(0).reason()).isEqualTo(ExitReason.HIDDEN_PAGE_FAULT);
    }
}
