package ringside.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import ringside.bus.MemoryTraces;
import ringside.bus.TraceListener;
import ringside.cpu.CpuModel;
import ringside.exec.EveryEngine;
import ringside.time.Stimulus;

/** What the debugger does must not change the guest: runs of real code with and without it end in the same state. */
@EveryEngine
class TransparencyTests {
    private static final long END = 400_000;

    private final Machine machine = RestlessGuest.machine();

    private static StateHash undisturbed() {
        Machine machine = RestlessGuest.machine();
        machine.run(END);
        return machine.state().hash();
    }

    @Test
    void the_guest_does_what_it_is_here_for() {
        int stale = 0;
        int cleared = 0;
        for (long icount = 0; icount <= END; icount += END / 20) {
            machine.run(icount);
            for (int page : machine.cpu().mmu.tlb.validPages()) {
                int entry = machine.memory().read32(RestlessGuest.TABLE + page * 4);
                stale += (entry & 1) != 0 && (machine.cpu().mmu.tlb.lookup(page) ^ entry) >>> 12 != 0 ? 1 : 0;
                cleared += (entry & 0x21) == 1 ? 1 : 0;
            }
        }
        assertThat(stale).as("stale translations").isGreaterThan(100);
        assertThat(cleared).as("cached pages with A clear").isGreaterThan(100);
        assertThat(machine.memory().read32(0x3_1000)).as("page faults").isGreaterThan(100);
        assertThat(machine.memory().read32(0x3_1004)).as("timer interrupts").isGreaterThan(20);
        assertThat(machine.cpu().idle).as("idle time").isPositive();
    }

    @Test
    void a_run_cut_at_random_counts_is_the_same_run() {
        Random random = new Random(42);
        long icount = 0;
        while (icount < END) {
            machine.run(icount);
            icount += 1 + random.nextInt(random.nextBoolean() ? 10 : 2_000);
        }
        machine.run(END);
        assertThat(machine.cpu().icount).isEqualTo(END);
        assertThat(machine.state().hash().difference(undisturbed())).isEmpty();
    }

    @Test
    void watchpoints_do_not_change_the_guest() {
        MemoryTraces traces = machine.memory().traces();
        List<Integer> seen = new ArrayList<>();
        TraceListener listener = (kind, offset, size) -> seen.add(offset);
        int all = MemoryTraces.WRITE | MemoryTraces.READ | MemoryTraces.EXECUTE;
        traces.trace(RestlessGuest.CODE >>> 12, all, listener);
        traces.trace(RestlessGuest.TABLE >>> 12, all, listener);
        for (int step = 1; step <= 200; step++) {
            int page = RestlessGuest.FIRST_PAGE + step * 7 % 512;
            traces.trace(page, all, listener);
            machine.run(END * step / 200);
            if (step % 3 == 0) {
                traces.untrace(page, all, listener);
            }
        }
        assertThat(seen).hasSizeGreaterThan(10_000);
        assertThat(machine.state().hash().difference(undisturbed())).isEmpty();
    }

    @Test
    void snapshots_taken_and_restored_every_10000_instructions_do_not_change_the_guest() {
        for (long icount = 0; icount < END; icount += 10_000) {
            machine.run(icount);
            Snapshot snapshot = machine.state().snapshot();
            machine.run(icount + 3_333);
            machine.state().restore(snapshot);
        }
        machine.run(END);
        assertThat(machine.state().hash().difference(undisturbed())).isEmpty();
    }

    @Test
    void forks_of_single_instructions_do_not_change_the_guest() {
        machine.run(END - 3_000);
        for (long icount = END - 3_000; icount < END; icount++) {
            machine.run(icount);
            Excursion excursion = machine.state().excursion();
            machine.run(icount + icount % 5);
            excursion.rollBack();
        }
        machine.run(END);
        assertThat(machine.state().hash().difference(undisturbed())).isEmpty();
    }

    @Test
    void a_journal_repeats_the_run_with_stimuli_at_any_boundary() {
        Recorder recorder = new Recorder(machine);
        for (int i = 1; i <= 150; i++) {
            machine.run(2_001L * i);
            machine.stimulate(
                    switch (i % 5) {
                        case 0 -> new Stimulus.SerialByte(0, i & 0xFF);
                        case 1 -> new Stimulus.RegisterWrite("ebp", i * 77L);
                        case 2 -> new Stimulus.MemoryWrite(0x20_0000 + i * 8191L, new byte[] {1, 2, 3, (byte) i});
                        case 3 -> new Stimulus.Interrupt(0x20);
                        default -> new Stimulus.Key(30, i % 2 == 0);
                    });
        }
        machine.run(END);
        Journal journal = recorder.journal();
        Machine again = RestlessGuest.machine();
        assertThat(again.state().hash()).hasToString(journal.start());
        again.replay(journal.source());
        again.run(Long.MAX_VALUE);
        assertThat(again.cpu().icount).isEqualTo(END);
        assertThat(again.state().hash().difference(machine.state().hash())).isEmpty();
    }

    /** Law: 10,000 forks of one instruction each, on a guest of 128 MiB, take less than 2 s. */
    @Test
    void ten_thousand_forks_of_a_large_guest_take_less_than_two_seconds() {
        Machine large =
                new Machine(MachineConfig.standard(CpuModel.ringside32()).withRam(128L << 20));
        // inc dword [2000000h + ecx * 4]; inc ecx; jmp back
        byte[] code = {(byte) 0xFF, 0x04, (byte) 0x8D, 0, 0, 0, 2, 0x41, (byte) 0xEB, (byte) 0xF6};
        large.boot(ImageLoader.parse(code, "counter", LoadOptions.NONE.flat(0x1_0000, FlatMode.PM32)));
        large.run(100_000);
        StateHash before = large.state().hash();
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        for (int i = 0; i < 10_000; i++) {
            Excursion excursion = large.state().excursion();
            large.run(large.cpu().icount + 1);
            excursion.rollBack();
        }
        long used = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
        assertThat(large.state().hash()).isEqualTo(before);
        assertThat(used).as("nanoseconds").isLessThan(2_000_000_000L);
    }
}
