package ringside.debug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import ringside.debug.expr.Address;

class RunControlTests {
    /** 7C00: call 7C10; inc ax; inc ax; hlt; 7C10: inc cx; call 7C20; ret; 7C20: inc dx; ret. */
    private final FakeTarget target = new FakeTarget(
            0xE8, 0x0D, 0x00, 0x40, 0x40, 0xF4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, //
            0x41, 0xE8, 0x0C, 0x00, 0xC3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, //
            0x42, 0xC3);

    private final Debugger debugger = new Debugger(target);
    private final RunControl control = debugger.control();

    private int eip() {
        return target.cpu().eip;
    }

    @Test
    void step_goes_into_a_call() {
        Stop stop = control.step(1);
        assertThat(stop.kind()).isEqualTo(Stop.Kind.STEP);
        assertThat(eip()).isEqualTo(0x7C10);
        assertThat(stop.icount()).isEqualTo(1);
    }

    @Test
    void next_goes_over_a_call_and_everything_below() {
        control.next(1);
        assertThat(eip()).isEqualTo(0x7C03);
        assertThat(target.cpu().r16(1)).isOne();
        assertThat(target.cpu().r16(2)).isOne();
    }

    @Test
    void finish_returns_from_the_function_it_started_in() {
        control.step(2);
        Stop stop = control.finish();
        assertThat(stop.kind()).isEqualTo(Stop.Kind.REACHED);
        assertThat(eip()).isEqualTo(0x7C03);
    }

    @Test
    void a_breakpoint_below_interrupts_next() {
        debugger.breakpoints().add(Address.linear(0x7C20), "inner", false, null);
        Stop stop = control.next(1);
        assertThat(stop.kind()).isEqualTo(Stop.Kind.BREAKPOINT);
        assertThat(stop.reason()).isEqualTo("breakpoint 1 at inner");
        assertThat(eip()).isEqualTo(0x7C20);
        assertThat(control.proceed().kind()).isEqualTo(Stop.Kind.DIED);
    }

    @Test
    void conditions_ignore_counts_and_one_shots_work_together() {
        debugger.breakpoints().add(Address.linear(0x7C04), "second", false, debugger.parse("$ax == 1"));
        debugger.breakpoints().add(Address.linear(0x7C03), "never", false, debugger.parse("$ax == 9"));
        debugger.breakpoints().add(Address.physical(0x7C10), "once", true, null);
        debugger.breakpoints().add(Address.linear(0x7C20), "ignored", false, null);
        debugger.breakpoints().ignore(4, 1);
        assertThat(control.proceed().breakpoint()).isEqualTo(3);
        assertThat(debugger.breakpoints().all()).hasSize(3);
        assertThat(control.proceed().breakpoint()).isEqualTo(1);
        assertThat(debugger.breakpoints().get(2).hits()).isZero();
        assertThat(debugger.breakpoints().get(4).hits()).isOne();
        assertThat(control.proceed().reason()).isEqualTo("the guest died: HLT with interrupts disabled");
    }

    @Test
    void a_condition_that_cannot_be_evaluated_stops_and_says_so() {
        debugger.breakpoints().add(Address.linear(0x7C03), "here", false, debugger.parse("byte[0x10000000] == 1"));
        assertThat(control.proceed().reason()).contains("cannot be evaluated").contains("l:10000000");
    }

    @Test
    void until_takes_addresses_and_conditions() {
        control.until(debugger.parse("$dx == 1"));
        assertThat(eip()).isEqualTo(0x7C21);
        control.advance(Address.linear(0x7C04));
        assertThat(eip()).isEqualTo(0x7C04);
    }

    @Test
    void a_stop_request_ends_a_run() {
        control.interrupt();
        assertThat(control.proceed().kind()).isEqualTo(Stop.Kind.USER);
        control.forgetInterrupt();
        assertThat(control.step(1).kind()).isNotEqualTo(Stop.Kind.DIED);
    }

    @Test
    void steps_by_the_hundred_stop_at_breakpoints() {
        debugger.breakpoints().add(Address.linear(0x7C20), "inner", false, null);
        assertThat(control.step(100).kind()).isEqualTo(Stop.Kind.BREAKPOINT);
        assertThat(eip()).isEqualTo(0x7C20);
    }

    @Test
    void phases_show_what_an_instruction_changes() {
        control.next(1);
        StepPhases phases = control.phases();
        assertThat(phases.fetch().text()).isEqualTo("inc    ax");
        assertThat(phases.fetch().bytes()).isEqualTo("40");
        assertThat(phases.changes()).contains(new StepPhases.Change("eax", "00000000", "00000001"));
        assertThat(phases.stop().location().offset()).isEqualTo(0x7C04);
    }

    @Test
    void phases_show_memory_that_a_call_writes() {
        StepPhases phases = control.phases();
        assertThat(phases.changes()).contains(new StepPhases.Change("[l:00006ffe]", "00 00", "03 7c"));
    }

    @Test
    void unknown_breakpoints_are_named() {
        assertThatThrownBy(() -> debugger.breakpoints().get(7))
                .isInstanceOf(DebugException.class)
                .hasMessageContaining("no breakpoint 7");
    }

    @Test
    void places_read_in_every_form() {
        debugger.symbols().add("start", 0x7C00);
        target.cpu().eip = 0x7C04;
        assertThat(debugger.location()).hasToString("0000:7c04 = l:00007c04 (p:00007c04) start+0x4");
    }
}
