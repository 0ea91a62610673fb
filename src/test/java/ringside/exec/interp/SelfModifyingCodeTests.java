package ringside.exec.interp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ringside.exec.EveryEngine;

/** Code that is written runs as written, from the next instruction on. */
@EveryEngine
class SelfModifyingCodeTests {
    private static final int DIRECTORY = 0x10_0000;
    private static final int TABLE = 0x10_1000;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mov byte [target + 1], 42",
                "mov dword [target + 1], 42",
                "mov edi, target + 1\nmov al, 42\nstosb",
                "mov edi, target + 1\nmov al, 42\nmov ecx, 1\nrep stosb",
                "mov esp, target + 5\npush 42",
                "add byte [target + 1], 41",
                "mov eax, 42\nxchg [target + 1], al",
                "mov word [target], 0x2AB3"
            })
    void the_next_instruction_is_the_new_one(String write) {
        FlatGuest guest = new FlatGuest(write + "\nnop\ntarget:\nmov ebx, 1\nhlt");
        for (int round = 0; round < 3; round++) {
            guest.cpu.r32(FlatGuest.EBX, 0);
            guest.run(1);
            guest.cpu.eip = FlatGuest.CODE;
        }
        guest = new FlatGuest(write + "\ntarget:\nmov ebx, 1\nhlt");
        guest.runToHalt();
        assertThat(guest.cpu.r8(FlatGuest.EBX)).isEqualTo(42);
    }

    @Test
    void an_instruction_that_no_longer_reaches_the_next_page_does_not_touch_it() {
        FlatGuest guest = new FlatGuest("nop");
        guest.place(0x2FFE, "mov eax, 0x12345678");
        page(guest);
        guest.cpu.eip = 0x2FFE;
        guest.run(1);
        assertThat(guest.cpu.eip).isEqualTo(0x3003);

        guest.memory.write16(0x2FFE, 0xC88C); // mov eax, cs
        guest.memory.write32(TABLE + 4 * 3, 0x3002);
        guest.cpu.mmu.flushTlb(false);
        guest.cpu.eip = 0x2FFE;
        guest.run(1);
        assertThat(guest.cpu.eip).isEqualTo(0x3000);
        assertThat(guest.cpu.r32(FlatGuest.EAX)).isEqualTo(8);
        assertThat(guest.memory.read32(TABLE + 4 * 3)).isEqualTo(0x3002);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mov byte [alias], 42", "mov edi, alias\nmov al, 42\nstosb", "mov esp, alias + 4\npush 42"})
    void code_rewritten_through_another_linear_address_of_its_page_is_new_at_once(String write) {
        FlatGuest guest = new FlatGuest(
                """
                alias equ 0x200000 + target - start + 1
                start:
                mov ecx, 3
                again:
                call target
                add esi, ebx
                %s
                mov esp, 0x80000
                dec ecx
                jnz again
                hlt
                times 16 nop
                target:
                mov ebx, 1
                ret
                """
                        .formatted(write));
        page(guest);
        guest.memory.write32(TABLE + 4 * 0x200, FlatGuest.CODE | 3);
        guest.runToHalt();
        assertThat(guest.cpu.r32(FlatGuest.ESI)).isEqualTo(1 + 42 + 42);
    }

    /** Turns paging on with the first 4 MiB where they are. */
    private static void page(FlatGuest guest) {
        guest.memory.write32(DIRECTORY, TABLE | 3);
        for (int page = 0; page < 1024; page++) {
            guest.memory.write32(TABLE + 4 * page, page << 12 | 3);
        }
        guest.cpu.cr3 = DIRECTORY;
        guest.cpu.cr0 |= 0x8000_0000;
        guest.cpu.mmu.modeChanged();
    }

    @Test
    void a_remapped_page_runs_the_code_that_is_there_now_also_when_it_was_hot() {
        FlatGuest guest = new FlatGuest(
                """
                mov edi, 4
                outer:
                mov ecx, 50
                again:
                call 0x200000
                add esi, ebx
                loop again
                xor dword [0x101800], 0x3000            ; the page at 200000h: 5000h or 6000h
                invlpg [0x200000]
                dec edi
                jnz outer
                hlt
                """);
        guest.place(0x5000, "mov ebx, 1\nret");
        guest.place(0x6000, "mov ebx, 100\nret");
        page(guest);
        guest.memory.write32(TABLE + 4 * 0x200, 0x5003);
        guest.runToHalt();
        assertThat(guest.cpu.r32(FlatGuest.ESI)).isEqualTo(2 * 50 + 2 * 5000);
    }

    @Test
    void a_hot_block_that_rewrites_its_successor_and_a_block_on_the_page_behind_runs_both_anew() {
        FlatGuest guest = new FlatGuest(
                """
                mov ecx, 100
                again:
                mov [near_patch + 1], cl
                mov [far_patch + 1], cl
                jmp near_patch
                near_patch:
                mov al, 0
                movzx eax, al
                add ebx, eax
                call far_patch
                dec ecx
                jnz again
                hlt
                times 5000 nop
                far_patch:
                mov al, 0
                movzx eax, al
                add esi, eax
                ret
                """);
        guest.runToHalt();
        assertThat(guest.cpu.r32(FlatGuest.EBX)).isEqualTo(5050);
        assertThat(guest.cpu.r32(FlatGuest.ESI)).isEqualTo(5050);
    }

    @Test
    void an_immediate_rewritten_in_a_loop_is_read_anew_each_time() {
        FlatGuest guest = new FlatGuest(
                """
                mov ecx, 1000
                again:
                mov [target + 1], ecx
                target:
                mov eax, 0
                add ebx, eax
                dec ecx
                jnz again
                hlt
                """);
        guest.runToHalt();
        assertThat(guest.cpu.r32(FlatGuest.EBX)).isEqualTo(500_500);
    }

    @Test
    void an_opcode_rewritten_in_a_loop_changes_length_and_meaning() {
        FlatGuest guest = new FlatGuest(
                """
                mov ecx, 100
                again:
                mov dword [target], 0x9090C3FF
                call target
                mov dword [target], 0x90909040
                call target
                dec ecx
                jnz again
                hlt
                times 5000 db 0x90
                target:
                times 4 nop
                ret
                """);
        guest.runToHalt();
        assertThat(guest.cpu.r32(FlatGuest.EAX)).isEqualTo(100);
        assertThat(guest.cpu.r32(FlatGuest.EBX)).isEqualTo(100);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void an_instruction_on_two_pages_is_read_anew_from_either(int onFirstPage) {
        FlatGuest guest = new FlatGuest("");
        int target = 0x5000 - onFirstPage;
        guest.place(target, "mov eax, 0x01010101\nret");
        guest.place(
                FlatGuest.CODE,
                "mov ecx, 4\nagain:\ncall " + target + "\nadd ebx, eax\nadd byte [" + (target + 1) + " + ecx - 1], 1\n"
                        + "dec ecx\njnz again\nhlt");
        guest.runToHalt();
        // The bytes grow from the last to the first, one each round.
        assertThat(guest.cpu.r32(FlatGuest.EBX)).isEqualTo(0x01010101 + 0x02010101 + 0x02020101 + 0x02020201);
    }

    @Test
    void a_debuggers_poke_is_seen() {
        FlatGuest guest = new FlatGuest("again:\nmov eax, 1\njmp again");
        guest.run(100);
        guest.cpu.mmu.pokeLinear8(FlatGuest.CODE + 1, 7);
        guest.run(2);
        assertThat(guest.cpu.r32(FlatGuest.EAX)).isEqualTo(7);
    }

    @Test
    void code_laid_over_old_code_runs() {
        FlatGuest guest = new FlatGuest("call 0x3000\nhlt");
        for (int round = 0; round < 200; round++) {
            guest.place(0x3000, "mov eax, " + round + "\n" + "nop\n".repeat(round % 7) + "ret");
            guest.cpu.eip = FlatGuest.CODE;
            guest.cpu.halted = false;
            guest.runToHalt();
            assertThat(guest.cpu.r32(FlatGuest.EAX)).isEqualTo(round);
        }
    }

    @Test
    void data_beside_code_leaves_the_code_alone() {
        FlatGuest guest = new FlatGuest(
                """
                mov ecx, 20000
                again:
                mov [data], ecx
                dec ecx
                jnz again
                hlt
                align 4
                data: dd 0
                """);
        guest.runToHalt();
        assertThat(guest.cpu.icount).isEqualTo(60_002);
    }
}
