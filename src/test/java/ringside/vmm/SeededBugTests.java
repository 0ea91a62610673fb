package ringside.vmm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import ringside.machine.Machine;

/** Each seeded mistake is found by lockstep with bare, which names the first wrong instruction; without it there is none. */
class SeededBugTests {
    /** A guest that shows a mistake: what runs, and the start of the instruction that goes wrong. */
    private record Case(SeededBug bug, Technique technique, String code, String wrong) {
        Case(SeededBug bug, String code, String wrong) {
            this(bug, Technique.TRAP_AND_EMULATE, code, wrong);
        }

        /** Returns how many instructions the guest runs at most. */
        int length() {
            return code.equals(TIMER) ? TIMED : code.startsWith(Guests.PAGED) ? PAGED : SHORT;
        }
    }

    private static final int SHORT = 60;
    private static final int PAGED = 5_300;
    private static final int TIMED = 5_200;

    private static final String TRUE_FAULT = Guests.PAGED
            + """
            mov dword [0x1070], 0x00080000 + handler
            mov dword [0x1074], 0x8e00
            lidt [idt]
            mov dword [map], 0x300004
            mov dword [0x200008], 1
            hlt
            handler: mov eax, [esp]
            mov ebx, cr2
            hlt
            idt: dw 0x7ff
            dd 0x1000
            """;

    private static final String TIMER =
            """
            mov dword [0x1100], 0x00080000 + tick
            mov dword [0x1104], 0x8e00
            lidt [idt]
            mov al, 0x11
            out 0x20, al
            mov al, 0x20
            out 0x21, al
            mov al, 4
            out 0x21, al
            mov al, 1
            out 0x21, al
            mov al, 0xfe
            out 0x21, al
            mov al, 0x34
            out 0x43, al
            mov al, 0xff
            out 0x40, al
            mov al, 1
            out 0x40, al
            mov ecx, 5000
            loop $
            sti
            nop
            cld
            jmp $
            tick: mov al, 0x20
            out 0x20, al
            iret
            idt: dw 0x7ff
            dd 0x1000
            """;

    private static final String TWO_SPACES = Guests.PAGED
            + """
            mov dword [0x103000], 0x300007
            mov dword [0x104000], 0x301007
            mov dword [0x10000c], 0x104007
            mov dword [0x10200c], 0x103007
            mov eax, [0xc00000]
            mov ecx, 0x102000
            mov cr3, ecx
            mov ebx, [0xc00000]
            hlt
            """;

