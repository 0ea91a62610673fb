package ringside.vmm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import ringside.cpu.Vcpu;
import ringside.exec.EveryEngine;
import ringside.exec.dbt.ProgramGenerator;
import ringside.isa.SegmentRegister;
import ringside.machine.Excursion;
import ringside.machine.Machine;
import ringside.machine.StateHash;
import ringside.machine.Stop;
import ringside.time.Stimulus;
import ringside.vmm.bt.TranslationCache;

/** Code of CPL 3 runs from a translation cache too: no program can tell, and none can touch the cache. */
@EveryEngine
class UserTranslationTests {
    private static final int EAX = 0;
    private static final int EBX = 3;
    private static final int ESI = 6;
    private static final int EDI = 7;
    private static final long MANY = 20_000;

    /** Instructions until the program has begun. */
    private static final long SET_UP = 10_400;

    /** What the handlers of exceptions leave: vector, error code, EIP, CR2. */
    private static final int REPORT = 0x600;

    /**
     * A kernel that maps the first 8 MiB to themselves, the first for users except 200000h, and enters ring 3 at {@code user};
     * exceptions are reported and end at {@code end}. IOPL is 0 unless a test says otherwise.
     */
    private static String ring3(int iopl, String user) {
        String gates = IntStream.range(0, 32)
                .mapToObj(n -> "dw vector" + n + ", 8, 0x8e00, 0\n")
                .collect(Collectors.joining());
        String handlers = IntStream.range(0, 32)
                .mapToObj(n -> "vector" + n + ":\n" + (n == 8 || n >= 10 && n <= 14 || n == 17 ? "" : "push 0\n")
                        + "push " + n + "\njmp report\n")
                .collect(Collectors.joining());
        return """
                lgdt [own_pointer]
                mov edi, 0x301000
                mov eax, 7
                .low: mov [edi], eax
                add edi, 4
                add eax, 0x1000
                cmp edi, 0x302000
                jb .low
                mov dword [0x301000 + 0x200 * 4], 0x200003
                mov dword [0x300000], 0x301007
                mov dword [0x300004], 0x302003
                .high: mov [edi], eax
                add edi, 4
                add eax, 0x1000
                cmp edi, 0x303000
                jb .high
                mov eax, 0x300000
                mov cr3, eax
                mov eax, cr0
                or eax, 0x80010000
                mov cr0, eax
                jmp paging
                paging: lidt [idt_pointer]
                mov ax, 0x28
                ltr ax
                mov ax, 0x33
                mov fs, ax
                mov ax, 0x23
                mov ds, ax
                mov es, ax
                enter: mov esp, 0x7000
                push 0x23
                push 0x20000
                push dword 0x202 + (%d << 12)
                push 0x1b
                push user
                iretd
                report: mov eax, [ss:esp]
                mov [ss:%d], eax
                mov eax, [ss:esp + 4]
                mov [ss:%d + 4], eax
                mov eax, [ss:esp + 8]
                mov [ss:%d + 8], eax
                mov eax, cr2
                mov [ss:%d + 12], eax
                jmp end
                syscall: mov ax, 0x10
                mov ds, ax
                mov eax, cr3
                mov cr3, eax
                invlpg [0x9000]
                mov ax, 0x23
                mov ds, ax
                iretd
                end: mov ax, 0x10
                mov ds, ax
                cli
                hlt
                jmp end
                %s
                align 8
                own_gdt: dq 0, 0x00cf9b000000ffff, 0x00cf93000000ffff, 0x00cffb000000ffff, 0x00cff3000000ffff
                dw 0x67, task, 0x8900, 0
                dq 0x0040f31000002fff
                own_pointer: dw 55
                dd own_gdt
                idt: %s
                times 16 dq 0
                dw syscall, 8, 0xee00, 0
                idt_pointer: dw 49 * 8 - 1
                dd idt
                task: dd 0, 0x7000, 0x10
                times 22 dd 0
                dd 0x680000
                align 4096
                user:
                %s
                """
                .formatted(iopl, REPORT, REPORT, REPORT, REPORT, handlers, gates, user);
    }

