package ringside.debug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import ringside.debug.event.Event;
import ringside.debug.event.Phase;
import ringside.debug.event.Trigger;
import ringside.debug.expr.Address;
import ringside.time.Stimulus;

/** Stop points of every kind on small guests: who, where, what, and on which side of it the guest stands. */
class StopPointTests {
    private static final String[] COUNTER = {
        "bits 16",
        "org 0x7c00",
        "start: mov word [0x500], 0x1234",
        "again: inc word [0x500]",
        "mov ax, [0x500]",
        "jmp again"
    };

    private static final String[] PROTECTED = {
        "bits 16",
        "org 0x7c00",
        "start: cli",
        "lgdt [gdtr]",
        "mov eax, cr0",
        "or al, 1",
        "switch: mov cr0, eax",
        "jmp dword 8:entry",
        "bits 32",
        "entry: mov ax, 16",
        "mov ds, ax",
        "mov ss, ax",
        "mov esp, 0x7000",
        "lidt [idtr]",
        "mov ecx, 0x174",
        "mov eax, 0x77",
        "xor edx, edx",
        "wrmsr",
        "rdmsr",
        "int 0x30",
        "fault: ud2",
        "done: hlt",
        "handler: add dword [esp], 2",
        "iretd",
        "soft: iretd",
        "gdtr: dw 23",
        "dd gdt",
        "idtr: dw 0x30 * 8 + 7",
        "dd 0x8000",
        "gdt: dq 0",
        "dq 0x00cf9a000000ffff",
        "dq 0x00cf92000000ffff"
    };

    private AsmGuest guest;

    private String reason() {
        return guest.go().reason();
    }

    @Test
    void a_write_watch_says_who_where_from_what_to_what_and_stops_after() {
        guest = new AsmGuest(COUNTER);
        guest.stopAt(AsmGuest.watch(0x500, 2, "w"));
        assertThat(reason())
                .isEqualTo("write watch #1: word at ds:0x500 (l:500 p:500) 0 -> 0x1234 by mov WORD PTR ds:0x500,0x1234"
                        + " at 0000:7c00 = l:00007c00 start, after");
        assertThat(guest.machine.cpu().eip).isEqualTo(0x7C06);
        assertThat(reason())
                .isEqualTo("write watch #1: word at ds:0x500 (l:500 p:500) 0x1234 -> 0x1235 by inc WORD PTR ds:0x500"
                        + " at 0000:7c06 = l:00007c06 again, after, hit 2");
        assertThat(guest.machine.cpu().icount).isEqualTo(2);
    }

    @Test
    void a_read_watch_sees_reads_and_read_modify_writes_but_no_plain_writes() {
        guest = new AsmGuest(COUNTER);
        guest.stopAt(AsmGuest.watch(0x501, 1, "r"));
        assertThat(reason()).startsWith("read watch #1: word at ds:0x500 (l:500 p:500) 0x1234 read by inc");
        assertThat(reason()).contains("0x1235 read by mov ax,ds:0x500");
    }

    @Test
    void an_access_watch_tells_a_read_modify_write_once() {
        guest = new AsmGuest(COUNTER);
        Breakpoint watch = guest.stopAt(AsmGuest.watch(0x500, 1, "rw"));
        assertThat(reason()).contains("0 -> 0x1234 by mov");
        assertThat(reason()).contains("0x1234 -> 0x1235 by inc");
        assertThat(reason()).contains("read by mov ax");
        assertThat(watch.hits()).isEqualTo(3);
    }

    @Test
    void conditions_see_old_and_new_value_and_the_address() {
        guest = new AsmGuest(COUNTER);
        Breakpoint watch =
                guest.stopAt(AsmGuest.watch(0x500, 2, "w"), "$value == 0x1300 && $old == 0x12ff && $address == 0x500");
        Stop stop = guest.go();
        assertThat(stop.reason()).contains("0x12ff -> 0x1300");
        assertThat(stop.event().kind()).isEqualTo(Event.Kind.WRITE);
        assertThat(watch.hits()).isEqualTo(1);
        assertThat(guest.debugger.evaluate("$value").bits()).isEqualTo(0x1300);
    }

    @Test
    void hits_are_ignored_as_often_as_asked() {
        guest = new AsmGuest(COUNTER);
        Breakpoint watch = guest.stopAt(AsmGuest.watch(0x500, 2, "w"));
        guest.debugger.breakpoints().ignore(watch.number(), 10);
        assertThat(reason()).contains("-> 0x123e").endsWith("hit 11");
    }

