package ringside.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static ringside.cpu.PagedCpu.ACCESSED;
import static ringside.cpu.PagedCpu.CR0_WP;
import static ringside.cpu.PagedCpu.CR4_PGE;
import static ringside.cpu.PagedCpu.CR4_PSE;
import static ringside.cpu.PagedCpu.DIRECTORY;
import static ringside.cpu.PagedCpu.DIRTY;
import static ringside.cpu.PagedCpu.GLOBAL;
import static ringside.cpu.PagedCpu.LARGE;
import static ringside.cpu.PagedCpu.NX;
import static ringside.cpu.PagedCpu.POINTERS;
import static ringside.cpu.PagedCpu.PRESENT;
import static ringside.cpu.PagedCpu.TABLE;
import static ringside.cpu.PagedCpu.USER;
import static ringside.cpu.PagedCpu.WRITABLE;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import ringside.isa.SegmentRegister;

class PagingTests {
    private static final int DS = SegmentRegister.DS;
    private static final int PAGE = 0x5000;

    private final PagedCpu guest = new PagedCpu();
    private final Vcpu cpu = guest.cpu;
    private final Mmu mmu = cpu.mmu;

    @Test
    void without_paging_linear_addresses_are_physical() {
        mmu.write32(DS, 0x1234, 0xCAFE_BABE);
        assertThat(guest.memory.read32(0x1234)).isEqualTo(0xCAFE_BABE);
        assertThat(mmu.read16(DS, 0x1236)).isEqualTo(0xCAFE);
        assertThat(mmu.tlb.size()).isZero();
    }

    @Test
    void empty_addresses_read_as_ones_and_swallow_writes() {
        mmu.write32(DS, 0xE000_0000, 5);
        assertThat(mmu.read32(DS, 0xE000_0000)).isEqualTo(-1);
        assertThat(mmu.read64(DS, 0xE000_0FFC)).isEqualTo(-1L);
        assertThat(mmu.fetchOffset(0xE000_0000)).isEqualTo(-1);
    }

    private record Rights(boolean pde, boolean user, boolean write) {
        @Override
        public String toString() {
            return (pde ? "directory " : "table ") + (user ? "U" : "S") + (write ? "W" : "R");
        }
    }

    /** SDM Vol. 3A, 4.6.1: what is allowed for every combination of rights, class, access and CR0.WP. */
    @TestFactory
    Stream<DynamicTest> rights_combine_as_the_manual_says() {
        List<DynamicTest> tests = new ArrayList<>();
        for (int bits = 0; bits < 128; bits++) {
            boolean userDirectory = (bits & 1) != 0;
            boolean writeDirectory = (bits & 2) != 0;
            boolean userTable = (bits & 4) != 0;
            boolean writeTable = (bits & 8) != 0;
            boolean protect = (bits & 16) != 0;
            boolean user = (bits & 32) != 0;
            boolean write = (bits & 64) != 0;
            Rights directory = new Rights(true, userDirectory, writeDirectory);
            Rights table = new Rights(false, userTable, writeTable);
            String name = "%s, %s, WP=%b, %s %s"
                    .formatted(directory, table, protect, user ? "user" : "supervisor", write ? "write" : "read");
            tests.add(DynamicTest.dynamicTest(name, () -> {
                guest.paging(protect ? CR0_WP : 0, 0);
                guest.memory.write32(DIRECTORY, TABLE | PRESENT | flags(directory));
                guest.entry(PAGE, PAGE | PRESENT | flags(table));
                mmu.flushTlb(false);
                guest.level(user ? 3 : 0);
                boolean allowed = (!user || userDirectory && userTable)
                        && (!write || writeDirectory && writeTable || !user && !protect);
                int code = PRESENT | (write ? 2 : 0) | (user ? 4 : 0);
                int expected = allowed ? -1 : code;
                // Once with an empty TLB, once with the entry that a supervisor's read leaves.
                assertThat(guest.faultOf(() -> access(write))).isEqualTo(expected);
                assertThat(guest.entry(PAGE) & (ACCESSED | DIRTY))
                        .isEqualTo(allowed ? write ? ACCESSED | DIRTY : ACCESSED : 0);
                guest.level(0);
                mmu.read8(DS, PAGE);
                guest.level(user ? 3 : 0);
                assertThat(guest.faultOf(() -> access(write))).isEqualTo(expected);
                assertThat(guest.faultOf(() -> mmu.probe(PAGE, 1, write, user))).isEqualTo(expected);
            }));
        }
        return tests.stream();
    }

