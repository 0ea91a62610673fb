package ringside.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import ringside.base.StateFormatException;
import ringside.bus.MemoryTraces;
import ringside.bus.TraceListener;

class MachineStateTests {
    private static final long RAM = 4 << 20;
    private static final long END = 300_000;

    private static StateHash undisturbed() {
        Machine machine = WanderingEngine.machine(RAM);
        machine.run(END);
        return machine.state().hash();
    }

    @Test
    void equal_runs_have_equal_hashes() {
        assertThat(undisturbed()).isEqualTo(undisturbed());
    }

    @Test
    void the_guest_does_what_it_is_here_for() {
        Machine machine = WanderingEngine.machine(RAM);
        machine.run(END);
        // It has stale translations: entries of the TLB that the tables do not agree with.
        int stale = 0;
        for (int page : machine.cpu().mmu.tlb.validPages()) {
            long cached = machine.cpu().mmu.tlb.lookup(page);
            int entry = machine.memory().read32(WanderingEngine.TABLE + page * 4);
            stale += (cached ^ entry) >>> 12 != 0 || (entry & 0x20) == 0 ? 1 : 0;
        }
        assertThat(stale).isGreaterThan(50);
        assertThat(machine.cpu().r32(3)).as("faults").isNotZero();
    }

    @Test
    void traces_do_not_change_the_hash() {
        Machine machine = WanderingEngine.machine(RAM);
        MemoryTraces traces = machine.memory().traces();
        List<Integer> seen = new ArrayList<>();
        TraceListener listener = (kind, offset, size) -> seen.add(offset);
        int all = MemoryTraces.WRITE | MemoryTraces.READ | MemoryTraces.EXECUTE;
        for (int step = 0; step < 100; step++) {
            int page = (WanderingEngine.FIRST_DATA >>> 12) + step % 64;
            traces.trace(page, all, listener);
            machine.run(END * (step + 1) / 100);
            if (step % 3 == 0) {
                traces.untrace(page, all, listener);
            }
        }
        assertThat(seen).hasSizeGreaterThan(10_000);
        assertThat(machine.state().hash().difference(undisturbed())).isEmpty();
    }

    @Test
    void taking_and_restoring_snapshots_does_not_change_the_hash() {
        Machine machine = WanderingEngine.machine(RAM);
        for (long icount = 0; icount < END; icount += 10_000) {
            machine.run(icount);
            Snapshot snapshot = machine.state().snapshot();
            machine.run(icount + 3_000);
            machine.state().restore(snapshot);
        }
        machine.run(END);
        assertThat(machine.state().hash().difference(undisturbed())).isEmpty();
    }

    @Test
    void excursions_leave_no_trace() {
        Machine machine = WanderingEngine.machine(RAM);
        for (long icount = 0; icount < END; icount += 10_000) {
            machine.run(icount);
            try (Excursion outer = machine.state().excursion()) {
                machine.run(icount + 2_000);
                Excursion inner = machine.state().excursion();
                machine.run(icount + 5_000);
                if (icount % 20_000 == 0) {
                    inner.keep();
                } else {
                    inner.rollBack();
                }
                machine.run(icount + 6_000);
                assertThat(outer.pagesWritten()).isPositive();
            }
        }
        machine.run(END);
        assertThat(machine.state().hash().difference(undisturbed())).isEmpty();
    }

    @Test
    void an_excursion_that_is_kept_has_happened() {
        Machine machine = WanderingEngine.machine(RAM);
        machine.run(1_000);
        try (Excursion excursion = machine.state().excursion()) {
            machine.run(END);
            excursion.keep();
        }
        assertThat(machine.state().hash()).isEqualTo(undisturbed());
    }

    @Test
    void a_rolled_back_excursion_equals_its_start() {
        Machine machine = WanderingEngine.machine(RAM);
        machine.run(50_000);
        StateHash before = machine.state().hash();
        try (Excursion excursion = machine.state().excursion()) {
            machine.run(90_000);
            assertThat(excursion.pagesWritten()).isPositive();
            assertThat(machine.state().hash().difference(before)).contains("cpu", "tlb", "ram");
        }
        assertThat(machine.state().hash().difference(before)).isEmpty();
    }

    @Test
    void snapshots_share_unchanged_pages_and_name_those_that_differ() {
        Machine machine = WanderingEngine.machine(RAM);
        Snapshot first = machine.state().snapshot();
        machine.memory().write32(0x20_0000, 1);
        machine.memory().write32(0x30_0FFC, 1);
        Snapshot second = machine.state().snapshot();
        assertThat(first.pagesThatDiffer(second)).containsExactly(0x200, 0x300);
        assertThat(first.partsThatDiffer(second)).isEmpty();
        assertThat(first.pages()[1]).isNotNull().isSameAs(second.pages()[1]);
        machine.state().restore(first);
        assertThat(machine.memory().read32(0x20_0000)).isZero();
    }

    @Test
    void a_snapshot_of_another_machine_is_refused_and_changes_nothing() {
        Machine machine = WanderingEngine.machine(RAM);
        Snapshot foreign = WanderingEngine.machine(RAM * 2).state().snapshot();
        StateHash before = machine.state().hash();
        assertThatThrownBy(() -> machine.state().restore(foreign))
                .isInstanceOf(StateFormatException.class)
                .hasMessageContaining("the snapshot is of another machine: {\"ram\":8388608");
        assertThat(machine.state().hash()).isEqualTo(before);
    }

    @Test
    void excursions_end_from_the_inside_out() {
        Machine machine = WanderingEngine.machine(RAM);
        Excursion outer = machine.state().excursion();
        Excursion inner = machine.state().excursion();
        assertThatIllegalStateException().isThrownBy(outer::rollBack);
        inner.rollBack();
        outer.rollBack();
        assertThatIllegalStateException().isThrownBy(outer::rollBack);
        assertThat(machine.state().inExcursion()).isFalse();
    }
}
