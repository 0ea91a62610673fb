package ringside.exec.interp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import ringside.cpu.CpuModel;
import ringside.cpu.Eflags;
import ringside.cpu.GuestFault;
import ringside.exec.EveryEngine;

/** DebugCtlMSR of the P6 family: last branch records, and single-stepping on branches. */
@EveryEngine
class LastBranchTests {
    private static final int DEBUG_CTL = 0x1D9;
    private static final int BRANCH_FROM = 0x1DB;
    private static final int BRANCH_TO = 0x1DC;
    private static final int EXCEPTION_FROM = 0x1DD;
    private static final int EXCEPTION_TO = 0x1DE;

    /** At 1000h: MOV 5 bytes, JMP at 1005h to 1010h, JNC at 1010h that is not taken, INT 20h's like at 1012h. */
    private static final String JUMPS =
            """
            mov eax, 5
            jmp short there
            times 9 nop
            there:
            jc there
            ud2
            """;

    private static long msr(FlatGuest guest, int index) {
        return guest.cpu.msrs.read(guest.cpu, index);
    }

    private static FlatGuest recording(String source, int control) {
        FlatGuest guest = new FlatGuest(source);
        guest.cpu.msrs.write(guest.cpu, DEBUG_CTL, control);
        return guest;
    }

    @Test
    void a_taken_branch_is_recorded_and_one_not_taken_is_not() {
        FlatGuest guest = recording(JUMPS, 1);
        guest.run(3);
        assertThat(msr(guest, BRANCH_FROM)).isEqualTo(0x1005);
        assertThat(msr(guest, BRANCH_TO)).isEqualTo(0x1010);
    }

    @Test
    void an_exception_moves_the_last_branch_to_the_exception_records_and_takes_its_place() {
        FlatGuest guest = recording(JUMPS, 1);
        guest.runToHalt();
        assertThat(guest.vector()).isEqualTo(6);
        assertThat(msr(guest, EXCEPTION_FROM)).isEqualTo(0x1005);
        assertThat(msr(guest, EXCEPTION_TO)).isEqualTo(0x1010);
        assertThat(msr(guest, BRANCH_FROM)).isEqualTo(0x1012);
        assertThat(msr(guest, BRANCH_TO)).isEqualTo(guest.cpu.eip - 1);
    }

    @Test
    void nothing_is_recorded_without_lbr() {
        FlatGuest guest = recording(JUMPS, 0);
        guest.runToHalt();
        assertThat(msr(guest, BRANCH_FROM)).isZero();
        assertThat(msr(guest, EXCEPTION_TO)).isZero();
    }

    @Test
    void a_debug_exception_clears_lbr_and_keeps_the_records() {
        FlatGuest guest = recording(JUMPS, 1);
        guest.run(2);
        guest.cpu.eflags(guest.cpu.eflags() | Eflags.TF);
        guest.runToHalt();
        assertThat(guest.vector()).isEqualTo(1);
        assertThat(msr(guest, DEBUG_CTL)).isZero();
        assertThat(msr(guest, BRANCH_FROM)).isEqualTo(0x1005);
        assertThat(msr(guest, BRANCH_TO)).isEqualTo(0x1010);
    }

    @Test
    void with_btf_tf_traps_only_behind_a_taken_branch() {
        FlatGuest guest = recording(JUMPS, 2);
        guest.cpu.eflags(guest.cpu.eflags() | Eflags.TF);
        guest.runToHalt();
        assertThat(guest.vector()).isEqualTo(1);
        assertThat(guest.stack(0)).isEqualTo(0x1010);
        assertThat(guest.cpu.icount).isEqualTo(3);
        assertThat(msr(guest, DEBUG_CTL)).isZero();
    }

    @Test
    void the_guest_turns_recording_on_with_wrmsr() {
        FlatGuest guest = new FlatGuest(
                """
                mov ecx, 0x1d9
                mov eax, 1
                xor edx, edx
                wrmsr
                mov ecx, 3
                again:
                loop again
                mov ecx, 0x1db
                rdmsr
                hlt
                """);
        guest.runToHalt();
        assertThat(guest.cpu.r32(FlatGuest.EAX)).isEqualTo(0x1013);
    }

    @Test
    void reserved_bits_and_the_records_cannot_be_written() {
        FlatGuest guest = new FlatGuest("hlt");
        assertThatThrownBy(() -> guest.cpu.msrs.write(guest.cpu, DEBUG_CTL, 0x80))
                .isInstanceOf(GuestFault.class);
        assertThatThrownBy(() -> guest.cpu.msrs.write(guest.cpu, BRANCH_TO, 0)).isInstanceOf(GuestFault.class);
        assertThat(CpuModel.ringside32().generation()).isEqualTo(6);
    }
}