    private static int flags(Rights rights) {
        return (rights.user ? USER : 0) | (rights.write ? WRITABLE : 0);
    }

    private void access(boolean write) {
        if (write) {
            mmu.write8(DS, PAGE, 1);
        } else {
            mmu.read8(DS, PAGE);
        }
    }

    @Test
    void absent_entries_of_either_level_fault_without_the_present_bit() {
        guest.paging(0, 0);
        guest.entry(PAGE, 0);
        assertThat(guest.faultOf(() -> mmu.read32(DS, PAGE + 8))).isZero();
        assertThat(cpu.fault.address).isEqualTo(PAGE + 8);
        assertThat(guest.faultOf(() -> mmu.write32(DS, 0x40_0000, 1))).isEqualTo(2);
        guest.level(3);
        assertThat(guest.faultOf(() -> mmu.fetchOffset(0x40_0000))).isEqualTo(4);
    }

    @Test
    void large_pages_need_pse() {
        guest.paging(0, CR4_PSE);
        guest.memory.write32(DIRECTORY + 4, 0x40_0000 | PRESENT | WRITABLE | LARGE);
        mmu.write32(DS, 0x40_5678, 77);
        assertThat(guest.memory.read32(0x40_5678)).isEqualTo(77);
        assertThat(guest.memory.read32(DIRECTORY + 4) & 0x60).isEqualTo(ACCESSED | DIRTY);
        cpu.cr4 = 0;
        mmu.modeChanged();
        // Without PSE the same entry names a page table, whose first entries are the bytes at 40_0000h: absent.
        assertThat(guest.faultOf(() -> mmu.read8(DS, 0x40_0000))).isZero();
    }

    @Test
    void reserved_bits_of_a_large_page_fault_with_rsvd() {
        guest.paging(0, CR4_PSE);
        guest.memory.write32(DIRECTORY + 4, 0x40_2000 | PRESENT | WRITABLE | LARGE);
        assertThat(guest.faultOf(() -> mmu.write8(DS, 0x40_0000, 1))).isEqualTo(0xB);
    }

    @Test
    void pse36_leads_large_pages_beyond_4_gib_and_reserves_the_bits_above() {
        PagedCpu wide = new PagedCpu("ringside32,+pse36").paging(0, CR4_PSE);
        wide.memory.write32(DIRECTORY + 4, 0x0041_2000 | PRESENT | WRITABLE | LARGE);
        assertThat(wide.cpu.mmu.read8(DS, 0x40_3000)).isEqualTo(0xFF);
        assertThat(wide.cpu.mmu.translatePeek(0x40_3000)).isEqualTo(0x9_0040_3000L);
        wide.memory.write32(DIRECTORY + 4, 0x0042_0000 | PRESENT | WRITABLE | LARGE);
        wide.cpu.mmu.flushTlb(false);
        assertThat(wide.faultOf(() -> wide.cpu.mmu.read8(DS, 0x40_0000))).isEqualTo(9);
    }

    @Test
    void invlpg_forgets_all_parts_of_a_large_page() {
        guest.paging(0, CR4_PSE);
        guest.memory.write32(DIRECTORY + 4, 0x40_0000 | PRESENT | WRITABLE | LARGE);
        mmu.read8(DS, 0x40_0000);
        mmu.read8(DS, 0x7F_F000);
        assertThat(mmu.tlb.size()).isEqualTo(2);
        mmu.invalidatePage(0x50_0000);
        assertThat(mmu.tlb.size()).isZero();
    }

    @Test
    void a_stale_translation_serves_until_invlpg() {
        guest.paging(0, 0);
        guest.memory.write8(0x6000, 6);
        guest.memory.write8(0x7000, 7);
        guest.entry(PAGE, 0x6000 | PRESENT | WRITABLE);
        assertThat(mmu.read8(DS, PAGE)).isEqualTo(6);
        guest.entry(PAGE, 0x7000 | PRESENT | WRITABLE);
        assertThat(mmu.read8(DS, PAGE)).isEqualTo(6);
        assertThat(mmu.translatePeek(PAGE)).isEqualTo(0x6000);
        mmu.invalidatePage(PAGE);
        assertThat(mmu.translatePeek(PAGE)).isEqualTo(0x7000);
        assertThat(guest.entry(PAGE) & ACCESSED).isZero();
        assertThat(mmu.read8(DS, PAGE)).isEqualTo(7);
        assertThat(guest.entry(PAGE) & ACCESSED).isNotZero();
    }

