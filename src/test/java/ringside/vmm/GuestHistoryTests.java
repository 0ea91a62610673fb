package ringside.vmm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import ringside.exec.ExecutionHistory.Item;
import ringside.isa.Disassembler;
import ringside.machine.Machine;

/** What a guest under a monitor has executed is told as on the bare machine; what the machine did for it, beside that. */
class GuestHistoryTests {
    /** Past the first system calls. */
    private static final long CALLS = 20_000;

    /** Past the timer's first interrupt, too. */
    private static final long INTERRUPT = 10_010_500;

    private static List<Item> guest(Machine machine, int count) {
        return machine.engine().history().guest(count, machine.cpu().icount);
    }

    private static List<String> lines(List<Item> items) {
        return items.stream()
                .map(item -> item.icount() + " " + item.eip() + " " + text(item) + " x" + item.count() + " v"
                        + item.vector())
                .toList();
    }

    private static String text(Item item) {
        return item.instruction() == null
                ? ""
                : Disassembler.intel(item.instruction(), item.eip()).replaceAll("\\s+", " ");
    }

    private static List<String> texts(List<Item> items) {
        return items.stream()
                .map(item -> text(item) + (item.vector() >= 0 ? " !" + item.vector() : ""))
                .toList();
    }

    private static void equalToBare(Consumer<Vmm> setting, Technique technique, long... counts) {
        Machine bare = Guests.kernel();
        Machine machine = Guests.kernel();
        Vmm vmm = new Vmm(machine);
        setting.accept(vmm);
        bare.run(14_339);
        machine.run(14_339);
        vmm.use(technique);
        for (long count : counts) {
            bare.run(count);
            machine.run(count);
            assertThat(guest(machine, 600)).hasSize(600);
            assertThat(lines(guest(machine, 600)))
                    .as("%s at %d", technique, count)
                    .isEqualTo(lines(guest(bare, 600)));
        }
        assertThat(guest(machine, 4000)).anyMatch(Item::emulated);
        assertThat(guest(bare, 4000)).noneMatch(Item::emulated);
    }

    @Test
    void a_patched_kernel_shows_its_own_instructions_where_the_machine_met_traps() {
        equalToBare(vmm -> {}, Technique.PATCH, INTERRUPT);
    }

    @Test
    void an_exactly_translated_kernel_shows_its_own_instructions() {
        equalToBare(vmm -> vmm.retranslate(cache -> cache.unit(1)), Technique.BINARY_TRANSLATION, CALLS);
    }

    @Test
    void exactly_translated_users_show_their_own_instructions_too() {
        equalToBare(
                vmm -> {
                    vmm.retranslate(cache -> cache.unit(1));
                    vmm.translateUsers(true);
                },
                Technique.BINARY_TRANSLATION,
                CALLS);
    }

    private static Machine translated(String code, long count) {
        Machine machine = Guests.protectedMode(code);
        machine.run(40);
        new Vmm(machine).use(Technique.BINARY_TRANSLATION);
        machine.run(count);
        return machine;
    }

    private static final String SEQUENCES =
            """
            mov ecx, 20
            rounds: loop rounds
            again: call sub
            call [target]
            pushf
            pop eax
            mov esi, sub
            call esi
            jmp again
            sub: ret
            target: dd sub
            """;

    @Test
    void what_many_instructions_stand_for_is_one_instruction() {
        assertThat(texts(guest(translated(SEQUENCES, 400), 60)))
                .containsSubsequence(
                        "call 0x8087", "ret", "call DWORD PTR ds:0x8088", "ret", "pushf", "pop eax", "mov esi,0x8087")
                .noneMatch(text -> text.contains("gs:") || text.contains("0xef") || text.contains("xffe"));
    }

    @Test
    void wherever_the_machine_is_stopped_each_instruction_is_told_once() {
        List<String> whole = texts(guest(translated(SEQUENCES, 400), 1000));
        Machine machine = translated(SEQUENCES, 60);
        while (machine.cpu().icount < 400) {
            machine.run(machine.cpu().icount + 1);
            List<String> now = texts(guest(machine, 1000));
            assertThat(whole.subList(0, Math.min(whole.size(), now.size()))).isEqualTo(now);
        }
    }

    @Test
    void the_machines_own_history_has_the_cache_and_the_ways_to_the_monitor() {
        Machine machine = translated(SEQUENCES, 400);
        List<Item> items = machine.engine().history().last(1000, machine.cpu().icount);
        assertThat(items).anyMatch(item -> item.linear() < 0);
        assertThat(texts(items)).contains("int 0xef !13").anyMatch(text -> text.contains("gs:"));
        assertThat(items).noneMatch(Item::emulated);
    }

    @Test
    void a_fault_of_the_guests_own_is_raised_by_its_instruction() {
        String code =
                """
                lidt [pointer6]
                mov ecx, 20
                rounds: loop rounds
                mov eax, 0
                div eax
                nop
                handler: hlt
                align 8
                idt: dw handler, 8, 0x8e00, 0
                pointer6: dw 7
                dd idt
                """;
        for (Technique technique : List.of(Technique.TRAP_AND_EMULATE, Technique.BINARY_TRANSLATION)) {
            Machine machine = Guests.protectedMode(code);
            machine.run(20);
            new Vmm(machine).use(technique);
            machine.run(200);
            assertThat(texts(guest(machine, 3)))
                    .as(technique.title())
                    .containsExactly("mov eax,0x0", "div eax !0", "hlt");
        }
    }
}