    private static Machine machine(String user) {
        return Guests.protectedMode(ring3(0, user));
    }

    private static Vmm under(Machine machine, boolean translate) {
        Vmm vmm = new Vmm(machine);
        vmm.translateUsers(translate);
        vmm.use(Technique.BINARY_TRANSLATION);
        return vmm;
    }

    private static Vmm translated(String user) {
        Machine machine = machine(user);
        Vmm vmm = under(machine, true);
        machine.run(MANY);
        return vmm;
    }

    private static int report(Machine machine, int index) {
        return machine.memory().read32(REPORT + 4L * index);
    }

    /** Runs a program bare and translated, as far as it goes; registers and memory have to be equal. */
    private static Machine equal(String user) {
        Machine bare = machine(user);
        bare.run(MANY);
        Machine machine = machine(user);
        Vmm vmm = under(machine, true);
        machine.run(MANY);
        assertThat(vmm.userTranslation().statistics().units()).isPositive();
        vmm.use(Technique.OFF);
        assertThat(machine.cpu().gpr).isEqualTo(bare.cpu().gpr);
        assertThat(machine.cpu().eip).isEqualTo(bare.cpu().eip);
        assertThat(machine.cpu().halted).isEqualTo(bare.cpu().halted);
        assertThat(machine.state().hash().difference(bare.state().hash())).doesNotContain("ram");
        return machine;
    }

    private static Machine kernel(boolean translate, StringBuilder serial) {
        Machine machine = Guests.kernel();
        machine.connectSerial(0, value -> serial.append((char) value));
        Vmm vmm = new Vmm(machine);
        vmm.retranslate(cache -> cache.unit(1));
        vmm.translateUsers(true);
        vmm.use(translate ? Technique.BINARY_TRANSLATION : Technique.OFF);
        machine.run(60_000);
        for (byte octet : "tasks\r".getBytes(StandardCharsets.US_ASCII)) {
            machine.stimulate(new Stimulus.SerialByte(0, octet));
        }
        machine.run(150_000);
        vmm.use(Technique.OFF);
        return machine;
    }

    @Test
    void translated_exactly_the_kernel_and_its_tasks_are_equal_to_bare_to_the_last_bit() {
        StringBuilder said = new StringBuilder();
        Machine bare = kernel(false, said);
        StringBuilder serial = new StringBuilder();
        Machine translated = kernel(true, serial);
        assertThat(said.toString()).contains("> tasks");
        assertThat(serial).hasToString(said.toString());
        assertThat(translated.state().hash().difference(bare.state().hash())).isEmpty();
    }

    @Test
    void generated_programs_are_equal_to_bare_at_every_count() {
        for (long seed = 1; seed <= 3; seed++) {
            lockstep(seed, 22_000);
        }
    }

    @Test
    @Tag("long")
    void a_hundred_generated_programs_are_equal_to_bare_at_every_count() {
        long first = Long.getLong("ringside.fuzz.seed", 100);
        for (long seed = first; seed < first + Integer.getInteger("ringside.fuzz.programs", 100); seed++) {
            lockstep(seed, 40_000);
        }
    }

    /** Compares whole machines from time to time, each time with what has been translated anew. */
    private static void lockstep(long seed, long end) {
        String program = ring3(3, ProgramGenerator.program(seed)).replace("jmp end\nsyscall", "jmp enter\nsyscall");
        Machine bare = Guests.protectedMode(program);
        Machine machine = Guests.protectedMode(program);
        Vmm vmm = new Vmm(machine);
        vmm.retranslate(cache -> cache.unit(1));
        vmm.translateUsers(true);
        long translated = 0;
        for (long count = SET_UP; count < end; count += 777) {
            vmm.use(Technique.BINARY_TRANSLATION);
            bare.run(count);
            machine.run(count);
            vmm.use(Technique.OFF);
            assertThat(machine.state().hash().difference(bare.state().hash()))
                    .as("seed %d, count %d", seed, count)
                    .isEmpty();
            translated += vmm.userTranslation().statistics().instructions();
        }
        assertThat(translated).isPositive();
    }

