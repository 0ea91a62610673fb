package ringside.vmm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import ringside.machine.Machine;

/** Where the monitor looks for critical instructions, and where it must not. */
class DiscoveryTests {
    private Machine machine;
    private Vmm vmm;

    private List<String> patchedAt(String code, String label) {
        machine = Guests.protectedMode(code);
        vmm = new Vmm(machine);
        vmm.use(Technique.PATCH);
        machine.run(1_000);
        int place = Guests.symbol(machine, label);
        return vmm.patches().list().stream()
                .filter(patch -> patch.linear() == place)
                .map(Patches.Patch::instruction)
                .toList();
    }

    @Test
    void both_ways_of_a_branch_are_code_before_either_is_taken() {
        String code =
                """
                cmp eax, eax
                jz over
                never: popf
                jmp never
                over: hlt
                """;
        assertThat(patchedAt(code, "never")).containsExactly("popf");
    }

    @Test
    void data_behind_a_call_that_does_not_come_back_is_left_as_it_is() {
        String code =
                """
                call stop
                data: db 0x9c, 0x9d, 0, 0, 0, 0
                stop: hlt
                """;
        assertThat(patchedAt(code, "data")).isEmpty();
        assertThat(machine.memory().peek8(Guests.symbol(machine, "data"))).isEqualTo(0x9C);
    }

    @Test
    void a_return_to_an_address_that_was_put_on_the_stack_is_a_jump_whose_target_is_looked_at() {
        String code =
                """
                mov edx, there
                shl edx, 1
                shr edx, 1
                call thunk
                thunk: mov [esp], edx
                ret
                align 16
                db 0, 0, 0, 0
                there: pushf
                hlt
                """;
        assertThat(patchedAt(code, "there")).containsExactly("pushf");
        assertThat(vmm.patches().list())
                .anyMatch(patch -> patch.discovery() && patch.instruction().equals("ret"));
    }

    @Test
    void an_address_beside_known_code_that_the_guest_stores_is_taken_for_one_of_code() {
        String code =
                """
                mov dword [0x6ff0], there
                mov esp, 0x6ff0
                ret
                db 0, 0, 0, 0
                there: pushf
                pop eax
                hlt
                jmp there
                """;
        assertThat(patchedAt(code, "there")).containsExactly("pushf");
    }

    @Test
    void what_a_guest_puts_behind_its_own_int3_is_not_looked_at_before_it_is_whole() {
        // As Linux changes a call: INT3 over its first byte, then the rest, then the first byte.
        String code =
                """
                mov dword [0x1018], 0x00080000 + handler
                mov dword [0x101c], 0x8e00
                lidt [idt]
                mov byte [site], 0xcc
                mov dword [site + 1], 0x9c9c9c9c
                mov eax, [site + 1]
                hlt
                site: call handler
                hlt
                handler: iret
                idt: dw 0x7ff
                dd 0x1000
                """;
        patchedAt(code, "site");
        assertThat(vmm.guestCpu().r32(0)).isEqualTo(0x9C9C9C9C);
    }

    @Test
    void code_that_is_copied_piece_by_piece_is_looked_at_when_it_is_whole() {
        // Linux puts two bytes of NOP in the place of a jump over VERW.
        String code =
                """
                push ds
                pop es
                call site
                mov esi, fresh
                mov edi, site + 1
                mov ecx, 2
                rep movsd
                mov ecx, 1
                rep movsb
                mov word [0x5000], 0x10
                call site
                pushf
                hlt
                site: push eax
                jmp over
                db 0x2e, 0x0f, 0, 0x2d, 0, 0x50, 0, 0
                over: pop eax
                mov ebx, 7
                ret
                fresh: db 0x89, 0xf6, 0x2e, 0x0f, 0, 0x2d, 0, 0x50, 0
                """;
        patchedAt(code, "site");
        assertThat(vmm.guestCpu().r32(3)).isEqualTo(7);
        assertThat(vmm.guestCpu().halted).isTrue();
        int site = Guests.symbol(machine, "site");
        assertThat(vmm.patches().list())
                .filteredOn(patch -> patch.linear() >= site && patch.linear() < site + 12)
                .extracting(patch -> patch.instruction().split(" ")[0])
                .containsExactly("verw");
    }
}
