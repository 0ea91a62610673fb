package ringside.vmm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ringside.cpu.Vcpu;
import ringside.exec.EveryEngine;
import ringside.isa.SegmentRegister;
import ringside.machine.Excursion;
import ringside.machine.Machine;
import ringside.machine.StateHash;
import ringside.machine.Stop;
import ringside.time.Stimulus;
import ringside.vmm.bt.Clock;
import ringside.vmm.bt.TranslationCache;
import ringside.vmm.bt.Treatment;

/** The guest's kernel runs from the translation cache and cannot tell. */
@EveryEngine
class BinaryTranslationTests {
    private static final int EAX = 0;
    private static final int EBX = 3;
    private static final int EDI = 7;
    private static final long TYPED = 120_000;
    private static final long END = 300_000;
    private static final long MANY = 100_000;

    private final StringBuilder serial = new StringBuilder();

    private Machine kernel(Technique technique) {
        serial.setLength(0);
        Machine machine = Guests.kernel();
        machine.connectSerial(0, value -> serial.append((char) value));
        Vmm vmm = new Vmm(machine);
        vmm.retranslate(cache -> cache.unit(1));
        vmm.use(technique);
        machine.run(TYPED);
        for (byte octet : "ticks\r".getBytes(StandardCharsets.US_ASCII)) {
            machine.stimulate(new Stimulus.SerialByte(0, octet));
        }
        machine.run(END);
        assertThat(machine.cpu().icount).isEqualTo(END);
        vmm.use(Technique.OFF);
        return machine;
    }

    private static Vmm run(String code, Consumer<TranslationCache> settings) {
        Machine machine = Guests.protectedMode(code);
        Vmm vmm = new Vmm(machine);
        vmm.retranslate(settings);
        vmm.use(Technique.BINARY_TRANSLATION);
        machine.run(MANY);
        return vmm;
    }

    private static Vmm run(String code) {
        return run(code, cache -> {});
    }

    private static Machine bare(String code) {
        Machine machine = Guests.protectedMode(code);
        machine.run(MANY);
        return machine;
    }

    @Test
    void translated_exactly_the_kernel_is_equal_to_bare_to_the_last_bit() {
        Machine bare = kernel(Technique.OFF);
        String said = serial.toString();
        Machine translated = kernel(Technique.BINARY_TRANSLATION);
        assertThat(said).contains("> ticks");
        assertThat(serial).hasToString(said);
        assertThat(translated.state().hash().difference(bare.state().hash())).isEmpty();
    }

    @Test
    void units_of_twelve_compute_the_same_with_few_exits() {
        String code =
                """
                mov ecx, 20000
                xor eax, eax
                again: call add
                loop again
                hlt
                add: add eax, ecx
                ret
                """;
        Vmm vmm = run(code);
        assertThat(vmm.guestCpu().r32(EAX)).isNotZero();
        assertThat(vmm.log().count()).isLessThan(40);
        Vmm unchained = run(code, cache -> cache.chaining(false));
        assertThat(unchained.log().count()).isGreaterThan(1_000);
    }

    @Test
    void flags_of_the_interrupt_are_virtual_and_nothing_traps() {
        Vmm vmm = run(
                """
                sti
                nop
                pushf
                pop eax
                cli
                pushf
                pop ebx
                hlt
                """);
        assertThat(vmm.guestCpu().r32(EAX) & 0x3200).isEqualTo(0x200);
        assertThat(vmm.guestCpu().r32(EBX) & 0x3200).isZero();
        assertThat(vmm.log().last(100))
                .noneMatch(exit -> exit.cs() == 8 && exit.qualification().matches("sti|cli|pushf"));
    }