    @Test
    void a_page_made_absent_stays_reachable_until_cr3_is_loaded() {
        guest.paging(0, 0);
        mmu.read8(DS, PAGE);
        guest.entry(PAGE, 0);
        mmu.read8(DS, PAGE);
        mmu.flushTlb(true);
        assertThat(guest.faultOf(() -> mmu.read8(DS, PAGE))).isZero();
    }

    @Test
    void global_pages_survive_a_load_of_cr3_only_with_pge() {
        guest.paging(0, CR4_PGE);
        guest.entry(PAGE, PAGE | PRESENT | GLOBAL);
        mmu.read8(DS, PAGE);
        mmu.read8(DS, PAGE + 0x1000);
        mmu.flushTlb(true);
        assertThat(mmu.tlb.validPages()).containsExactly(PAGE >>> 12);
        cpu.cr4 = 0;
        mmu.modeChanged();
        assertThat(mmu.tlb.size()).isZero();
        mmu.read8(DS, PAGE);
        mmu.flushTlb(true);
        assertThat(mmu.tlb.size()).isZero();
    }

    @Test
    void accessed_is_not_set_again_while_the_tlb_has_the_page() {
        guest.paging(0, 0);
        mmu.read8(DS, PAGE);
        guest.entry(PAGE, guest.entry(PAGE) & ~ACCESSED);
        mmu.read8(DS, PAGE + 5);
        assertThat(guest.entry(PAGE) & ACCESSED).isZero();
        mmu.write8(DS, PAGE, 1);
        assertThat(guest.entry(PAGE) & (ACCESSED | DIRTY)).isEqualTo(ACCESSED | DIRTY);
    }

    @Test
    void a_write_through_an_entry_without_d_walks_again() {
        guest.paging(0, 0);
        mmu.read8(DS, PAGE);
        guest.entry(PAGE, 0x7000 | PRESENT | WRITABLE);
        mmu.write8(DS, PAGE, 9);
        assertThat(guest.memory.read8(0x7000)).isEqualTo(9);
        assertThat(mmu.read8(DS, PAGE)).isEqualTo(9);
    }

    @Test
    void rights_that_grew_are_found_without_a_flush() {
        guest.paging(CR0_WP, 0);
        guest.entry(PAGE, PAGE | PRESENT);
        mmu.read8(DS, PAGE);
        guest.entry(PAGE, PAGE | PRESENT | WRITABLE);
        mmu.write8(DS, PAGE, 1);
        assertThat(guest.memory.read8(PAGE)).isEqualTo(1);
    }

    @Test
    void a_fault_on_the_second_page_changes_nothing() {
        guest.paging(0, 0);
        guest.entry(PAGE + 0x1000, 0);
        mmu.write32(DS, PAGE + 0xFFC, 0x1111_1111);
        assertThat(guest.faultOf(() -> mmu.write32(DS, PAGE + 0xFFE, 0x2222_2222)))
                .isEqualTo(2);
        assertThat(cpu.fault.address).isEqualTo(PAGE + 0x1000);
        assertThat(mmu.read32(DS, PAGE + 0xFFC)).isEqualTo(0x1111_1111);
        assertThat(guest.faultOf(() -> mmu.update64(DS, PAGE + 0xFFB))).isEqualTo(2);
    }

    @Test
    void an_access_may_cross_into_a_page_elsewhere() {
        guest.paging(0, 0);
        guest.entry(PAGE + 0x1000, 0x9000 | PRESENT | WRITABLE);
        mmu.write64(DS, PAGE + 0xFFD, 0x8877_6655_4433_2211L);
        assertThat(guest.memory.read32(PAGE + 0xFFD) & 0xFF_FFFF).isEqualTo(0x33_2211);
        assertThat(guest.memory.read32(0x9000)).isEqualTo(0x7766_5544);
        assertThat(guest.memory.read8(0x9004)).isEqualTo(0x88);
        assertThat(mmu.read64(DS, PAGE + 0xFFD)).isEqualTo(0x8877_6655_4433_2211L);
        assertThat(mmu.update32(DS, PAGE + 0xFFE)).isEqualTo(0x5544_3322);
    }