    private static final Set<Case> CASES = Set.of(
            new Case(SeededBug.VISIBLE_IF, "nop\nhlt\n", "nop"),
            new Case(
                    SeededBug.NO_TABLE_TRACE,
                    Guests.PAGED
                            + """
                    mov eax, [0x200000]
                    mov dword [map], 0x301007
                    mov ecx, 0x102000
                    mov cr3, ecx
                    mov ebx, [0x200000]
                    hlt
                    """,
                    "mov ebx,"),
            new Case(
                    SeededBug.NO_DIRECTORY_TRACE,
                    Guests.PAGED
                            + """
                    mov dword [0x103000], 0x300007
                    mov dword [0x104000], 0x301007
                    mov dword [0x10000c], 0x103007
                    mov eax, [0xc00000]
                    mov dword [0x10000c], 0x104007
                    mov ecx, cr3
                    mov cr3, ecx
                    mov ebx, [0xc00000]
                    hlt
                    """,
                    "mov ebx,"),
            new Case(SeededBug.UNTRUNCATED_LIMITS, "mov eax, [0xffc00008]\nhlt\n", "mov eax,"),
            new Case(SeededBug.DIRTY_LOST, Guests.PAGED + "mov [0x200004], ecx\nhlt\n", "mov DWORD PTR ds:0x200004,"),
            new Case(
                    SeededBug.INVLPG_IGNORED,
                    Guests.PAGED
                            + """
                    mov eax, [0x200000]
                    mov dword [map], 0x301007
                    mov ecx, [0x200000]
                    invlpg [0x200000]
                    mov ebx, [0x200000]
                    hlt
                    """,
                    "mov ebx,"),
            new Case(SeededBug.CR3_NOT_SWITCHED, TWO_SPACES, "mov ebx,"),
            new Case(SeededBug.CR2_LOST, TRUE_FAULT, "mov DWORD PTR ds:0x200008,"),
            new Case(SeededBug.ERROR_CODE_WRONG, TRUE_FAULT, "mov DWORD PTR ds:0x200008,"),
            new Case(SeededBug.INTERRUPT_IN_STI_SHADOW, TIMER, "sti"),
            new Case(SeededBug.INTERRUPT_LOST, TIMER, "cld"),
            new Case(
                    SeededBug.TS_NOT_MIRRORED,
                    """
                    mov dword [0x1038], 0x00080000 + handler
                    mov dword [0x103c], 0x8e00
                    lidt [idt]
                    mov eax, cr0
                    or eax, 8
                    mov cr0, eax
                    fld1
                    handler: hlt
                    idt: dw 0x7ff
                    dd 0x1000
                    """,
                    "fld1"),
            new Case(
                    SeededBug.UPPER_STACK_HALF,
                    """
                    lgdt [narrow]
                    mov eax, 0x18
                    mov ss, ax
                    nop
                    hlt
                    align 8
                    table: dq 0, 0x00cf9b000000ffff, 0x00cf93000000ffff, 0x000093000000ffff
                    narrow: dw 31
                    dd table
                    """,
                    "mov ss,"),
            new Case(
                    SeededBug.STALE_PATCHES,
                    Technique.PATCH,
                    """
                    call there
                    mov word [there], 0x589c
                    call there
                    hlt
                    there: nop
                    nop
                    ret
                    """,
                    "pushf"),
            new Case(
                    SeededBug.STALE_TRANSLATION,
                    Technique.BINARY_TRANSLATION,
                    """
                    call there
                    mov byte [there], 0x43
                    call there
                    hlt
                    there: nop
                    ret
                    """,
                    "inc ebx"),
            new Case(
                    SeededBug.RPL_NOT_REWRITTEN,
                    """
                    mov dword [table + 0x18], 0x0000ffff
                    mov dword [table + 0x1c], 0x00cf9b00
                    lgdt [wider]
                    jmp 0x18:there
                    there: hlt
                    align 8
                    table: dq 0, 0x00cf9b000000ffff, 0x00cf93000000ffff, 0
                    wider: dw 31
                    dd table
                    """,
                    "jmp 0x18:"),
            new Case(SeededBug.TIMELESS, "mov eax, cr0\nnop\nhlt\n", "mov eax,cr0"));

    @TestFactory
    Stream<DynamicTest> lockstep_names_the_first_wrong_instruction() {
        return CASES.stream()
                .map(each -> DynamicTest.dynamicTest(each.bug.title(), () -> {
                    Machine machine = Guests.protectedMode(each.code);
                    machine.breakpoints().add(Guests.symbol(machine, "main"));
                    machine.run(1_000);
                    machine.breakpoints().clear();
                    Vmm vmm = new Vmm(machine);
                    Lockstep lockstep = new Lockstep(machine, vmm);
                    assertThat(lockstep.compare(each.technique, each.length()).details())
                            .isEmpty();
                    vmm.seed(each.bug, true);
                    assertThat(lockstep.compare(each.technique, each.length()).instruction())
                            .startsWith(each.wrong);
                    vmm.seed(each.bug, false);
                    assertThat(lockstep.compare(each.technique, each.length()).isEqual())
                            .isTrue();
                }));
    }

    @Test
    void every_mistake_has_its_guest() {
        EnumSet<SeededBug> covered = EnumSet.noneOf(SeededBug.class);
        CASES.forEach(each -> covered.add(each.bug));
        assertThat(covered).containsExactlyInAnyOrder(SeededBug.values());
    }
}
