package ringside.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import ringside.cpu.CpuModel;
import ringside.cpu.Eflags;
import ringside.time.Stimulus;
import ringside.time.Timer;

class RunLoopTests {
    private final ScriptedEngine engine = new ScriptedEngine();
    private final Machine machine =
            new Machine(MachineConfig.standard(CpuModel.ringside32()).withRam(1 << 20));

    RunLoopTests() {
        machine.use(engine);
    }

    /** What the guest's start-up code does: vectors 20h and 28h, everything unmasked. */
    private void initialiseControllers() {
        int[][] writes = {
            {0x20, 0x11}, {0x21, 0x20}, {0x21, 4}, {0x21, 1}, {0xA0, 0x11}, {0xA1, 0x28}, {0xA1, 2}, {0xA1, 1}
        };
        for (int[] write : writes) {
            machine.ports().out(write[0], 1, write[1]);
        }
    }

    private void oneShotTimer(int count) {
        machine.ports().out(0x43, 1, 0x30);
        machine.ports().out(0x40, 1, count & 0xFF);
        machine.ports().out(0x40, 1, count >>> 8);
    }

    @Test
    void a_run_stops_exactly_at_the_count_asked_for() {
        Stop stop = machine.run(1_234_567);
        assertThat(stop.kind()).isEqualTo(Stop.Kind.LIMIT);
        assertThat(stop.icount()).isEqualTo(1_234_567);
        assertThat(machine.run(1_234_567).icount()).isEqualTo(1_234_567);
    }

    @Test
    void the_cpu_runs_in_slices() {
        machine.run(250_000);
        assertThat(engine.slices).containsExactly(100_000L, 200_000L, 250_000L);
    }

    @Test
    void events_run_at_their_exact_time() {
        List<Long> ran = new ArrayList<>();
        Timer timer = machine.events().timer("test", due -> ran.add(machine.cpu().icount));
        timer.set(12_345);
        machine.run(50_000);
        assertThat(ran).containsExactly(12_345L);
    }

    @Test
    void an_event_scheduled_by_an_instruction_shortens_the_slice() {
        List<Long> ran = new ArrayList<>();
        Timer timer = machine.events().timer("test", due -> ran.add(machine.cpu().icount));
        engine.at(1000, cpu -> timer.set(machine.clock().now() + 5));
        machine.run(50_000);
        assertThat(ran).containsExactly(1005L);
    }

    @Test
    void hlt_jumps_to_the_next_event_and_counts_as_idle_time() {
        initialiseControllers();
        engine.at(10, cpu -> oneShotTimer(1193)).haltAt(11, true);
        machine.run(1000);
        assertThat(engine.interrupts).hasSize(1);
        assertThat(engine.interrupts.get(0)).startsWith("20@12/");
        assertThat(machine.cpu().icount).isEqualTo(1000);
        assertThat(machine.cpu().idle).isBetween(990_000L, 1_010_000L);
    }

    @Test
    void hlt_with_interrupts_disabled_is_the_end() {
        engine.at(5, cpu -> oneShotTimer(100)).haltAt(10, false);
        Stop stop = machine.run(1000);
        assertThat(stop.kind()).isEqualTo(Stop.Kind.DIED);
        assertThat(stop.icount()).isEqualTo(11);
        assertThat(stop.detail()).contains("HLT with interrupts disabled");
        assertThat(stop.isFinal()).isTrue();
    }

    @Test
    void what_waits_for_a_count_and_wakes_nobody_does_not_keep_a_dead_guest_running() {
        machine.ports().out(0x43, 1, 0x34);
        machine.ports().out(0x40, 1, 0);
        machine.ports().out(0x40, 1, 0);
        engine.haltAt(10, false);
        machine.stimulateAt(500, new Stimulus.IrqLevel(5, true));
        assertThat(machine.run(1000).kind()).isEqualTo(Stop.Kind.DIED);
    }

    @Test
    void hlt_that_nothing_will_end_is_idle() {
        engine.haltAt(10, true);
        assertThat(machine.run(1000).kind()).isEqualTo(Stop.Kind.IDLE);
        initialiseControllers();
        machine.stimulate(new Stimulus.IrqLevel(5, true));
        assertThat(machine.run(1000).kind()).isEqualTo(Stop.Kind.LIMIT);
        assertThat(engine.interrupts).containsExactly("25@11/11");
    }

