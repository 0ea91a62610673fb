package ringside.exec.interp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import ringside.exec.EveryEngine;
import ringside.isa.SegmentRegister;

/** A fault in the middle of a block leaves EIP, the count and the registers exactly as before the instruction. */
@EveryEngine
class FaultPositionTests {
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
}
