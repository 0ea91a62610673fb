package ringside.exec.interp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ringside.cpu.Eflags;
import ringside.exec.EveryEngine;
import ringside.exec.StopReason;
import ringside.isa.SegmentRegister;

/** Repeated string instructions: each iteration an instruction, in bulk as if one by one. */
@EveryEngine
class StringInstructionTests {
    private static final int AREA = 0x10_0000;
    private static final int AREA_SIZE = 0x4000;

    @ParameterizedTest
    @CsvSource({
        "movsb, 1, 0, 100, 1000",
        "movsb, 1, 0, 1, 3000",
        "movsb, 1, 3, 0, 300",
        "movsd, 4, 0, 4, 900",
        "movsd, 4, 0, 3, 900",
        "movsd, 4, 5, 0, 1200",
        "movsw, 2, 4095, 100, 2100",
        "movsd, 4, 4094, 9000, 1000",
        "movsb, -1, 5000, 5001, 4500",
        "movsb, -1, 5001, 5000, 4500",
        "movsd, -4, 9000, 9003, 1100",
        "movsd, -4, 9000, 8998, 1100",
        "movsw, -2, 8191, 8193, 2000"
    })
    void movs_copies_element_by_element(String mnemonic, int step, int source, int destination, int count) {
        FlatGuest guest = new FlatGuest((step < 0 ? "std" : "cld") + "\nrep " + mnemonic + "\nhlt");
        byte[] expected = new byte[AREA_SIZE];
        new Random(count).nextBytes(expected);
        guest.memory.write(AREA, expected);
        int size = Math.abs(step);
        for (int i = 0; i < count; i++) {
            byte[] element = new byte[size];
            System.arraycopy(expected, source + i * step, element, 0, size);
            System.arraycopy(element, 0, expected, destination + i * step, size);
        }
        guest.cpu.r32(FlatGuest.ESI, AREA + source);
        guest.cpu.r32(FlatGuest.EDI, AREA + destination);
        guest.cpu.r32(FlatGuest.ECX, count);
        guest.runToHalt();
        for (int i = 0; i < AREA_SIZE; i++) {
            assertThat(guest.memory.bytes[AREA + i]).as("byte %d", i).isEqualTo(expected[i]);
        }
        assertThat(guest.cpu.icount).isEqualTo(count + 2);
        assertThat(guest.cpu.r32(FlatGuest.ESI)).isEqualTo(AREA + source + count * step);
        assertThat(guest.cpu.r32(FlatGuest.EDI)).isEqualTo(AREA + destination + count * step);
        assertThat(guest.cpu.r32(FlatGuest.ECX)).isZero();
    }

    @Test
    void a_count_of_zero_is_one_instruction_and_touches_nothing() {
        FlatGuest guest = new FlatGuest("rep stosd\nrepne scasb\nhlt");
        guest.cpu.r32(FlatGuest.EDI, 0xF000_0000);
        guest.cpu.eflags(0x0C5);
        guest.runToHalt();
        assertThat(guest.cpu.icount).isEqualTo(3);
        assertThat(guest.cpu.eflags() & Eflags.STATUS).isEqualTo(0xC5);
    }

    @Test
    void a_stop_in_the_middle_is_exact_and_leaves_eip_at_the_instruction() {
        FlatGuest guest = new FlatGuest("rep stosb\nhlt");
        guest.cpu.r32(FlatGuest.EDI, AREA);
        guest.cpu.r32(FlatGuest.ECX, 10_000);
        guest.cpu.r32(FlatGuest.EAX, 0x55);
        assertThat(guest.run(7001)).isEqualTo(StopReason.LIMIT);
        assertThat(guest.cpu.eip).isEqualTo(FlatGuest.CODE);
        assertThat(guest.cpu.r32(FlatGuest.ECX)).isEqualTo(2999);
        assertThat(guest.cpu.eflags() & Eflags.RF).isNotZero();
        assertThat(guest.memory.read8(AREA + 7000)).isEqualTo(0x55);
        assertThat(guest.memory.read8(AREA + 7001)).isZero();
        guest.runToHalt();
        assertThat(guest.cpu.icount).isEqualTo(10_001);
        assertThat(guest.cpu.eflags() & Eflags.RF).isZero();
    }

    @Test
    void a_fault_in_the_middle_keeps_what_is_done() {
        FlatGuest guest = new FlatGuest("rep movsd\nhlt");
        guest.cpu.segmentLimit[SegmentRegister.ES] = AREA + 4 * 1500 + 1;
        guest.cpu.mmu.segmentLoaded(SegmentRegister.ES);
        guest.cpu.r32(FlatGuest.ESI, AREA + 0x2000);
        guest.cpu.r32(FlatGuest.EDI, AREA);
        guest.cpu.r32(FlatGuest.ECX, 3000);
        guest.runToHalt();
        assertThat(guest.vector()).isEqualTo(13);
        assertThat(guest.stack(1)).isEqualTo(FlatGuest.CODE);
        assertThat(guest.cpu.r32(FlatGuest.ECX)).isEqualTo(1500);
        assertThat(guest.cpu.r32(FlatGuest.EDI)).isEqualTo(AREA + 6000);
        assertThat(guest.cpu.icount).isEqualTo(1501);
    }

    @ParameterizedTest
    @CsvSource({"repne scasb, 777, 778, 1", "repe scasb, 0, 1, 0", "repne scasd, -1, 1000, 0"})
    void scas_stops_where_the_comparison_says(String instruction, int where, int iterations, int zf) {
        FlatGuest guest = new FlatGuest(instruction + "\nhlt");
        if (where >= 0) {
            guest.memory.write8(AREA + where, 0x77);
        }
        guest.cpu.r32(FlatGuest.EAX, 0x77);
        guest.cpu.r32(FlatGuest.EDI, AREA);
        guest.cpu.r32(FlatGuest.ECX, 1000);
        if (instruction.startsWith("repe")) {
            guest.memory.write8(AREA, 0x76);
        }
        guest.runToHalt();
        assertThat(guest.cpu.icount).isEqualTo(iterations + 1);
        assertThat(guest.cpu.r32(FlatGuest.ECX)).isEqualTo(1000 - iterations);
        assertThat(guest.cpu.eflags() >>> 6 & 1).isEqualTo(zf);
    }

    @Test
    void cmps_compares_until_a_difference() {
        FlatGuest guest = new FlatGuest("repe cmpsb\nhlt");
        guest.memory.write8(AREA + 0x1000 + 321, 1);
        guest.cpu.r32(FlatGuest.ESI, AREA);
        guest.cpu.r32(FlatGuest.EDI, AREA + 0x1000);
        guest.cpu.r32(FlatGuest.ECX, 1000);
        guest.runToHalt();
        assertThat(guest.cpu.r32(FlatGuest.ECX)).isEqualTo(1000 - 322);
        assertThat(guest.cpu.eflags() & Eflags.CF).isEqualTo(1);
    }
}