    @Test
    void triple_fault_is_the_end() {
        engine.at(7, cpu -> cpu.shutdown = true);
        Stop stop = machine.run(1000);
        assertThat(stop.kind()).isEqualTo(Stop.Kind.DIED);
        assertThat(stop.detail()).contains("triple fault");
    }

    @Test
    void a_time_limit_ends_idling_too() {
        engine.haltAt(10, true);
        machine.events().timer("far", due -> {}).set(1_000_000);
        Stop stop = machine.run(Long.MAX_VALUE, 500);
        assertThat(stop.kind()).isEqualTo(Stop.Kind.LIMIT);
        assertThat(stop.time()).isEqualTo(500);
        assertThat(stop.icount()).isEqualTo(11);
    }

    @Test
    void a_hook_stops_the_run_after_its_instruction() {
        engine.at(77, cpu -> machine.requestStop("watch 1"));
        Stop stop = machine.run(1000);
        assertThat(stop.kind()).isEqualTo(Stop.Kind.REQUESTED);
        assertThat(stop.icount()).isEqualTo(78);
        assertThat(stop.detail()).isEqualTo("watch 1");
        assertThat(machine.run(1000).kind()).isEqualTo(Stop.Kind.LIMIT);
    }

    @Test
    void another_thread_stops_the_run() throws InterruptedException {
        Thread other = new Thread(() -> machine.inbox().requestStop());
        engine.at(500, cpu -> other.start());
        Stop stop = machine.run(Long.MAX_VALUE);
        other.join();
        assertThat(stop.kind()).isEqualTo(Stop.Kind.INTERRUPTED);
    }

    @Test
    void a_stop_requested_before_a_run_still_counts() {
        machine.inbox().requestStop();
        assertThat(machine.run(1000).kind()).isEqualTo(Stop.Kind.INTERRUPTED);
        assertThat(machine.run(1000).kind()).isEqualTo(Stop.Kind.LIMIT);
    }

    @Test
    void a_hook_cannot_run_the_machine() {
        engine.at(5, cpu -> assertThatThrownBy(() -> machine.run(10)).hasMessageContaining("running already"));
        machine.run(10);
    }

    @Test
    void a_reset_stops_first_and_is_done_when_the_run_goes_on() {
        initialiseControllers();
        engine.at(20, cpu -> machine.ports().out(0x64, 1, 0xFE));
        Stop stop = machine.run(1000);
        assertThat(stop.kind()).isEqualTo(Stop.Kind.RESET);
        assertThat(stop.detail()).contains("keyboard controller");
        assertThat(machine.pic().master().initialised()).isTrue();
        machine.cpu().r32(0, 5);
        machine.run(22);
        assertThat(machine.pic().master().initialised()).isFalse();
        assertThat(machine.cpu().r32(0)).isZero();
    }

    @Test
    void stimuli_from_other_threads_are_stamped_and_act_at_a_slice_end() {
        List<String> heard = new ArrayList<>();
        machine.onStimulus((stamp, stimulus) -> heard.add(stamp.time() + " " + stimulus));
        engine.at(50, cpu -> machine.inbox().offer(new Stimulus.Key(30, true)));
        machine.run(200_000);
        assertThat(heard).containsExactly("100000 Key[code=30, down=true]");
    }

    @Test
    void serial_input_waits_until_the_guest_has_set_up_its_port_and_listens() {
        List<String> heard = new ArrayList<>();
        machine.onStimulus((stamp, stimulus) -> heard.add(stamp.time() + " " + stimulus));
        machine.inbox().offer(new Stimulus.SerialByte(0, 'x'));
        machine.inbox().offer(new Stimulus.SerialByte(0, 'y'));
        engine.at(150_000, cpu -> {
            machine.ports().out(0x3FB, 1, 3);
            machine.ports().out(0x3FC, 1, 0x0B);
            machine.ports().out(0x3F9, 1, 1);
        });
        engine.at(250_000, cpu -> machine.ports().out(0x3FA, 1, 7));
        engine.at(1_650_000, cpu -> machine.ports().in(0x3F8, 1));
        machine.run(2_000_000);
        assertThat(heard)
                .containsExactly("1300000 SerialByte[port=0, value=120]", "1700000 SerialByte[port=0, value=121]");
    }

