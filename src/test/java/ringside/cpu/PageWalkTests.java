package ringside.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static ringside.cpu.PagedCpu.CR4_PSE;
import static ringside.cpu.PagedCpu.DIRECTORY;
import static ringside.cpu.PagedCpu.LARGE;
import static ringside.cpu.PagedCpu.NX;
import static ringside.cpu.PagedCpu.POINTERS;
import static ringside.cpu.PagedCpu.PRESENT;
import static ringside.cpu.PagedCpu.TABLE;
import static ringside.cpu.PagedCpu.USER;
import static ringside.cpu.PagedCpu.WRITABLE;

import java.util.List;
import org.junit.jupiter.api.Test;
import ringside.isa.SegmentRegister;

class PageWalkTests {
    private static final int PAGE = 0x5000;

    private final PagedCpu guest = new PagedCpu();
    private final Vcpu cpu = guest.cpu;

    @Test
    void both_levels_are_shown_with_their_bits() {
        guest.paging(0, 0);
        guest.entry(PAGE, 0x7000 | PRESENT | USER);
        PageWalk walk = PageWalk.explain(cpu, PAGE + 0x123);
        assertThat(walk.levels())
                .containsExactly(
                        new PageWalk.Level("PDE", DIRECTORY, TABLE | 7, 4, "P W U"),
                        new PageWalk.Level("PTE", TABLE + 5 * 4, 0x7005, 4, "P U"));
        assertThat(walk.translation().physical()).isEqualTo(0x7123);
        assertThat(walk.translation().rights()).isEqualTo("ur-x");
        assertThat(walk.cached()).isNull();
    }

    @Test
    void a_stale_translation_is_shown_beside_the_tables() {
        guest.paging(0, 0);
        cpu.mmu.read8(SegmentRegister.DS, PAGE);
        guest.entry(PAGE, 0);
        PageWalk walk = PageWalk.explain(cpu, PAGE);
        assertThat(walk.translation().physical()).isEqualTo(-1);
        assertThat(walk.translation().problem()).isEqualTo("PTE is not present");
        assertThat(walk.cached().physical()).isEqualTo(PAGE);
    }

    @Test
    void pae_shows_three_levels_and_nx() {
        guest.pae(0, true);
        guest.entryPae(PAGE, NX | PAGE | PRESENT | WRITABLE);
        PageWalk walk = PageWalk.explain(cpu, PAGE);
        assertThat(walk.levels()).extracting(PageWalk.Level::name).containsExactly("PDPTE", "PDE", "PTE");
        assertThat(walk.levels().get(0).address()).isEqualTo(POINTERS);
        assertThat(walk.levels().get(2).flags()).isEqualTo("P W NX");
        assertThat(walk.translation().rights()).isEqualTo("-rw-");
        assertThat(PageWalk.explain(cpu, 0x4000_0000).translation().problem()).isEqualTo("PDPTE is not present");
    }

    @Test
    void reserved_bits_are_named_as_the_problem() {
        guest.paging(0, CR4_PSE);
        guest.memory.write32(DIRECTORY + 4, 0x2000 | PRESENT | LARGE);
        assertThat(PageWalk.explain(cpu, 0x40_0000).translation().problem()).isEqualTo("PDE has reserved bits set");
    }

    @Test
    void ranges_join_consecutive_pages_with_equal_rights() {
        guest.paging(0, CR4_PSE);
        guest.entry(0x3000, 0);
        guest.entry(0x6000, 0x6000 | PRESENT | USER);
        guest.memory.write32(DIRECTORY + 1023 * 4, 0x40_0000 | PRESENT | WRITABLE | LARGE);
        List<PageRange> ranges = PageRange.between(cpu, 0, 0xFFFF_FFFFL);
        assertThat(ranges).extracting(PageRange::first).containsExactly(0L, 0x4000L, 0x6000L, 0x7000L, 0xFFC0_0000L);
        assertThat(ranges)
                .extracting(PageRange::last)
                .containsExactly(0x2FFFL, 0x5FFFL, 0x6FFFL, 0x3F_FFFFL, 0xFFFF_FFFFL);
        assertThat(ranges.get(4).start().physical()).isEqualTo(0x40_0000);
        assertThat(cpu.mmu.tlb.size()).isZero();
    }

    @Test
    void without_paging_there_are_no_levels_and_no_ranges() {
        assertThat(PageWalk.explain(cpu, 0xFFFF_F000).translation().physical()).isEqualTo(0xFFFF_F000L);
        assertThat(PageRange.between(cpu, 0, 0xFFFF_FFFFL)).isEmpty();
    }
}