    @Test
    void critical_instructions_do_what_they_do_bare() {
        String code =
                """
                mov eax, cs
                push ss
                pop ebx
                smsw ecx
                sldt edx
                str esi
                push dword 0x246
                popf
                lar edi, eax
                hlt
                """;
        Machine bare = bare(code);
        Vcpu guest = run(code).guestCpu();
        for (int register = 0; register < 8; register++) {
            assertThat(guest.r32(register)).isEqualTo(bare.cpu().r32(register));
        }
        assertThat(guest.eflags()).isEqualTo(bare.cpu().eflags());
    }

    @Test
    void the_machine_is_at_cpl_1_in_the_monitors_region() {
        Machine machine = Guests.protectedMode("main1: nop\nnop\njmp main1\n");
        Vmm vmm = new Vmm(machine);
        vmm.use(Technique.BINARY_TRANSLATION);
        machine.run(MANY);
        assertThat(machine.cpu().cpl).isEqualTo(1);
        assertThat(machine.cpu().eip).isLessThan(0).isGreaterThan(MonitorMemory.BASE);
        assertThat(machine.cpu().segmentLimit[SegmentRegister.DS]).isEqualTo(0xFFBF_FFFF);
        assertThat(vmm.guestCpu().eip).isBetween(Guests.symbol(machine, "main1"), Guests.symbol(machine, "main1") + 3);
        assertThat(vmm.guestCpu().cpl).isZero();
    }

    @Test
    void an_int3_in_the_cache_stops_the_guest_there() {
        Machine machine = Guests.protectedMode("main1: inc eax\nnop\njmp main1\n");
        Vmm vmm = new Vmm(machine);
        vmm.use(Technique.BINARY_TRANSLATION);
        machine.run(MANY);
        int start = vmm.translation().entry(Guests.symbol(machine, "main1"));
        int physical = (int) machine.cpu().mmu.translatePeek(start);
        machine.memory().poke8(physical & 0xFFFF_FFFFL, 0xCC);
        int before = vmm.guestCpu().r32(EAX);
        Stop stop = machine.run(machine.cpu().icount + 1_000);
        assertThat(stop.detail()).contains(String.format("INT at %08x", start));
        assertThat(vmm.guestCpu().r32(EAX)).isLessThanOrEqualTo(before + 1);
    }

    @Test
    void code_that_the_guest_writes_is_translated_anew() {
        String code =
                """
                mov esi, 3
                next: call there
                mov byte [there + 1], 7
                dec esi
                jnz next
                hlt
                there: mov bl, 1
                add al, bl
                ret
                """;
        Machine bare = bare(code);
        Vmm vmm = run(code);
        assertThat(vmm.guestCpu().r32(EAX)).isEqualTo(bare.cpu().r32(EAX));
        assertThat(vmm.translation().statistics().invalidations()).isPositive();
    }

    @Test
    void a_unit_of_nothing_but_a_jump_dies_without_the_unit_that_follows_it() {
        String code =
                """
                mov edi, 2
                again: mov eax, cr0
                mov cr0, eax
                first: jmp short over
                inc ebx
                jz over
                over: mov word [first], 0xf689 ; mov esi, esi
                dec edi
                jnz again
                hlt
                """;
        Machine bare = bare(code);
        Vcpu guest = run(code).guestCpu();
        assertThat(guest.r32(EBX)).isEqualTo(bare.cpu().r32(EBX));
        assertThat(guest.r32(EDI)).isZero();
    }

    @Test
    void a_jump_to_where_nothing_is_faults_each_time() {
        String code =
                """
                mov dword [0x1070], 0x00080000 + handler
                mov dword [0x1074], 0x8e00
                lidt [idt]
                mov edi, 3
                again: jmp 0x600000
                back: dec edi
                jnz again
                hlt
                handler: inc ebx
                add esp, 4
                mov dword [esp], back
                iret
                idt: dw 0x7f
                dd 0x1000
                """;
        Vcpu guest = run(Guests.PAGED + code).guestCpu();
        assertThat(guest.r32(EBX)).isEqualTo(3);
        assertThat(guest.r32(EDI)).isZero();
    }

