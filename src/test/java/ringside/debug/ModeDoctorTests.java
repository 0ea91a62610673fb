package ringside.debug;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import ringside.debug.doctor.Finding;
import ringside.debug.doctor.ModeDoctor;

/** A switch to protected mode with paging in which one step at a time is left out or done wrong: each is named. */
class ModeDoctorTests {
    /** The steps, in order; tests replace some. */
    private static final List<Map.Entry<String, String>> STEPS = List.of(
            step("begin", "bits 16\norg 0x7c00\nstart: cli\nxor ax, ax\nmov ds, ax"),
            step("a20", "mov al, 2\nout 0x92, al"),
            step("lgdt", "lgdt [gdtr]"),
            step("pe", "mov eax, cr0\nor al, 1\nmov cr0, eax"),
            step("jump", "jmp dword 8:entry\nbits 32\nentry:"),
            step("data", "mov ax, 16\nmov ds, ax\nmov es, ax\nmov ss, ax\nmov esp, 0x7000"),
            step("lidt", "lidt [idtr]"),
            step(
                    "tables",
                    "mov edi, 0x20000\nmov eax, 7\nagain: stosd\nadd eax, 4096\ncmp edi, 0x21000\njne again\nmov dword [0x21000], 0x20007"),
            step("pg", "mov eax, 0x21000\nmov cr3, eax\nmov eax, cr0\nor eax, 0x80000000\nmov cr0, eax"),
            step("work", "nop\nud2"),
            step("end", "hlt\nalign 8\ngdtr: dw 23\ndd gdt\nidtr: dw 0x7ff\ndd 0x9000\ngdt: dq 0"),
            step("code", "dq 0x00cf9a000000ffff"),
            step("datum", "dq 0x00cf92000000ffff"));

    private static Map.Entry<String, String> step(String name, String lines) {
        return Map.entry(name, lines);
    }

    private AsmGuest guest;

    /** Runs the switch with steps replaced: name, lines, name, lines ... */
    private Stop run(String... replaced) {
        List<String> lines = new ArrayList<>();
        for (Map.Entry<String, String> step : STEPS) {
            String text = step.getValue();
            for (int i = 0; i < replaced.length; i += 2) {
                text = replaced[i].equals(step.getKey()) ? replaced[i + 1] : text;
            }
            lines.addAll(text.lines().toList());
        }
        guest = new AsmGuest(lines.toArray(String[]::new));
        return guest.debugger.control().proceed(100_000);
    }

    private List<String> wrong() {
        return ModeDoctor.examine(guest.debugger).stream()
                .filter(finding -> finding.state() == Finding.State.WRONG)
                .map(Finding::step)
                .toList();
    }

    @Test
    void a_good_switch_has_nothing_wrong_and_a_later_triple_fault_is_told_with_its_gate() {
        Stop stop = run();
        assertThat(stop.kind()).isEqualTo(Stop.Kind.DIED);
        assertThat(stop.reason()).isEqualTo("the guest died: triple fault, before the reset");
        assertThat(wrong()).isEmpty();
        assertThat(stop.notes()).anyMatch(line -> line.startsWith("1. #UD at 0008:"));
        assertThat(stop.notes()).contains("   IDT entry 06 at l:00009030: empty");
        assertThat(stop.notes()).anyMatch(line -> line.contains("while delivering #DF"));
        assertThat(guest.machine.cpu().eip).isEqualTo(address("end") - 2);
    }

    private int address(String symbol) {
        return symbol.equals("end")
                ? hlt()
                : (int) guest.debugger.symbols().address(symbol).orElseThrow();
    }

    private int hlt() {
        int at = address("entry");
        while (guest.machine.memory().peek8(at) != 0xF4) {
            at++;
        }
        return at;
    }