    @Test
    void the_six_instructions_that_do_not_trap_answer_as_the_bare_machine_does() {
        String six =
                """
                sgdt [0xb000]
                sidt [0xb010]
                sldt eax
                str ebx
                smsw ecx
                mov edx, 8
                lsl edx, edx
                mov [0xb020], eax
                int 0x30
                """;
        equal(six + "jmp $");
        Machine direct = machine(six + "jmp $");
        under(direct, false);
        direct.run(MANY);
        assertThat(direct.memory().read32(0xB002)).isLessThan(0).isGreaterThanOrEqualTo(MonitorMemory.BASE);
    }

    @Test
    void flags_that_only_the_virtual_cpu_has_are_seen() {
        String read = "pushf\npop ebx\nint 0x30\njmp $";
        Machine machine = Guests.protectedMode(ring3(2, read));
        under(machine, true);
        machine.run(MANY);
        assertThat(machine.cpu().r32(EBX) & 0x3200).isEqualTo(0x2200);
        Machine direct = Guests.protectedMode(ring3(2, read));
        under(direct, false);
        direct.run(MANY);
        assertThat(direct.cpu().r32(EBX) & 0x3200).isEqualTo(0x200);
    }

    @Test
    void the_machine_is_at_cpl_3_in_memory_that_the_program_cannot_reach() {
        Machine machine = machine("here: inc ebx\njmp here");
        Vmm vmm = under(machine, true);
        machine.run(MANY);
        Vcpu cpu = machine.cpu();
        assertThat(cpu.cpl).isEqualTo(3);
        assertThat(cpu.eip).isLessThan(0).isGreaterThan(MonitorMemory.BASE);
        assertThat(cpu.segmentLimit[SegmentRegister.DS]).isEqualTo(0xFFBF_FFFF);
        assertThat(vmm.guestCpu().cpl).isEqualTo(3);
        assertThat(vmm.guestCpu().eip - Guests.symbol(machine, "here")).isBetween(0, 1);
        assertThat(cpu.r32(EBX)).isGreaterThan(1_000);
    }

    @Test
    void accesses_where_the_caches_are_fault_as_they_do_bare() {
        for (String access : new String[] {
            "mov eax, [0xffda1000]",
            "mov eax, [cs:0xffda1000]",
            "inc dword [0xffd90008]",
            "mov dword [es:0xffda1000], 0",
            "mov eax, 0xffda1000\njmp eax",
            "jmp 0xffe11000",
            "mov eax, [gs:0xffd90008]",
            "push 0x23\npop gs\nmov [gs:0xffd90008], eax",
            "mov esp, 0xffd90010\npush eax"
        }) {
            Machine machine = equal("nop\n" + access + "\njmp $");
            assertThat(report(machine, 0)).as(access).isIn(13, 14);
        }
    }

    @Test
    void the_kernel_does_not_read_the_cache_by_way_of_cs() {
        Machine machine = Guests.protectedMode("mov eax, [cs:0xffe11000]\nhlt\n");
        Vmm vmm = under(machine, false);
        machine.run(MANY);
        assertThat(vmm.guestCpu().r32(EAX)).isEqualTo(-1);
    }

    @Test
    void pages_of_the_supervisor_stay_out_of_reach_and_faults_are_precise() {
        Machine machine = equal("xor ebx, ebx\nnop\nwrong: mov [0x200010], ebx\ninc ebx\njmp $");
        assertThat(report(machine, 0)).isEqualTo(14);
        assertThat(report(machine, 1)).isEqualTo(7);
        assertThat(report(machine, 2)).isEqualTo(Guests.symbol(machine, "wrong"));
        assertThat(report(machine, 3)).isEqualTo(0x20_0010);
        assertThat(machine.cpu().r32(EBX)).isZero();
    }