    @Test
    void physical_watches_see_every_alias_and_no_other_page() {
        guest = new AsmGuest(
                "bits 16",
                "org 0x7c00",
                "mov ax, 0x50",
                "mov es, ax",
                "es mov byte [0], 7",
                "mov byte [0x500], 8",
                "hlt");
        guest.stopAt(new Trigger.Memory(Address.physical(0x500), 1, false, true));
        assertThat(reason()).contains("byte at es:0x0 (l:500 p:500) 0 -> 7");
        assertThat(reason()).contains("byte at ds:0x500 (l:500 p:500) 7 -> 8");
    }

    @Test
    void a_repeated_store_stops_after_the_iteration_that_hits() {
        guest = new AsmGuest(
                "bits 16", "org 0x7c00", "cld", "mov di, 0x600", "mov cx, 100", "mov al, 0x55", "rep stosb", "hlt");
        guest.stopAt(AsmGuest.watch(0x610, 2, "w"));
        assertThat(reason())
                .contains("byte at es:0x610")
                .contains("by rep stos ")
                .contains("0 -> 0x55");
        assertThat(guest.machine.cpu().r16(1)).isEqualTo(100 - 17);
        assertThat(reason()).contains("byte at es:0x611");
        assertThat(guest.go().kind()).isEqualTo(Stop.Kind.DIED);
    }

    @Test
    void an_access_across_pages_is_one_access() {
        guest = new AsmGuest("bits 16", "org 0x7c00", "mov dword [0x1ffe], 0x11223344", "hlt");
        guest.stopAt(AsmGuest.watch(0x2001, 1, "w"));
        assertThat(reason()).contains("dword at ds:0x1ffe (l:1ffe p:1ffe) 0 -> 0x11223344");
    }

    @Test
    void the_debugger_and_the_loader_do_not_trigger() {
        guest = new AsmGuest(COUNTER);
        Breakpoint watch = guest.stopAt(AsmGuest.watch(0x500, 0x1000, "rw"));
        guest.debugger.memory().write(Address.linear(0x700), new byte[] {1, 2, 3});
        guest.debugger.memory().read(Address.linear(0x700), 3);
        guest.machine.stimulateAt(1, new Stimulus.MemoryWrite(0x700, new byte[] {4}));
        guest.debugger.control().proceed(1);
        guest.debugger.control().proceed(2);
        assertThat(watch.hits()).isEqualTo(2);
        assertThat(guest.machine.memory().peek8(0x700)).isEqualTo(4);
    }

    @Test
    void exceptions_stop_in_their_handler_and_say_who_raised_them() {
        guest = new AsmGuest(
                "bits 16",
                "org 0x7c00",
                "mov word [6 * 4], handler",
                "mov word [6 * 4 + 2], 0",
                "fault: ud2",
                "handler: hlt");
        guest.stopAt(new Trigger.CpuException(6));
        assertThat(reason()).isEqualTo("catch #1: #UD by ud2 at 0000:7c0c = l:00007c0c fault, delivered");
        assertThat(guest.debugger.location().symbol()).isEqualTo("handler");
    }

    @Test
    void protected_mode_events_are_caught() {
        guest = new AsmGuest(PROTECTED);
        long handler = guest.debugger.symbols().address("handler").orElseThrow();
        long soft = guest.debugger.symbols().address("soft").orElseThrow();
        gate(6, handler);
        gate(0x30, soft);
        guest.stopAt(new Trigger.ControlRegister(0));
        guest.stopAt(new Trigger.Mode());
        guest.stopAt(new Trigger.Msr(0x174));
        guest.stopAt(new Trigger.Interrupt(0x30));
        guest.stopAt(new Trigger.CpuException(Trigger.ANY));
        assertThat(reason()).contains("#1: cr0 0x10 -> 0x11 by mov cr0,eax").contains("#2: mode real16 -> pm16");
        assertThat(reason()).isEqualTo("catch #2: mode pm16 -> pm32, after, hit 2");
        assertThat(reason()).contains("#3: msr 0x174 0 -> 0x77 by wrmsr");
        assertThat(reason()).contains("#3: msr 0x174 reads 0x77 by rdmsr");
        assertThat(reason()).contains("#4: interrupt 0x30 by int 0x30").contains("delivered");
        assertThat(reason()).contains("#5: #UD by ud2");
    }

    private void gate(int vector, long target) {
        long gate = 0x0000_8E00_0008_0000L | target & 0xFFFF | (target & 0xFFFF_0000L) << 32;
        byte[] bytes = new byte[8];
        for (int i = 0; i < 8; i++) {
            bytes[i] = (byte) (gate >>> 8 * i);
        }
        guest.debugger.memory().write(Address.linear(0x8000 + vector * 8), bytes);
    }