    @Test
    void a_triple_fault_right_after_mov_cr0_shows_the_page_that_is_missing() {
        Stop stop = run("tables", "mov dword [0x21000], 0");
        assertThat(stop.kind()).isEqualTo(Stop.Kind.DIED);
        assertThat(wrong()).contains("paging");
        assertThat(stop.notes().get(0)).contains("#PF(0000) for").contains("supervisor read, page not present");
        assertThat(stop.notes()).anyMatch(line -> line.contains("PDE") && line.contains("p:00021000: 00000000"));
        assertThat(stop.notes()).anyMatch(line -> line.startsWith("doctor: paging: the next instruction at l:00007c"));
    }

    @Test
    void a_missing_far_jump_is_named() {
        Stop stop = run("jump", "bits 32\nentry:");
        assertThat(stop.kind()).isEqualTo(Stop.Kind.DIED);
        assertThat(wrong()).contains("far jump");
    }

    @Test
    void a_gdt_limit_that_is_too_small_is_named_with_the_one_it_needs() {
        Stop stop = run("end", "hlt\nalign 8\ngdtr: dw 15\ndd gdt\nidtr: dw 0x7ff\ndd 0x9000\ngdt: dq 0");
        assertThat(stop.kind()).isEqualTo(Stop.Kind.DIED);
        assertThat(wrong()).containsExactly("GDT limit");
        assertThat(stop.notes())
                .anyMatch(line ->
                        line.contains("limit 000f ends before selector 0010") && line.contains("at least 0017"));
        assertThat(stop.notes())
                .anyMatch(line ->
                        line.contains("selector 0010: GDT entry 2") && line.contains("is beyond the limit 000f"));
    }

    @Test
    void a_gdt_at_a_wrong_address_is_named() {
        run("end", "hlt\nalign 8\ngdtr: dw 23\ndd gdt + 0x10000\nidtr: dw 0x7ff\ndd 0x9000\ngdt: dq 0");
        assertThat(wrong()).contains("GDT", "far jump");
    }

    @Test
    void a_code_segment_without_d_is_named() {
        run("code", "dq 0x008f9a000000ffff");
        assertThat(wrong()).contains("CS.D");
        run("code", "dq 0x00af9a000000ffff");
        assertThat(wrong()).contains("CS.D");
    }

    @Test
    void a_jump_to_a_data_segment_is_named() {
        Stop stop = run("jump", "jmp dword 16:entry\nbits 32\nentry:");
        assertThat(wrong()).contains("far jump");
        assertThat(stop.notes()).anyMatch(line -> line.contains("0010h is not a code segment"));
        assertThat(stop.notes()).anyMatch(line -> line.contains("data 32-bit read/write"));
    }

    @Test
    void paging_before_protection_is_named() {
        run("pe", "mov eax, cr0\nor eax, 0x80000000\nmov cr0, eax");
        assertThat(wrong()).contains("CR0.PE before CR0.PG");
    }

    @Test
    void a20_left_off_is_named() {
        run("a20", "mov al, 0\nout 0x92, al");
        assertThat(wrong()).containsExactly("A20");
    }

    @Test
    void interrupts_without_an_idt_are_named() {
        Stop stop = run(
                "lidt",
                "mov al, 0x11\nout 0x20, al\nmov al, 0x20\nout 0x21, al\nmov al, 4\nout 0x21, al\nmov al, 1\n"
                        + "out 0x21, al\nmov al, 0xfe\nout 0x21, al\nmov al, 0x34\nout 0x43, al\nmov al, 16\nout 0x40, al\nmov al, 0\n"
                        + "out 0x40, al\nsti\njmp $");
        assertThat(stop.kind()).isEqualTo(Stop.Kind.DIED);
        assertThat(wrong()).contains("IDT");
    }

    @Test
    void large_pages_without_pse_are_named() {
        run("tables", "mov dword [0x21000], 0x87");
        assertThat(wrong()).contains("CR4.PSE");
    }

    @Test
    void a_stack_from_real_mode_is_named() {
        run("data", "mov ax, 16\nmov ds, ax\nmov es, ax\nmov esp, 0x70000\nmov [esp], eax");
        assertThat(wrong()).contains("data segments");
    }
}