    @Test
    void privileged_instructions_fault_where_they_are() {
        for (String instruction :
                new String[] {"cli", "hlt", "in al, 0x20", "mov eax, cr0", "lgdt [0xb000]", "int 8"}) {
            Machine machine = equal("inc esi\nwrong: " + instruction + "\njmp $");
            assertThat(report(machine, 0)).as(instruction).isEqualTo(13);
            assertThat(report(machine, 2)).isEqualTo(Guests.symbol(machine, "wrong"));
            assertThat(machine.cpu().r32(ESI)).isEqualTo(1);
        }
    }

    @Test
    void code_that_becomes_the_supervisors_is_not_executed_any_more() {
        Machine machine = Guests.protectedMode(ring3(
                        3,
                        """
                        mov edi, 2
                        again: call other
                        dec edi
                        int 0x30
                        jmp again
                        align 4096
                        other: inc esi
                        ret
                        """)
                .replace("syscall:", "syscall: mov ebx, other\nshr ebx, 12\nand dword [ss:0x301000 + ebx * 4], ~4\n"));
        Vmm vmm = under(machine, true);
        machine.run(MANY);
        assertThat(vmm.guestCpu().r32(ESI)).isEqualTo(1);
        assertThat(report(machine, 0)).isEqualTo(14);
        assertThat(report(machine, 1)).isEqualTo(5);
        assertThat(report(machine, 2)).isEqualTo(Guests.symbol(machine, "other"));
    }

    @Test
    void code_that_the_program_writes_is_translated_anew() {
        Machine machine = equal(
                """
                mov esi, 3
                next: call there
                mov byte [there + 1], 7
                dec esi
                jnz next
                jmp $
                there: mov bl, 1
                add bh, bl
                ret
                """);
        assertThat(machine.cpu().r32(EBX) >>> 8 & 0xFF).isEqualTo(15);
    }

    @Test
    void variables_beside_code_make_an_instruction_a_callout_when_it_has_faulted_eight_times() {
        Vmm vmm = translated("mov ecx, 100\nagain: inc dword [count]\nloop again\njmp $\ncount: dd 0");
        assertThat(vmm.userTranslation().adaptations()).hasSize(1);
        assertThat(vmm.faults().traceFaults()).isEqualTo(8);
        assertThat(vmm.translation().adaptations()).isEmpty();
    }

    @Test
    void breakpoints_stop_in_translated_users_at_their_own_code() {
        Machine machine = machine("again: inc eax\nthere: nop\njmp again");
        int there = Guests.symbol(machine, "there");
        Vmm vmm = under(machine, true);
        machine.run(12_000);
        int before = vmm.guestCpu().r32(EAX);
        machine.breakpoints().add(there);
        for (int i = 0; i < 3; i++) {
            Stop stop = machine.run(MANY);
            assertThat(stop.kind()).isEqualTo(Stop.Kind.BREAKPOINT);
            assertThat(vmm.guestCpu().eip).isEqualTo(there);
        }
        assertThat(vmm.guestCpu().r32(EAX)).isBetween(before + 2, before + 4);
    }

    @Test
    void users_can_be_translated_and_run_directly_in_turns_and_what_happened_can_be_undone() {
        Machine machine = Guests.kernel();
        Vmm vmm = under(machine, false);
        machine.run(30_000);
        assertThat(vmm.userTranslation()).isNull();
        vmm.translateUsers(true);
        machine.run(60_000);
        TranslationCache cache = vmm.userTranslation();
        assertThat(cache.statistics().units()).isPositive();
        StateHash before = machine.state().hash();
        Excursion fork = machine.state().excursion();
        machine.run(90_000);
        StateHash there = machine.state().hash();
        vmm.translateUsers(false);
        machine.run(95_000);
        fork.rollBack();
        assertThat(machine.state().hash().difference(before)).isEmpty();
        machine.run(90_000);
        assertThat(machine.state().hash().difference(there)).isEmpty();
        vmm.translateUsers(false);
        machine.run(120_000);
        assertThat(machine.cpu().stopRequest).isNull();
    }
}