    @Test
    void serial_input_reaches_a_guest_that_only_polls() {
        List<String> heard = new ArrayList<>();
        machine.onStimulus((stamp, stimulus) -> heard.add(stamp.time() + " " + stimulus));
        machine.inbox().offer(new Stimulus.SerialByte(0, 'x'));
        for (int i = 0; i < 20; i++) {
            engine.at(1_100_000 + i * 10L, cpu -> machine.ports().in(0x3FD, 1));
        }
        machine.run(1_500_000);
        assertThat(heard).containsExactly("1200000 SerialByte[port=0, value=120]");
    }

    @Test
    void a_stimulus_can_be_ordered_for_an_instruction_count() {
        engine.at(0, cpu -> cpu.systemFlags |= Eflags.IF);
        machine.stimulateAt(300, new Stimulus.Interrupt(0x33));
        machine.stimulateAt(200, new Stimulus.Interrupt(0x22));
        machine.run(1000);
        assertThat(engine.interrupts).containsExactly("22@200/200", "33@300/300");
    }

    @Test
    void an_injected_vector_waits_until_interrupts_are_enabled() {
        engine.at(100, cpu -> cpu.systemFlags |= Eflags.IF);
        machine.stimulate(new Stimulus.Interrupt(0x77));
        machine.run(1000);
        assertThat(engine.interrupts).containsExactly("77@101/101");
    }

    @Test
    void a_replay_brings_recorded_stimuli_at_the_same_moments() {
        List<Stamp> stamps = new ArrayList<>();
        List<Stimulus> stimuli = new ArrayList<>();
        machine.onStimulus((stamp, stimulus) -> {
            stamps.add(stamp);
            stimuli.add(stimulus);
        });
        script(engine);
        engine.at(60, cpu -> machine.inbox().offer(new Stimulus.IrqLevel(5, true)));
        machine.run(150_000);
        machine.stimulate(new Stimulus.Interrupt(0x99));
        machine.run(300_000);

        ScriptedEngine second = new ScriptedEngine();
        Machine again = new Machine(machine.config());
        again.use(second);
        script(second);
        again.replay(new StimulusSource() {
            private int position;

            @Override
            public Stamp next() {
                return position < stamps.size() ? stamps.get(position) : null;
            }

            @Override
            public Stimulus take() {
                return stimuli.get(position++);
            }
        });
        again.run(300_000);
        assertThat(second.interrupts).isEqualTo(engine.interrupts).hasSizeGreaterThan(2);
        assertThat(again.cpu().time()).isEqualTo(machine.cpu().time());
    }

    @Test
    void stimuli_that_no_machine_can_take_are_refused_in_one_line() {
        List<Stimulus> impossible = List.of(
                new Stimulus.SerialByte(4, 0),
                new Stimulus.SerialByte(-1, 0),
                new Stimulus.Key(0x1FFFF, true),
                new Stimulus.IrqLevel(16, true),
                new Stimulus.IrqLevel(2, true),
                new Stimulus.Interrupt(-1),
                new Stimulus.CpuException(32, false, 0, 0),
                new Stimulus.RegisterWrite("nonsense", 0),
                new Stimulus.PortWrite(0x10000, 1, 0),
                new Stimulus.PortRead(0x60, 3),
                new Stimulus.MemoryWrite(-5, new byte[1]));
        for (Stimulus stimulus : impossible) {
            assertThatThrownBy(() -> machine.stimulate(stimulus))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageMatching(".+");
            machine.inbox().offer(stimulus);
            Stop stop = machine.run(Long.MAX_VALUE);
            assertThat(stop.detail()).startsWith("input refused: ");
        }
        machine.stimulate(new Stimulus.MemoryWrite(0xFFFF_FFFF_0000L, new byte[1]));
        assertThat(machine.run(machine.cpu().icount + 10).kind()).isEqualTo(Stop.Kind.LIMIT);
    }

    private void script(ScriptedEngine target) {
        target.at(0, cpu -> {
            cpu.systemFlags |= Eflags.IF;
            int[] program = {0x20, 0x11, 0x21, 0x20, 0x21, 4, 0x21, 3, 0x43, 0x34, 0x40, 0x80, 0x40, 0};
            for (int i = 0; i < program.length; i += 2) {
                cpu.ports.out(program[i], 1, program[i + 1]);
            }
        });
    }
}
