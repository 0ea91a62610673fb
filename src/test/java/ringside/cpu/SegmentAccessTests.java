package ringside.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import ringside.isa.SegmentRegister;

class SegmentAccessTests {
    private static final int DS = SegmentRegister.DS;
    private static final int SS = SegmentRegister.SS;
    private static final int GP = 13 << 16;
    private static final int SS_FAULT = 12 << 16;
    private static final int NONE = -1;

    private static final int DATA = 0x4093;
    private static final int READ_ONLY = 0x4091;
    private static final int EXPAND_DOWN = 0x4097;
    private static final int EXPAND_DOWN_16 = 0x0097;
    private static final int EXECUTE_ONLY = 0x4099;
    private static final int READABLE_CODE = 0x409B;
    private static final int NOT_PRESENT = 0x4013;

    private final PagedCpu guest = new PagedCpu();
    private final Mmu mmu = guest.cpu.mmu;

    private record Case(int access, int limit, int offset, int size, boolean write, int expected) {}

    static Stream<Case> cases() {
        return Stream.of(
                new Case(DATA, 0x0FFF, 0x0FFC, 4, true, NONE),
                new Case(DATA, 0x0FFF, 0x0FFD, 4, true, GP),
                new Case(DATA, 0x0FFF, 0x1000, 1, false, GP),
                new Case(DATA, 0x0FFF, 0x0FFF, 1, false, NONE),
                new Case(DATA, 0xFFFF, 0xFFFF, 2, false, GP),
                new Case(DATA, -1, 0xFFFF_FFFE, 4, false, NONE),
                new Case(DATA, 0xFFFF_FFFE, 0xFFFF_FFFE, 4, false, GP),
                new Case(DATA, 3, 0xFFFF_FFFE, 4, false, GP),
                new Case(READ_ONLY, -1, 0x2000, 4, false, NONE),
                new Case(READ_ONLY, -1, 0x2000, 4, true, GP),
                new Case(READABLE_CODE, -1, 0x2000, 4, false, NONE),
                new Case(READABLE_CODE, -1, 0x2000, 4, true, GP),
                new Case(EXECUTE_ONLY, -1, 0x2000, 4, false, GP),
                new Case(NOT_PRESENT, -1, 0x2000, 4, false, GP),
                new Case(EXPAND_DOWN, 0x0FFF, 0x1000, 4, true, NONE),
                new Case(EXPAND_DOWN, 0x0FFF, 0x0FFF, 4, true, GP),
                new Case(EXPAND_DOWN, 0x0FFF, 0xFFFF_FFFC, 4, true, NONE),
                new Case(EXPAND_DOWN, 0x0FFF, 0xFFFF_FFFD, 4, true, GP),
                new Case(EXPAND_DOWN, -1, 0xFFFF_FFFF, 1, false, GP),
                new Case(EXPAND_DOWN_16, 0x0FFF, 0xFFFC, 4, true, NONE),
                new Case(EXPAND_DOWN_16, 0x0FFF, 0xFFFD, 4, true, GP),
                new Case(EXPAND_DOWN_16, 0x0FFF, 0x1_0000, 1, true, GP));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void limits_and_types_are_checked(Case tested) {
        guest.segment(DS, 0, tested.limit, tested.access);
        assertThat(fault(DS, tested)).isEqualTo(tested.expected);
        assertThat(fault(DS, tested)).as("again, with filled maps").isEqualTo(tested.expected);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void the_stack_segment_raises_its_own_fault(Case tested) {
        guest.segment(SS, 0x1_0000, tested.limit, tested.access);
        boolean wraps = tested.limit == -1 && tested.offset == 0xFFFF_FFFE;
        int expected = tested.expected == GP || wraps ? SS_FAULT : NONE;
        assertThat(fault(SS, tested)).isEqualTo(expected);
    }

    private int fault(int segment, Case tested) {
        return guest.faultOf(() -> {
            switch (tested.size) {
                case 1 -> access8(segment, tested);
                case 2 -> mmu.read16(segment, tested.offset);
                default -> access32(segment, tested);
            }
        });
    }

    private void access8(int segment, Case tested) {
        if (tested.write) {
            mmu.write8(segment, tested.offset, 0);
        } else {
            mmu.read8(segment, tested.offset);
        }
    }

    private void access32(int segment, Case tested) {
        if (tested.write) {
            mmu.update32(segment, tested.offset);
            mmu.write32(segment, tested.offset, 0);
        } else {
            mmu.read32(segment, tested.offset);
        }
    }

    @Test
    void segments_with_base_0_that_reach_the_common_limit_are_flat() {
        assertThat(mmu.segmentShapes()).isEqualTo(0x3D3F);
        guest.segment(DS, 0x10, -1, 0xC093);
        assertThat(mmu.segmentShapes()).isEqualTo(0x3537);
    }

    @Test
    void a_lower_common_limit_takes_pages_above_it_out_of_flat_reach() {
        mmu.write32(DS, 0x30_0000, 7);
        for (int segment = 0; segment < 6; segment++) {
            guest.segment(segment, 0, 0x2F_FFFF, 0xC093);
        }
        assertThat(mmu.segmentShapes()).isEqualTo(0x3F3F);
        assertThat(guest.faultOf(() -> mmu.read32(DS, 0x30_0000))).isEqualTo(GP);
        assertThat(guest.faultOf(() -> mmu.write32(DS, 0x2F_FFFE, 1))).isEqualTo(GP);
        assertThat(mmu.readSystem32(0x30_0000)).isEqualTo(7);
        assertThat(guest.faultOf(() -> mmu.read32(DS, 0x30_0000))).isEqualTo(GP);
        guest.segment(SS, 0, -1, 0xC093);
        guest.segment(DS, 0, -1, 0xC093);
        assertThat(mmu.read32(DS, 0x30_0000)).isEqualTo(7);
    }

    @Test
    void real_mode_looks_at_limits_only() {
        guest.cpu.cr0 = 0;
        mmu.modeChanged();
        guest.segment(SegmentRegister.CS, 0x1000, 0xFFFF, 0x9B);
        mmu.write16(SegmentRegister.CS, 0xFFFE, 0x1234);
        assertThat(guest.memory.read16(0x1_0FFE)).isEqualTo(0x1234);
        assertThat(guest.faultOf(() -> mmu.read16(SegmentRegister.CS, 0xFFFF))).isEqualTo(GP);
    }

    @Test
    void alignment_is_checked_at_level_3_only() {
        guest.cpu.cr0 |= 1 << 18;
        guest.cpu.systemFlags |= Eflags.AC;
        guest.level(0);
        mmu.read32(DS, 0x2001);
        guest.level(3);
        assertThat(guest.faultOf(() -> mmu.read32(DS, 0x2001))).isEqualTo(17 << 16);
        assertThat(guest.faultOf(() -> mmu.write16(DS, 0x2001, 1))).isEqualTo(17 << 16);
        mmu.write8(DS, 0x2001, 1);
        mmu.read64(DS, 0x2008);
        guest.cpu.systemFlags &= ~Eflags.AC;
        mmu.cplChanged();
        mmu.read32(DS, 0x2001);
    }

    @Test
    void data_breakpoints_report_the_access_and_keep_the_page_slow() {
        mmu.write32(DS, 0x2000, 1);
        guest.cpu.dr[1] = 0x2004;
        // Breakpoint 1: enabled locally, writes, 4 bytes.
        guest.cpu.dr[7] = 1 << 2 | 1 << 20 | 3 << 22;
        mmu.debugRegistersChanged();
        mmu.write32(DS, 0x2000, 1);
        mmu.read32(DS, 0x2004);
        assertThat(guest.cpu.pendingDebug).isZero();
        mmu.write8(DS, 0x2007, 1);
        assertThat(guest.cpu.pendingDebug).isEqualTo(2);
        guest.cpu.pendingDebug = 0;
        mmu.write64(DS, 0x1FFD, 1);
        assertThat(guest.cpu.pendingDebug).isEqualTo(2);
    }
}