    @Test
    void ports_stop_after_with_the_value_or_before() {
        guest = new AsmGuest(
                "bits 16",
                "org 0x7c00",
                "mov al, 0x20",
                "out 0x20, al",
                "in al, 0x21",
                "mov dx, 0x3f8",
                "out dx, al",
                "hlt");
        guest.stopAt(new Trigger.Port(0x20, 0x21, true, true, Phase.AFTER));
        guest.stopAt(new Trigger.Port(0x3F8, 0x3FF, false, true, Phase.BEFORE));
        assertThat(reason())
                .contains("#1: byte 0x20 to port 0x20 by out 0x20,al")
                .endsWith(", after");
        assertThat(reason()).contains("#1: byte 0xff from port 0x21 by in al,0x21");
        assertThat(reason())
                .contains("#2: byte 0xff to port 0x3f8 by out dx,al")
                .endsWith(", before");
    }

    @Test
    void kinds_of_instructions_stop_before_them_however_they_are_reached() {
        guest = new AsmGuest(
                "bits 16",
                "org 0x7c00",
                "mov sp, 0x7000",
                "mov cx, 3",
                "again: push cx",
                "popf",
                "nop",
                "loop again",
                "pushf",
                "hlt");
        guest.stopAt(AsmGuest.insn("popf"), "$ecx == 2");
        guest.stopAt(AsmGuest.insn("pushf"));
        assertThat(reason()).isEqualTo("catch #1: popf at 0000:7c07 = l:00007c07 again+0x1, before ($ecx == 2)");
        assertThat(reason()).contains("pushf");
        assertThat(guest.debugger.breakpoints().get(1).hits()).isEqualTo(1);
    }

    @Test
    void code_that_is_changed_into_a_caught_instruction_is_caught() {
        guest = new AsmGuest(
                "bits 16",
                "org 0x7c00",
                "mov cx, 50",
                "again: mov al, 1",
                "there: nop",
                "dec cx",
                "cmp cx, 5",
                "jne over",
                "mov byte [there], 0xf8",
                "over: test cx, cx",
                "jnz again",
                "hlt");
        guest.stopAt(AsmGuest.insn("clc"));
        assertThat(reason()).contains("clc at");
        assertThat(guest.machine.cpu().r16(1)).isEqualTo(5);
    }

    @Test
    void a_repeated_instruction_stops_once_before_it_begins() {
        guest = new AsmGuest("bits 16", "org 0x7c00", "mov cx, 100", "mov di, 0x600", "rep stosb", "hlt");
        Breakpoint insn = guest.stopAt(AsmGuest.insn("rep"));
        assertThat(guest.go().kind()).isEqualTo(Stop.Kind.BREAKPOINT);
        guest.debugger.control().proceed(guest.machine.cpu().icount + 10);
        assertThat(guest.go().kind()).isEqualTo(Stop.Kind.DIED);
        assertThat(insn.hits()).isEqualTo(1);
    }

    @Test
    void serial_text_and_counts_stop() {
        guest = new AsmGuest(
                "bits 16",
                "org 0x7c00",
                "mov dx, 0x3f8",
                "mov al, 'h'",
                "out dx, al",
                "mov al, 'i'",
                "out dx, al",
                "jmp $");
        guest.stopAt(new Trigger.SerialText(0, "hi"));
        guest.stopAt(new Trigger.Count(1_000));
        assertThat(reason()).isEqualTo("catch #1: serial 'hi' on COM1, after");
        assertThat(reason()).isEqualTo("catch #2: 1000 instructions retired");
        assertThat(guest.machine.cpu().icount).isEqualTo(1_000);
    }

    @Test
    void a_timer_interrupt_is_caught_by_line_and_by_vector() {
        guest = new AsmGuest(
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
                "mov al, 0",
                "out 0x40, al",
                "out 0x40, al",
                "sti",
                "jmp $",
                "tick: push ax",
                "mov al, 0x20",
                "out 0x20, al",
                "pop ax",
                "iret");
        guest.stopAt(new Trigger.Irq(0));
        Stop stop = guest.go();
        assertThat(stop.reason()).contains("IRQ 0 (vector 0x08) before jmp").endsWith("delivered");
        assertThat(stop.location().symbol()).isEqualTo("tick");
        guest.debugger.breakpoints().clear();
        guest.stopAt(AsmGuest.watch(0x6FF0, 16, "w"), "$size == 2");
        assertThat(reason()).contains("by push ax");
        guest.debugger.breakpoints().clear();
        guest.stopAt(AsmGuest.watch(0x6FFE, 2, "w"));
        assertThat(reason()).contains("by delivery of vector 0x08 before jmp");
    }