    @Test
    void invlpg_takes_away_what_was_translated_from_its_page() {
        String code =
                """
                mov dword [0x300000], 0x00c301b3
                mov dword [0x301000], 0x00c302b3
                mov eax, 0x200000
                call eax
                mov edi, ebx
                mov dword [map], 0x301007
                invlpg [0x200000]
                call eax
                hlt
                """;
        Vcpu guest = run(Guests.PAGED + code).guestCpu();
        assertThat(guest.r32(EDI) & 0xFF).isEqualTo(1);
        assertThat(guest.r32(EBX) & 0xFF).isEqualTo(2);
    }

    private static long checks(String forget) {
        String loop = "mov edx, 0x100000\nmov ecx, 100\nagain: " + forget + "\ndec ecx\njnz again\nhlt\n";
        return run(Guests.PAGED + loop).translation().statistics().checks();
    }

    @Test
    void invlpg_elsewhere_checks_no_page_of_code_and_a_load_of_cr3_checks_all() {
        assertThat(checks("mov cr3, edx")).isGreaterThanOrEqualTo(100);
        assertThat(checks("invlpg [0x200000]")).isBetween(100L, 150L);
        assertThat(checks("invlpg [0x800000]")).isLessThan(20);
    }

    @Test
    void a_guest_that_reads_its_own_code_sees_the_original() {
        Vmm vmm = run("mov esi, here\nmovzx eax, byte [esi]\nhere: pushf\nhlt\n");
        assertThat(vmm.guestCpu().r32(EAX)).isEqualTo(0x9C);
    }

    @Test
    void beyond_the_truncated_limit_the_guest_finds_its_own_memory() {
        Vmm vmm = run("mov eax, [0xffd00000]\nhlt\n");
        assertThat(vmm.guestCpu().r32(EAX)).isEqualTo(-1);
        assertThat(vmm.log().last(100)).anyMatch(exit -> exit.qualification().contains("0xffd00000"));
    }

    @Test
    void a_fault_in_the_middle_of_a_unit_has_the_guests_eip() {
        String code =
                """
                mov dword [0x1000], 0x00080000 + handler
                mov dword [0x1004], 0x8e00
                lidt [idt]
                xor edx, edx
                nop
                wrong: div edx
                hlt
                handler: pop eax
                hlt
                idt: dw 7
                dd 0x1000
                """;
        Machine machine = Guests.protectedMode(code);
        Vcpu guest = run(code).guestCpu();
        assertThat(guest.r32(EAX)).isEqualTo(Guests.symbol(machine, "wrong"));
    }

    @Test
    void an_instruction_that_faults_often_becomes_a_callout() {
        String code =
                """
                lgdt [pointer]
                mov ecx, 100
                again: inc dword [gdt + 0x28]
                loop again
                hlt
                """;
        Vmm vmm = run(code);
        assertThat(vmm.translation().adaptations()).hasSize(1);
        assertThat(vmm.faults().traceFaults()).isEqualTo(8);
        assertThat(vmm.log().count(ExitReason.CALLOUT)).isGreaterThanOrEqualTo(92);
        Vmm trusting = run(code, cache -> cache.adapting(false));
        assertThat(trusting.faults().traceFaults()).isEqualTo(100);
    }