    @Test
    void system_accesses_of_user_code_have_supervisor_rights() {
        guest.paging(0, 0);
        guest.level(3);
        mmu.writeSystem32(PAGE, 123);
        assertThat(mmu.readSystem16(PAGE)).isEqualTo(123);
        assertThat(guest.faultOf(() -> mmu.read8(DS, PAGE))).isEqualTo(5);
    }

    @Test
    void pae_walks_three_levels_and_large_pages_of_2_mib() {
        guest.pae(0, false);
        guest.memory.write32(DIRECTORY + 8, 0x20_0000 | PRESENT | WRITABLE | LARGE);
        mmu.write32(DS, 0x21_2344, 4711);
        assertThat(guest.memory.read32(0x21_2344)).isEqualTo(4711);
        assertThat(mmu.read32(DS, PAGE)).isZero();
        assertThat(guest.faultOf(() -> mmu.read8(DS, 0x4000_0000))).isZero();
    }

    @Test
    void pae_keeps_using_the_pointers_loaded_with_cr3() {
        guest.pae(0, false);
        guest.memory.write32(POINTERS, 0);
        mmu.read8(DS, PAGE);
        mmu.loadPageDirectoryPointers(POINTERS);
        mmu.flushTlb(true);
        assertThat(guest.faultOf(() -> mmu.read8(DS, PAGE))).isZero();
    }

    @Test
    void pae_pointers_with_reserved_bits_raise_gp_and_load_nothing() {
        guest.pae(0, false);
        guest.memory.write32(POINTERS + 8, PRESENT | WRITABLE);
        assertThat(guest.faultOf(() -> mmu.loadPageDirectoryPointers(POINTERS))).isEqualTo(13 << 16);
        mmu.read8(DS, PAGE);
    }

    @Test
    void addresses_beyond_36_bits_are_reserved() {
        guest.pae(0, false);
        guest.entryPae(PAGE, 1L << 36 | PAGE | PRESENT);
        assertThat(guest.faultOf(() -> mmu.read8(DS, PAGE))).isEqualTo(9);
        guest.entryPae(PAGE, 1L << 35 | PAGE | PRESENT);
        assertThat(mmu.read8(DS, PAGE)).isEqualTo(0xFF);
        assertThat(mmu.translatePeek(PAGE)).isEqualTo(1L << 35 | PAGE);
    }

    @Test
    void nx_stops_fetches_only_and_is_reserved_without_nxe() {
        guest.pae(0, true);
        guest.entryPae(PAGE, NX | PAGE | PRESENT);
        mmu.read8(DS, PAGE);
        assertThat(guest.faultOf(() -> mmu.fetchOffset(PAGE))).isEqualTo(0x11);
        assertThat(mmu.fetchOffset(PAGE + 0x1000)).isEqualTo(PAGE + 0x1000);
        assertThat(guest.faultOf(() -> mmu.fetchOffset(0x4000_0000))).isEqualTo(0x10);
        cpu.msrs.efer = 0;
        mmu.modeChanged();
        mmu.flushTlb(false);
        assertThat(guest.faultOf(() -> mmu.fetchOffset(PAGE))).isEqualTo(9);
    }

    @Test
    void a20_masks_after_paging_and_keeps_the_tlb() {
        guest.paging(0, 0);
        guest.memory.write8(0x5000, 1);
        guest.memory.write8(0x10_5000, 2);
        guest.entry(0x5000, 0x10_5000 | PRESENT);
        assertThat(mmu.read8(DS, 0x5000)).isEqualTo(2);
        int entries = mmu.tlb.size();
        guest.memory.a20(false);
        assertThat(mmu.read8(DS, 0x5000)).isEqualTo(1);
        assertThat(mmu.tlb.size()).isEqualTo(entries);
    }

    @Test
    void peeking_sets_no_bits_and_fills_nothing() {
        guest.paging(0, 0);
        assertThat(mmu.peekLinear8(PAGE)).isZero();
        assertThat(mmu.peekLinear8(0x40_0000)).isEqualTo(-1);
        assertThat(guest.entry(PAGE) & ACCESSED).isZero();
        assertThat(mmu.tlb.size()).isZero();
    }
}
