package ringside.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import ringside.debug.Backtrace;
import ringside.debug.Frame;
import ringside.machine.FlatMode;

/** Callers are found, and every frame says how it is known. */
class BacktraceTests {
    private static final String CALLS =
            """
            mov esp, 0x7000
            mov ebp, 0
            call outer
            hlt
            outer:
            push ebp
            mov ebp, esp
            sub esp, 64
            call middle
            leave
            ret
            middle:
            push ebp
            mov ebp, esp
            push ebx
            call inner
            pop ebx
            pop ebp
            ret
            inner:
            push ebp
            mov ebp, esp
            nop
            pop ebp
            ret
            """;

    @Test
    void frame_pointers_lead_to_all_callers_at_every_instruction() {
        ConsoleFixture fixture = ConsoleFixture.machine(CALLS, FlatMode.PM32);
        fixture.run("symbols clear");
        int seen = 0;
        for (int i = 0; i < 25; i++) {
            fixture.run("si");
            String text = fixture.run("x/i $pc");
            Backtrace trace = trace(fixture);
            assertThat(trace.frames()).noneMatch(frame -> frame.source() == Frame.Source.HEURISTIC);
            if (text.contains("nop")) {
                assertThat(trace.frames())
                        .extracting(Frame::source)
                        .containsExactly(
                                Frame.Source.REGISTERS,
                                Frame.Source.FRAME_POINTER,
                                Frame.Source.FRAME_POINTER,
                                Frame.Source.FRAME_POINTER);
                seen++;
            }
        }
        assertThat(seen).isEqualTo(1);
    }

    @Test
    void code_without_frame_pointers_is_searched_for_return_addresses() {
        ConsoleFixture fixture = ConsoleFixture.machine(
                """
                mov esp, 0x7000
                mov ebp, 0x12345
                call outer
                hlt
                outer:
                sub esp, 64
                call inner
                add esp, 64
                ret
                inner:
                sub esp, 16
                nop
                """,
                FlatMode.PM32);
        fixture.run("si 6");
        assertThat(trace(fixture).frames())
                .extracting(Frame::source)
                .containsExactly(Frame.Source.REGISTERS, Frame.Source.HEURISTIC, Frame.Source.HEURISTIC);
    }

    @Test
    void frames_of_16_bit_code_are_found_near_and_far() {
        ConsoleFixture fixture = ConsoleFixture.machine(
                """
                mov ax, 0x6000
                mov ss, ax
                mov sp, 0x1000
                call outer
                hlt
                outer:
                push bp
                mov bp, sp
                call 0:inner
                pop bp
                ret
                inner:
                push bp
                mov bp, sp
                nop
                """);
        fixture.run("si 9");
        assertThat(trace(fixture).frames())
                .extracting(Frame::source)
                .containsExactly(Frame.Source.REGISTERS, Frame.Source.FRAME_POINTER, Frame.Source.FRAME_POINTER);
        fixture.run("set $sp = 0xfff0");
        assertThat(trace(fixture).frames()).isNotEmpty();
    }

    @Test
    void a_handler_names_the_code_it_interrupted_and_finish_iret_returns_to_it() {
        ConsoleFixture fixture = ConsoleFixture.embedded();
        fixture.run("break syscall_entry");
        fixture.run("c");
        Frame interrupted = trace(fixture).frames().get(1);
        assertThat(interrupted.source()).isEqualTo(Frame.Source.INTERRUPT_FRAME);
        assertThat(interrupted.place().symbol()).isEqualTo("monitor.yield+0x7");
        fixture.run("si 5");
        Frame handler = trace(fixture).frames().get(1);
        assertThat(handler.source()).isEqualTo(Frame.Source.STACK_TOP);
        assertThat(handler.place().symbol()).startsWith("syscall_entry+");
        assertThat(trace(fixture).frames().get(2))
                .extracting(Frame::place, Frame::stack, Frame::source)
                .containsExactly(interrupted.place(), interrupted.stack(), interrupted.source());
        fixture.run("delete");
        assertThat(fixture.run("finish iret"))
                .contains("Returned from the handler")
                .contains(interrupted.place().segmented());
    }

    @Test
    void an_unreadable_stack_ends_the_trace() {
        ConsoleFixture fixture = ConsoleFixture.machine("nop", FlatMode.PM32);
        fixture.run("set $esp = 0xfffff000");
        fixture.run("set $ebp = 0xfffffff0");
        assertThat(trace(fixture).end()).isEqualTo("the stack cannot be read at l:fffff000");
    }

    private static Backtrace trace(ConsoleFixture fixture) {
        return (Backtrace) fixture.last("bt").result().data();
    }
}
