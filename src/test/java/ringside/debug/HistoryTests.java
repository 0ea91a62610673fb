package ringside.debug;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import ringside.machine.Snapshot;
import ringside.time.Stimulus;

/** The history of instructions, against single steps, self-modifying code, faults and repetitions. */
class HistoryTests {
    private AsmGuest guest;

    private List<String> texts(int count) {
        return guest.debugger.history(count).stream()
                .map(line -> (line.text() + " " + line.note()).strip().replaceAll(" +", " "))
                .toList();
    }

    @Test
    void shows_the_last_instructions_in_order() {
        guest = new AsmGuest("bits 16", "org 0x7c00", "mov cx, 2", "again: inc ax", "loop again", "nop", "hlt");
        guest.go();
        assertThat(texts(100))
                .containsExactly(
                        "mov cx,0x2", "inc ax", "loop 0x7c03 <again>", "inc ax", "loop 0x7c03 <again>", "nop", "hlt");
        assertThat(texts(2)).containsExactly("nop", "hlt");
        assertThat(guest.debugger.history(2).get(0).icount()).isEqualTo(5);
        assertThat(guest.debugger.history(3).get(0).toString())
                .isEqualTo("l:00007c04 again+0x1  loop   0x7c03 <again>");
    }

    @Test
    void instructions_are_shown_as_they_were_when_they_ran() {
        guest = new AsmGuest(
                "bits 16",
                "org 0x7c00",
                "mov cx, 3",
                "again: mov al, 1",
                "inc byte [again + 1]",
                "loop again",
                "mov byte [again], 0x90",
                "mov byte [again + 1], 0x90",
                "hlt");
        guest.go();
        assertThat(texts(100)).containsSubsequence("mov al,0x1", "mov al,0x2", "mov al,0x3", "hlt");
        assertThat(texts(100)).doesNotContain("nop");
    }

    @Test
    void repetitions_and_faults_show_how_far_they_came() {
        guest = new AsmGuest(
                "bits 16",
                "org 0x7c00",
                "mov word [6 * 4], handler",
                "mov word [6 * 4 + 2], 0",
                "mov cx, 1000",
                "mov di, 0x600",
                "rep stosb",
                "nop",
                "ud2",
                "handler: hlt");
        guest.go();
        assertThat(texts(5))
                .containsExactly(
                        "mov di,0x600",
                        "rep stos BYTE PTR es:[di],al 1000 times",
                        "nop",
                        "ud2 raises exception 0x06",
                        "hlt");
    }

    @Test
    void interrupts_stand_where_they_were_delivered() {
        guest = new AsmGuest(
                "bits 16",
                "org 0x7c00",
                "mov sp, 0x7000",
                "mov word [0x30 * 4], tick",
                "mov word [0x30 * 4 + 2], 0",
                "sti",
                "again: inc ax",
                "jmp again",
                "tick: iret");
        guest.debugger.control().proceed(10);
        guest.machine.stimulate(new Stimulus.Interrupt(0x30));
        guest.debugger.control().proceed(13);
        assertThat(texts(5))
                .contains("interrupt 0x30 delivered")
                .containsSubsequence("interrupt 0x30 delivered", "iret");
    }

    @Test
    void agrees_with_single_steps_however_the_run_is_cut() {
        String[] lines = {
            "bits 16",
            "org 0x7c00",
            "mov sp, 0x7000",
            "mov bx, 50",
            "outer: mov cx, 7",
            "inner: call sub",
            "push cx",
            "pop dx",
            "loop inner",
            "mov cx, 20",
            "mov di, 0x800",
            "rep stosw",
            "dec bx",
            "jnz outer",
            "hlt",
            "sub: test cl, 1",
            "jz even",
            "inc si",
            "even: ret"
        };
        AsmGuest stepped = new AsmGuest(lines);
        stepped.debugger.control().step(600);
        guest = new AsmGuest(lines);
        Random random = new Random(3);
        while (guest.machine.cpu().icount < stepped.machine.cpu().icount) {
            guest.machine.run(
                    Math.min(stepped.machine.cpu().icount, guest.machine.cpu().icount + 1 + random.nextInt(60)));
        }
        List<Long> once = guest.debugger.history(400).stream()
                .filter(line -> line.count() == 1)
                .map(line -> line.icount() << 32 | line.linear())
                .toList();
        List<Long> slow = stepped.debugger.history(600).stream()
                .map(line -> line.icount() << 32 | line.linear())
                .toList();
        assertThat(once).hasSizeGreaterThan(200).isSubsetOf(slow);
    }

    @Test
    void a_snapshot_that_is_loaded_begins_anew() {
        guest = new AsmGuest("bits 16", "org 0x7c00", "again: inc ax", "jmp again");
        guest.debugger.control().proceed(10);
        Snapshot snapshot = guest.machine.state().snapshot();
        guest.debugger.control().proceed(20);
        guest.machine.state().restore(snapshot);
        assertThat(texts(10)).isEmpty();
        guest.debugger.control().proceed(12);
        assertThat(texts(10)).containsExactly("inc ax", "jmp 0x7c00 <again>");
    }
}
