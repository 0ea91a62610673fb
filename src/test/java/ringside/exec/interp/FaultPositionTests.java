package ringside.exec.interp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import ringside.exec.EveryEngine;
import ringside.isa.SegmentRegister;

/** A fault in the middle of a block leaves EIP, the count and the registers exactly as before the instruction. */
@EveryEngine
class FaultPositionTests {
    private static final int DIRECTORY = 0x10_0000;

    record Case(String instruction, int vector) {}

    static Case[] cases() {
        return new Case[] {
            new Case("div ebx", 0),
            new Case("idiv bl", 0),
            new Case("aam 0", 0),
            new Case("ud2", 6),
            new Case("mov eax, [gs:0x100]", 13),
            new Case("add eax, [gs:0x100]", 13),
            new Case("add [gs:0x100], eax", 13),
            new Case("inc byte [gs:0x100]", 13),
            new Case("mov [gs:0x100], ax", 13),
            new Case("push dword [gs:0x100]", 13),
            new Case("pop dword [gs:0x100]", 13),
            new Case("jmp [gs:0x100]", 13),
            new Case("call [gs:0x100]", 13),
            new Case("cmp [gs:0x100], eax", 13),
            new Case("xchg [gs:0x100], eax", 13),
            new Case("lodsb", -1),
            new Case("bound ebx, [data]", 5)
        };
    }

    @ParameterizedTest
    @MethodSource("cases")
    void position_and_state_are_those_before(Case test) {
        FlatGuest guest = new FlatGuest(
                "mov ecx, 7\nadd ecx, 1\nnop\n" + test.instruction + "\nmov ecx, 9\nhlt\nalign 16\ndata: dd 5, 6");
        guest.cpu.segmentLimit[SegmentRegister.GS] = 0xFF;
        guest.cpu.mmu.segmentLoaded(SegmentRegister.GS);
        guest.runToHalt();
        assertThat(guest.vector()).isEqualTo(test.vector);
        if (test.vector >= 0) {
            int frame = test.vector == 13 ? 1 : 0;
            assertThat(guest.stack(frame)).isEqualTo(FlatGuest.CODE + 9);
            assertThat(guest.cpu.icount)
                    .as("three instructions and the handler's HLT")
                    .isEqualTo(4);
            assertThat(guest.cpu.r32(FlatGuest.ECX)).isEqualTo(8);
            assertThat(guest.cpu.r32(FlatGuest.EAX)).isZero();
            assertThat(guest.cpu.r32(FlatGuest.ESP)).isEqualTo(FlatGuest.STACK_TOP - 12 - 4 * frame);
        }
    }

    @Test
    void enter_faults_at_the_first_byte_of_its_frame_that_is_on_an_absent_page() {
        FlatGuest guest = new FlatGuest(
                """
                mov cr3, eax
                mov eax, cr0
                or eax, 80000000h
                mov cr0, eax
                mov esp, 61100h
                enter 10FEh, 0
                """);
        guest.cpu.r32(FlatGuest.EAX, DIRECTORY);
        guest.memory.write32(DIRECTORY, DIRECTORY + 0x1000 | 3);
        for (int page = 0; page < 1024; page++) {
            guest.memory.write32(DIRECTORY + 0x1000 + 4 * page, page == 0x60 ? 0 : page << 12 | 3);
        }
        guest.runToHalt();
        assertThat(guest.vector()).isEqualTo(14);
        assertThat(guest.cpu.cr2).as("the frame ends at 5FFFEh to 60001h").isEqualTo(0x6_0000);
        assertThat(guest.cpu.r32(FlatGuest.ESP)).isEqualTo(0x6_1100 - 16);
    }
}
