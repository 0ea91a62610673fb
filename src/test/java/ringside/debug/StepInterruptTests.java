package ringside.debug;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import ringside.debug.expr.Address;
import ringside.machine.Journal;
import ringside.machine.Machine;
import ringside.machine.Recorder;
import ringside.machine.StateHash;

/** What {@code set step-irq} does to a guest whose timer ticks all the time. */
class StepInterruptTests {
    private static final String[] TICKING = {
        "bits 16",
        "org 0x7c00",
        "mov sp, 0x7000",
        "mov word [0x20], tick",
        "mov word [0x22], 0",
        "mov al, 0x11",
        "out 0x20, al",
        "mov al, 8",
        "out 0x21, al",
        "mov al, 4",
        "out 0x21, al",
        "mov al, 1",
        "out 0x21, al",
        "mov al, 0xfe",
        "out 0x21, al",
        "mov al, 0x34",
        "out 0x43, al",
        "mov al, 2",
        "out 0x40, al",
        "mov al, 0",
        "out 0x40, al",
        "sti",
        "ready: nop",
        "again: inc bx",
        "jmp again",
        "tick: push ax",
        "mov al, 0x20",
        "out 0x20, al",
        "pop ax",
        "iret"
    };

    private final AsmGuest guest = new AsmGuest(TICKING);

    @BeforeEach
    void run_until_it_ticks() {
        guest.debugger.control().proceed(4_000);
    }

    private boolean inHandler() {
        return guest.debugger.location().symbol().startsWith("tick");
    }

    private int handlersSeen(int steps) {
        int seen = 0;
        for (int i = 0; i < steps; i++) {
            seen += guest.debugger.control().step(1).reason().contains("interrupt was taken") ? 1 : 0;
        }
        return seen;
    }

    @Test
    void on_steps_into_handlers() {
        assertThat(handlersSeen(6_000)).isPositive();
    }

    @Test
    void phases_tell_an_event_before_the_instruction_from_the_instruction() {
        StepPhases phases = guest.debugger.control().phases();
        for (int i = 0; i < 3_000 && phases.executed(); i++) {
            assertThat(phases.stop().reason()).isEmpty();
            phases = guest.debugger.control().phases();
        }
        assertThat(phases.executed()).isFalse();
        assertThat(phases.stop().reason()).isEqualTo("an interrupt was taken");
        assertThat(inHandler()).isTrue();
    }

    @Test
    void off_holds_interrupts_back_until_the_guest_runs_freely() {
        while (inHandler()) {
            guest.debugger.control().step(1);
        }
        guest.debugger.control().stepInterrupts(StepInterrupts.OFF);
        for (int i = 0; i < 6_000; i++) {
            guest.debugger.control().step(1);
            assertThat(inHandler()).isFalse();
        }
        guest.debugger
                .breakpoints()
                .add(
                        Address.linear(
                                (int) guest.debugger.symbols().address("tick").orElseThrow()),
                        "tick",
                        false,
                        null);
        assertThat(guest.debugger
                        .control()
                        .proceed(guest.machine.cpu().icount + 3)
                        .kind())
                .isEqualTo(Stop.Kind.BREAKPOINT);
    }

    @Test
    void show_runs_handlers_to_their_end_and_says_so() {
        while (inHandler()) {
            guest.debugger.control().step(1);
        }
        guest.debugger.control().stepInterrupts(StepInterrupts.SHOW);
        int shown = 0;
        for (int i = 0; i < 6_000; i++) {
            List<String> notes = guest.debugger.control().step(1).notes();
            shown += notes.contains("interrupt 0x08 was taken and has returned") ? 1 : 0;
            assertThat(inHandler()).isFalse();
        }
        assertThat(shown).isPositive();
    }

    @Test
    void holding_back_is_in_the_journal_so_that_a_replay_is_the_same_run() {
        Recorder recorder = new Recorder(guest.machine);
        guest.debugger.control().stepInterrupts(StepInterrupts.OFF);
        guest.debugger.control().step(3_000);
        guest.debugger.control().proceed(guest.machine.cpu().icount + 1_000);
        StateHash live = guest.machine.state().hash();
        Journal journal = recorder.journal();
        Machine again = new AsmGuest(TICKING).machine;
        again.run(4_000);
        again.replay(journal.source());
        again.run(Long.MAX_VALUE);
        assertThat(again.state().hash().difference(live)).isEmpty();
    }
}