    @Test
    void handlers_continue_stop_skip_and_change() {
        guest = new AsmGuest(
                "bits 16",
                "org 0x7c00",
                "mov ax, 1",
                "in al, 0x80",
                "mov [0x500], al",
                "skipped: mov byte [0x501], 9",
                "mov dx, 0x3f8",
                "mov al, 'x'",
                "out dx, al",
                "hlt");
        List<String> seen = new ArrayList<>();
        handle(new Trigger.Port(0x80, 0x80, true, false, Phase.BEFORE), event -> Answer.change(0x42), seen);
        handle(new Trigger.Execute(Address.linear((int) address("skipped"))), event -> Answer.SKIP, seen);
        handle(new Trigger.Port(0x3F8, 0x3F8, false, true, Phase.BEFORE), event -> Answer.change('y'), seen);
        handle(AsmGuest.watch(0x500, 1, "w"), event -> Answer.change(0x43), seen);
        handle(AsmGuest.insn("hlt"), event -> Answer.stop("enough"), seen);
        assertThat(reason()).isEqualTo("enough");
        assertThat(seen).containsExactly("PORT_READ", "WRITE", "EXECUTE", "PORT_WRITE", "INSTRUCTION");
        assertThat(guest.machine.memory().peek8(0x500)).isEqualTo(0x43);
        assertThat(guest.machine.memory().peek8(0x501)).isZero();
        assertThat(guest.debugger.target().serial(0).text()).isEqualTo("y");
        assertThat(guest.machine.cpu().icount).isEqualTo(4);
    }

    private long address(String symbol) {
        return guest.debugger.symbols().address(symbol).orElseThrow();
    }

    private void handle(Trigger trigger, Function<Event, Answer> answer, List<String> seen) {
        Breakpoint breakpoint = guest.stopAt(trigger);
        guest.debugger.breakpoints().handler(breakpoint.number(), (point, event) -> {
            seen.add(event.kind().name());
            return answer.apply(event);
        });
    }

    @Test
    void a_handler_cannot_run_the_guest() {
        guest = new AsmGuest(COUNTER);
        Breakpoint watch = guest.stopAt(AsmGuest.watch(0x500, 2, "w"));
        guest.debugger.breakpoints().handler(watch.number(), (point, event) -> {
            guest.go();
            return Answer.CONTINUE;
        });
        assertThatThrownBy(guest::go).isInstanceOf(DebugException.class).hasMessageContaining("cannot run the guest");
    }

    @Test
    void a_breakpoint_behind_an_event_that_does_not_stop_is_not_missed() {
        guest = new AsmGuest(COUNTER);
        guest.stopAt(AsmGuest.watch(0x500, 2, "w"), "$value == 1");
        guest.debugger.breakpoints().add(Address.linear(0x7C06), "again", false, null);
        assertThat(guest.go().breakpoint()).isEqualTo(2);
        assertThat(guest.machine.cpu().icount).isEqualTo(1);
    }

    @Test
    void a_watch_on_memory_that_is_not_there_is_refused_and_not_kept() {
        guest = new AsmGuest(COUNTER);
        assertThatThrownBy(() -> guest.stopAt(new Trigger.Memory(Address.physical(0x4000_0000), 4, false, true)))
                .isInstanceOf(DebugException.class)
                .hasMessage("there is no memory at p:40000000");
        assertThat(guest.debugger.breakpoints().all()).isEmpty();
    }

    @Test
    void until_stops_behind_the_first_instruction_after_which_a_condition_holds() {
        guest = new AsmGuest(COUNTER);
        Stop stop = guest.debugger.control().until(guest.debugger.parse("word[0x500] == 0x1240 && $ax == 0x123f"));
        assertThat(stop.reason()).isEqualTo("word[0x500] == 0x1240 && $ax == 0x123f holds");
        assertThat(guest.machine.cpu().icount).isEqualTo(1 + 3 * 11 + 1);
        guest.debugger.breakpoints().add(Address.linear(0x7C0A), "read", false, null);
        assertThat(guest.debugger
                        .control()
                        .until(guest.debugger.parse("$ax == 0"))
                        .breakpoint())
                .isEqualTo(1);
        Breakpoint watch = guest.stopAt(AsmGuest.watch(0x500, 2, "w"), "$value == 1");
        guest.debugger.breakpoints().delete(1);
        stop = guest.debugger.control().until(guest.debugger.parse("word[0x500] == 0x1300"));
        assertThat(stop.kind()).isEqualTo(Stop.Kind.REACHED);
        assertThat(watch.hits()).isZero();
        assertThat(guest.debugger
                        .control()
                        .until(guest.debugger.parse("$ax == 0"), guest.machine.cpu().icount + 50)
                        .kind())
                .isEqualTo(Stop.Kind.LIMIT);
    }
}