    @Test
    void a_callout_that_a_copy_could_have_done_32_times_in_a_row_is_a_copy_again() {
        String code =
                """
                lgdt [pointer]
                mov esi, gdt + 0x28
                mov ecx, 20
                call again
                mov esi, 0xa000
                mov ecx, 100
                call again
                hlt
                again: inc dword [esi]
                loop again
                ret
                """;
        Vmm vmm = run(code);
        assertThat(vmm.faults().traceFaults()).isEqualTo(8);
        assertThat(vmm.translation().adaptations())
                .singleElement()
                .satisfies(adaptation -> assertThat(adaptation.callout()).isFalse());
        assertThat(vmm.log().last(1_000))
                .filteredOn(exit -> exit.reason() == ExitReason.CALLOUT
                        && exit.qualification().startsWith("inc"))
                .hasSize(12 + 32);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mov [gdt + 0x28], eax",
                "mov eax, [0x2000000]",
                "mov eax, [0xffd00000]",
                "push dword [0x2000000]",
                "mov al, [0x2000000]",
                "mov eax, [cs:gdt]",
                "add word [gdt + 0x28], 0"
            })
    void what_goes_on_needing_the_monitor_stays_a_callout(String instruction) {
        Vmm vmm = run("lgdt [pointer]\nmov ecx, 200\nagain: " + instruction + "\nmov esp, 0x7000\nloop again\nhlt\n");
        assertThat(vmm.translation().adaptations())
                .singleElement()
                .satisfies(adaptation -> assertThat(adaptation.callout()).isTrue());
        assertThat(vmm.log().count(ExitReason.CALLOUT)).isGreaterThanOrEqualTo(192);
    }

    @Test
    void rdtsc_is_read_three_ways_and_in_the_cache_it_is_stale() {
        String code = "rdtsc\nmov ebx, eax\nnop\nnop\nrdtsc\nsub eax, ebx\nhlt\n";
        assertThat(run(code, cache -> cache.clock(Clock.CACHE)).guestCpu().r32(EAX))
                .isZero();
        for (Clock clock : new Clock[] {Clock.TRAP, Clock.CALLOUT}) {
            Vmm vmm = run(code, cache -> cache.clock(clock));
            assertThat(vmm.guestCpu().r32(EAX)).isEqualTo(4);
            assertThat(vmm.log().last(100))
                    .filteredOn(exit -> exit.qualification().equals("rdtsc"))
                    .hasSize(2);
        }
        Vmm direct = run(code);
        assertThat(direct.guestCpu().r32(EAX)).isEqualTo(4);
        assertThat(direct.log().last(100))
                .noneMatch(exit -> exit.qualification().equals("rdtsc"));
    }

    @Test
    void most_instructions_are_copies() {
        Machine machine = Guests.kernel();
        Vmm vmm = new Vmm(machine);
        vmm.use(Technique.BINARY_TRANSLATION);
        machine.run(MANY);
        assertThat(vmm.translation().statistics().identicalPercent()).isGreaterThan(60);
        assertThat(vmm.translation().statistics().treatments()).containsKeys(Treatment.RETURN, Treatment.CALL);
    }

    @Test
    void the_guest_stops_at_breakpoints_of_its_own_code() {
        Machine machine = Guests.protectedMode("again: inc eax\nthere: nop\njmp again\n");
        int there = Guests.symbol(machine, "there");
        Vmm vmm = new Vmm(machine);
        vmm.use(Technique.BINARY_TRANSLATION);
        machine.run(1_000);
        int before = vmm.guestCpu().r32(EAX);
        machine.breakpoints().add(there);
        for (int i = 0; i < 3; i++) {
            Stop stop = machine.run(MANY);
            assertThat(stop.kind()).isEqualTo(Stop.Kind.BREAKPOINT);
            assertThat(stop.eip()).isEqualTo(there);
        }
        assertThat(vmm.guestCpu().r32(EAX)).isBetween(before + 2, before + 4);
    }

    @Test
    void what_happens_in_the_cache_can_be_undone_and_repeated() {
        Machine machine = Guests.kernel();
        Vmm vmm = new Vmm(machine);
        vmm.use(Technique.BINARY_TRANSLATION);
        machine.run(30_000);
        StateHash before = machine.state().hash();
        Excursion fork = machine.state().excursion();
        machine.run(60_000);
        StateHash there = machine.state().hash();
        fork.rollBack();
        assertThat(machine.state().hash().difference(before)).isEmpty();
        machine.run(60_000);
        assertThat(machine.state().hash().difference(there)).isEmpty();
    }
}
