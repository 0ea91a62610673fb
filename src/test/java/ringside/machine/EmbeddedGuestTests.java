package ringside.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import ringside.cpu.CpuModel;
import ringside.exec.EngineUnderTest;
import ringside.exec.EveryEngine;
import ringside.time.Stimulus;

/** The embedded kernel on a whole machine: paging, ring 3, timer, serial line; and the same again from a journal. */
@EveryEngine
class EmbeddedGuestTests {
    private static final long SECOND_PART = 2_000_000;

    private final StringBuilder serial = new StringBuilder();
    private final Machine machine = boot();

    private static Machine boot() {
        // A slow CPU: its 10 ms of a time slice are 100,000 instructions.
        Machine machine = new Machine(
                MachineConfig.standard(CpuModel.ringside32()).withRam(8 << 20).withUnitsPerSecond(10_000_000));
        try (InputStream source = EmbeddedGuestTests.class.getResourceAsStream("/ringside/guest/kernel.asm")) {
            machine.boot(ImageLoader.parse(source.readAllBytes(), "kernel.asm", LoadOptions.NONE));
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
        return EngineUnderTest.equip(machine);
    }

    private void type(String text) {
        text.chars().forEach(c -> machine.stimulate(new Stimulus.SerialByte(0, c)));
    }

    private int symbol(String name) {
        return machine.image().symbols().stream()
                .filter(symbol -> symbol.name().equals(name))
                .mapToInt(symbol -> (int) symbol.address())
                .findFirst()
                .orElseThrow();
    }

    @BeforeEach
    void connect() {
        machine.connectSerial(0, value -> serial.append((char) value));
    }

    private Machine replay(Journal journal) {
        Machine again = boot();
        assertThat(again.state().hash()).hasToString(journal.start());
        again.replay(journal.source());
        again.run(Long.MAX_VALUE);
        return again;
    }

    private void assertReplays(Journal journal) {
        Machine again = replay(journal);
        assertThat(again.state().hash().difference(machine.state().hash())).isEmpty();
        assertThat(again.cpu().icount).isEqualTo(machine.cpu().icount);
        assertThat(again.cpu().time()).isEqualTo(machine.cpu().time());
    }

    @Test
    void it_starts_and_answers_on_the_serial_line() {
        machine.run(SECOND_PART);
        assertThat(serial).contains("Type help on COM1.");
        type("help\n");
        machine.run(2 * SECOND_PART);
        assertThat(serial).contains("this list");
        assertThat(machine.vga().screen().text()).contains("task_a");
    }

    @Test
    void a_session_replays_to_the_same_state() {
        Recorder recorder = new Recorder(machine);
        machine.run(SECOND_PART);
        type("help\n");
        machine.run(machine.cpu().icount + 123_457);
        machine.stimulate(new Stimulus.Key(0x1E, true));
        machine.stimulate(new Stimulus.IrqLevel(4, true));
        machine.run(2 * SECOND_PART);
        type("nonsense\n");
        machine.run(3 * SECOND_PART);
        assertReplays(recorder.journal());
    }

    @Test
    void input_at_the_entry_of_an_interrupt_handler_replays_there() {
        Recorder recorder = new Recorder(machine);
        machine.run(SECOND_PART);
        machine.breakpoints().add(symbol("timer_irq"));
        for (int i = 0; i < 5; i++) {
            Stop stop = machine.run(Long.MAX_VALUE);
            assertThat(stop.kind()).isEqualTo(Stop.Kind.BREAKPOINT);
            assertThat(stop.eip()).isEqualTo(symbol("timer_irq"));
            machine.stimulate(new Stimulus.RegisterWrite("ebp", 0x1000 + i));
            type("h");
        }
        machine.breakpoints().clear();
        machine.run(machine.cpu().icount + 100_000);
        assertReplays(recorder.journal());
    }

    private int ticks(Machine of) {
        return of.memory().read32(symbol("ticks"));
    }

    @Test
    void injected_timer_interrupts_are_ticks_more_and_do_not_silence_the_timer() {
        Machine other = boot();
        long end = 3_000_000;
        for (long time : new long[] {1_050_000, 1_250_000, 1_450_000}) {
            machine.run(Long.MAX_VALUE, time);
            while (machine.pic().master().isr() != 0) {
                machine.run(machine.cpu().icount + 1);
            }
            String answer = machine.injector().inject(new Stimulus.IrqLevel(0, true));
            assertThat(answer).startsWith("IRQ 0 raised, INTR asserted, vector 20h");
        }
        machine.run(Long.MAX_VALUE, end);
        other.run(Long.MAX_VALUE, end);
        assertThat(ticks(other)).isGreaterThan(10);
        assertThat(ticks(machine)).isEqualTo(ticks(other) + 3);
    }

    @Test
    void where_runs_are_cut_does_not_matter() {
        Machine other = boot();
        other.run(SECOND_PART);
        Random random = new Random(3);
        while (machine.cpu().icount < SECOND_PART) {
            machine.run(Math.min(SECOND_PART, machine.cpu().icount + 1 + random.nextInt(30_000)));
        }
        assertThat(machine.state().hash().difference(other.state().hash())).isEmpty();
    }

    @Test
    void every_run_ends_in_the_same_state_however_idle_time_passes() {
        machine.pace(Pace.WALL);
        machine.run(SECOND_PART / 4);
        Machine other = boot();
        other.run(SECOND_PART / 4);
        assertThat(machine.state().hash().difference(other.state().hash())).isEmpty();
    }
}
