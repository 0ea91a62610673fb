package ringside.vmm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import ringside.exec.EveryEngine;
import ringside.machine.Machine;

/** Page faults sorted, and shadows that follow the guest's tables. */
@EveryEngine
class ShadowPagingTests {
    private static final int EAX = 0;
    private static final int EBX = 3;
    private static final long MANY = 200_000;

    private static Machine under(String code, boolean trace) {
        Machine machine = Guests.protectedMode(Guests.PAGED + code);
        Vmm vmm = new Vmm(machine);
        vmm.tracing(trace);
        vmm.use(Technique.TRAP_AND_EMULATE);
        machine.breakpoints().add(Guests.symbol(machine, "stop"));
        machine.run(MANY);
        assertThat(machine.cpu().eip).isEqualTo(Guests.symbol(machine, "stop"));
        return machine;
    }

    private static Vmm run(String code) {
        Machine bare = Guests.protectedMode(Guests.PAGED + code);
        new Vmm(bare);
        bare.run(MANY);
        Machine machine = Guests.protectedMode(Guests.PAGED + code);
        Vmm vmm = new Vmm(machine);
        vmm.use(Technique.TRAP_AND_EMULATE);
        machine.run(MANY);
        vmm.use(Technique.OFF);
        assertThat(machine.state().hash().difference(bare.state().hash())).isEmpty();
        return vmm;
    }

    @Test
    void accessed_and_dirty_bits_and_the_tlb_are_those_of_the_bare_machine() {
        run(
                """
                mov eax, [0x200000]
                mov [0x200004], eax
                mov ebx, [0x250000]
                and dword [map], ~0x60
                invlpg [0x200000]
                mov ecx, [0x200000]
                mov edx, [map]
                stop: hlt
                """);
    }

    @Test
    void a_write_to_a_table_is_a_tracing_fault_and_the_next_access_sees_it() {
        String code =
                """
                mov eax, [0x200000]
                mov dword [map], 0x301007
                invlpg [0x200000]
                mov ebx, [0x200000]
                stop: hlt
                """;
        Vmm vmm = run(code);
        assertThat(vmm.faults().traceFaults()).isEqualTo(1);
        Machine machine = under(code, true);
        assertThat(machine.cpu().r32(EAX)).isEqualTo(0x33);
        assertThat(machine.cpu().r32(EBX)).isEqualTo(0x44);
    }

    @Test
    void the_first_access_of_a_kernel_may_be_to_the_table_that_maps_it() {
        String code =
                """
                mov dword [map], 0x300007
                mov eax, [0x200000]
                mov dword [map], 0x301007
                mov ecx, 0x102000
                mov cr3, ecx
                mov edx, [0x300000]
                mov ebx, [0x200000]
                stop: hlt
                """;
        Machine machine = Guests.protectedMode(Guests.PAGED + code);
        // Translated, its code is not fetched from the guest's pages, which would have the table shadowed before.
        new Vmm(machine).use(Technique.BINARY_TRANSLATION);
        machine.run(MANY);
        assertThat(machine.presentCpu().r32(EBX)).isEqualTo(0x44);
    }

    private static Vmm tuned(String code, boolean trace, boolean cache, int expected) {
        Machine machine = Guests.protectedMode(Guests.PAGED + code);
        Vmm vmm = new Vmm(machine);
        vmm.tracing(trace);
        vmm.caching(cache);
        vmm.use(Technique.TRAP_AND_EMULATE);
        machine.breakpoints().add(Guests.symbol(machine, "stop"));
        machine.run(MANY);
        assertThat(machine.cpu().r32(EBX)).isEqualTo(expected);
        return vmm;
    }

    /** Changes a mapping and changes the address space, which flushes the TLB. */
    private static final String REMAP =
            """
            mov eax, [0x200000]
            mov dword [map], 0x301007
            mov ecx, 0x102000
            mov cr3, ecx
            mov ebx, [0x200000]
            stop: hlt
            """;

    @Test
    void kept_shadows_need_traces_or_the_guest_reads_through_a_stale_mapping() {
        assertThat(tuned(REMAP, true, true, 0x44).faults().traceFaults()).isEqualTo(1);
        assertThat(tuned(REMAP, false, false, 0x44).faults().traceFaults()).isZero();
        tuned(REMAP, false, true, 0x33);
    }

    @Test
    void keeping_shadows_saves_the_hidden_faults_after_each_load_of_cr3() {
        String code =
                """
                mov esi, 50
                .again: mov ecx, 0x102000
                mov cr3, ecx
                mov eax, [0x200000]
                mov ecx, 0x100000
                mov cr3, ecx
                mov ebx, [0x200000]
                dec esi
                jnz .again
                stop: hlt
                """;
        long kept = tuned(code, true, true, 0x33).faults().hiddenFaults();
        long dropped = tuned(code, true, false, 0x33).faults().hiddenFaults();
        assertThat(dropped - kept).isGreaterThanOrEqualTo(100);
    }

    @Test
    void a_fault_of_the_guest_is_true_and_has_its_error_code_and_cr2() {
        String code =
                """
                mov dword [0x1070], 0x00080000 + handler
                mov dword [0x1074], 0x8e00
                lidt [idt]
                mov dword [map], 0x300004
                mov dword [0x200008], 1
                stop: hlt
                handler: mov eax, [esp]
                mov ebx, cr2
                jmp stop
                idt: dw 0x7ff
                dd 0x1000
                """;
        Vmm vmm = run(code);
        assertThat(vmm.faults().trueFaults()).isEqualTo(1);
        Machine machine = under(code, true);
        assertThat(machine.cpu().r32(EAX)).isEqualTo(2);
        assertThat(machine.cpu().r32(EBX)).isEqualTo(0x20_0008);
    }

    @Test
    void large_pages_write_protection_and_rom_are_shadowed() {
        run(
                """
                mov eax, cr4
                or eax, 0x10
                mov cr4, eax
                mov dword [0x100004], 0x83
                mov eax, [0x500000]
                mov [0x700010], eax
                mov eax, cr0
                and eax, ~0x10000
                mov cr0, eax
                mov dword [map], 0x300005
                invlpg [0x200000]
                mov dword [0x200010], 7
                mov ebx, [0x300010]
                mov [0xffff0], ebx
                mov ebx, [0xffff0]
                stop: hlt
                """);
    }

    /** Makes 103000h a table of pages, uses it, and takes it out of the directory. */
    private static final String FORMER_TABLE =
            """
            mov dword [0x103000], 0x200007
            mov dword [0x100004], 0x103007
            mov eax, [0x400000]
            mov dword [0x100004], 0
            mov ecx, 0x100000
            mov cr3, ecx
            mov edi, 0x103000
            mov ecx, 1000
            """;

    @Test
    void a_page_that_is_no_table_any_more_is_written_freely_after_some_faults() {
        Vmm vmm = run(
                FORMER_TABLE
                        + """
                again: mov [edi], ecx
                add edi, 4
                loop again
                stop: hlt
                """);
        assertThat(vmm.faults().traceFaults()).isBetween(2L, 300L);
    }

    @Test
    void a_string_instruction_that_fills_a_traced_page_leaves_the_guest_once() {
        Vmm vmm = run(FORMER_TABLE + "xor eax, eax\nrep stosd\nstop: hlt\n");
        assertThat(vmm.faults().traceFaults()).isBetween(1L, 5L);
    }
}
