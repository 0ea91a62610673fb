package ringside.exec.interp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import ringside.exec.EveryEngine;
import ringside.exec.StopReason;

/** Where a run stops must not change what the guest does. */
@EveryEngine
class StopPointTests {
    private static final String PROGRAM =
            """
            mov ecx, 40
            outer:
            push ecx
            mov esi, data
            lea edi, [esi + 12]
            mov ecx, 30
            rep movsb
            std
            mov ecx, 7
            rep movsd
            cld
            mov ecx, 0
            rep stosd
            mov eax, [data + 4]
            mov edi, data
            mov ecx, 64
            repne scasb
            mov ecx, 9
            counting:
            add eax, ecx
            rol eax, 3
            cmp eax, 0x1000000
            jb lower
            xor [data], eax
            lower:
            dec ecx
            jnz counting
            call routine
            inc dword [patched + 1]
            patched:
            add ebx, 0x11
            cmp dword [data], ebx
            jle skip
            adc ebx, [data + 8]
            skip:
            pop ecx
            loop outer
            hlt
            routine:
            imul eax, ebx, 77
            movzx edx, al
            sbb eax, edx
            setc [data + 40]
            mul edx
            shld eax, edx, 5
            ret
            align 64
            data: db 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16
            times 200 db 0x5A
            """;

    @Test
    void stopping_at_any_count_changes_nothing() {
        FlatGuest whole = new FlatGuest(PROGRAM);
        whole.runToHalt();
        for (int seed = 0; seed < 30; seed++) {
            FlatGuest pieces = new FlatGuest(PROGRAM);
            Random random = new Random(seed);
            while (pieces.run(1 + random.nextInt(seed < 2 ? 1 : 60)) == StopReason.LIMIT) {
                assertThat(pieces.cpu.icount).isLessThanOrEqualTo(whole.cpu.icount);
            }
            assertThat(pieces.cpu.icount).isEqualTo(whole.cpu.icount);
            assertThat(pieces.cpu.gpr).isEqualTo(whole.cpu.gpr);
            assertThat(pieces.cpu.eip).isEqualTo(whole.cpu.eip);
            assertThat(pieces.cpu.eflags()).isEqualTo(whole.cpu.eflags());
            assertThat(Arrays.hashCode(pieces.memory.bytes)).isEqualTo(Arrays.hashCode(whole.memory.bytes));
        }
    }

    @Test
    void runs_exactly_as_many_instructions_as_asked() {
        FlatGuest guest = new FlatGuest(PROGRAM);
        for (int count = 1; count < 500; count++) {
            assertThat(guest.run(1)).isEqualTo(StopReason.LIMIT);
            assertThat(guest.cpu.icount).isEqualTo(count);
        }
    }

    @Test
    void never_passes_the_horizon() {
        FlatGuest guest = new FlatGuest(PROGRAM);
        guest.cpu.horizon = 123;
        assertThat(guest.run(1000)).isEqualTo(StopReason.LIMIT);
        assertThat(guest.cpu.icount).isEqualTo(123);
    }

    @Test
    void a_breakpoint_stops_before_its_instruction_and_passes_once_when_resumed() {
        FlatGuest guest = new FlatGuest("mov ecx, 5\nagain:\ninc eax\nnop\nloop again\nhlt");
        int address = FlatGuest.CODE + 6;
        guest.run(4);
        guest.breakpoints.add(address);
        assertThat(guest.run(1000)).isEqualTo(StopReason.BREAKPOINT);
        assertThat(guest.cpu.eip).isEqualTo(address);
        assertThat(guest.cpu.r32(FlatGuest.EAX)).isEqualTo(2);
        assertThat(guest.run(1000)).isEqualTo(StopReason.BREAKPOINT);
        assertThat(guest.cpu.icount).isEqualTo(5);

        guest.breakpoints.resume(guest.cpu.icount, address);
        assertThat(guest.run(1000)).isEqualTo(StopReason.BREAKPOINT);
        assertThat(guest.cpu.r32(FlatGuest.EAX)).isEqualTo(3);

        guest.breakpoints.remove(address);
        guest.runToHalt();
        assertThat(guest.cpu.r32(FlatGuest.EAX)).isEqualTo(5);
    }

    @Test
    void a_breakpoint_by_physical_place_stops_too() {
        FlatGuest guest = new FlatGuest("inc eax\ninc eax\ninc eax\nhlt");
        guest.breakpoints.addPhysical(FlatGuest.CODE + 2);
        assertThat(guest.run(1000)).isEqualTo(StopReason.BREAKPOINT);
        assertThat(guest.cpu.icount).isEqualTo(2);
    }

    @Test
    void a_request_to_stop_is_met_at_the_next_boundary() {
        FlatGuest guest = new FlatGuest("inc eax\nhlt");
        guest.cpu.stopRequest = "why not";
        assertThat(guest.run(10)).isEqualTo(StopReason.REQUESTED);
        assertThat(guest.cpu.icount).isZero();
    }
}
