package ringside.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static ringside.cpu.PagedCpu.PRESENT;
import static ringside.cpu.PagedCpu.WRITABLE;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import ringside.bus.MemoryTraces;
import ringside.bus.TraceListener;
import ringside.isa.SegmentRegister;

class TraceTests {
    private static final int DS = SegmentRegister.DS;
    private static final int PAGE = 0x5000;

    private final PagedCpu guest = new PagedCpu();
    private final Mmu mmu = guest.cpu.mmu;
    private final MemoryTraces traces = guest.memory.traces();
    private final List<String> seen = new ArrayList<>();
    private final TraceListener listener =
            (kind, offset, size) -> seen.add(kind + " " + Integer.toHexString(offset) + "+" + size);

    @Test
    void a_write_trace_sees_every_alias_and_the_old_bytes() {
        guest.paging(0, 0);
        guest.entry(0x6000, PAGE | PRESENT | WRITABLE);
        mmu.write8(DS, PAGE, 1);
        mmu.write8(DS, 0x6000, 2);
        List<Integer> old = new ArrayList<>();
        traces.trace(
                PAGE >>> 12, MemoryTraces.WRITE, (kind, offset, size) -> old.add((int) guest.memory.bytes[offset]));
        mmu.write8(DS, PAGE, 3);
        mmu.write8(DS, 0x6000, 4);
        mmu.write8(DS, 0x7000, 5);
        mmu.read8(DS, PAGE);
        guest.memory.write8(PAGE, 6);
        guest.memory.poke8(PAGE, 7);
        assertThat(old).containsExactly(2, 3, 4, 6);
    }

    @Test
    void an_access_across_pages_is_told_page_by_page() {
        traces.trace(5, MemoryTraces.WRITE | MemoryTraces.READ, listener);
        traces.trace(6, MemoryTraces.WRITE, listener);
        mmu.write32(DS, 0x5FFD, 1);
        mmu.read32(DS, 0x5FFE);
        assertThat(seen).containsExactly("1 5ffd+3", "1 6000+1", "2 5ffe+2");
    }

    @Test
    void a_read_trace_sees_reads_for_update() {
        mmu.write32(DS, PAGE, 1);
        traces.trace(5, MemoryTraces.READ, listener);
        mmu.update32(DS, PAGE);
        mmu.write32(DS, PAGE, 2);
        assertThat(seen).containsExactly("2 5000+4");
    }

    @Test
    void an_execute_trace_sees_fetches() {
        mmu.fetchOffset(PAGE);
        traces.trace(5, MemoryTraces.EXECUTE, listener);
        mmu.fetchOffset(PAGE + 1);
        mmu.read8(DS, PAGE);
        assertThat(seen).containsExactly("4 5001+1");
    }

    @Test
    void a_listener_may_remove_itself_while_it_is_called() {
        TraceListener once = new TraceListener() {
            @Override
            public void accessed(int kind, int offset, int size) {
                seen.add("once");
                traces.untrace(5, MemoryTraces.WRITE, this);
            }
        };
        traces.trace(5, MemoryTraces.WRITE, once);
        traces.trace(5, MemoryTraces.WRITE, listener);
        mmu.write8(DS, PAGE, 1);
        mmu.write8(DS, PAGE, 1);
        traces.untrace(5, MemoryTraces.WRITE, listener);
        mmu.write8(DS, PAGE, 1);
        assertThat(seen).containsExactly("once", "1 5000+1", "1 5000+1");
    }

    @Test
    void first_writes_are_told_once_per_page_until_armed_again() {
        List<Integer> pages = new ArrayList<>();
        traces.addFirstWriteListener(pages::add);
        mmu.write8(DS, PAGE, 1);
        traces.armFirstWrites();
        mmu.write8(DS, PAGE, 1);
        mmu.write32(DS, 0x5FFE, 1);
        traces.armFirstWrites();
        mmu.update8(DS, PAGE);
        mmu.write8(DS, PAGE, 1);
        assertThat(pages).containsExactly(5, 6, 5);
    }

    @Test
    void traces_touch_neither_the_tlb_nor_accessed_bits() {
        guest.paging(0, 0);
        mmu.write8(DS, PAGE, 1);
        int entries = mmu.tlb.size();
        guest.entry(PAGE, 0x7000 | PRESENT | WRITABLE);
        traces.trace(5, MemoryTraces.WRITE | MemoryTraces.READ | MemoryTraces.EXECUTE, listener);
        assertThat(mmu.read8(DS, PAGE)).isEqualTo(1);
        mmu.write8(DS, PAGE, 2);
        assertThat(guest.memory.read8(PAGE)).isEqualTo(2);
        assertThat(guest.entry(PAGE)).isEqualTo(0x7000 | PRESENT | WRITABLE);
        assertThat(mmu.tlb.size()).isEqualTo(entries);
    }
}
