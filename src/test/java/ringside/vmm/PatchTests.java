package ringside.vmm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import ringside.cpu.Vcpu;
import ringside.machine.Machine;
import ringside.time.Stimulus;

/** Critical instructions replaced by traps: the kernel computes what it computes bare. */
class PatchTests {
    private static final long TYPED = 120_000;
    private static final long END = 500_000;

    private final StringBuilder serial = new StringBuilder();

    private Machine kernel(Technique technique) {
        return kernel(technique, false);
    }

    private Machine kernel(Technique technique, boolean translated) {
        serial.setLength(0);
        Machine machine = Guests.kernel();
        if (translated) {
            machine.use(machine.translator());
        }
        machine.connectSerial(0, value -> serial.append((char) value));
        Vmm vmm = new Vmm(machine);
        vmm.use(technique);
        machine.run(TYPED);
        for (byte octet : "ticks\r".getBytes(StandardCharsets.US_ASCII)) {
            machine.stimulate(new Stimulus.SerialByte(0, octet));
        }
        machine.run(END);
        assertThat(machine.cpu().icount).isEqualTo(END);
        vmm.use(Technique.OFF);
        return machine;
    }

    @Test
    void the_kernel_with_tasks_paging_timer_and_serial_line_is_equal_to_bare_to_the_last_bit() {
        Machine bare = kernel(Technique.OFF);
        String said = serial.toString();
        Machine patched = kernel(Technique.PATCH);
        assertThat(said).contains("> ticks");
        assertThat(serial).hasToString(said);
        assertThat(patched.state().hash().difference(bare.state().hash())).isEmpty();
    }

    @Test
    void the_technique_does_not_depend_on_the_engine() {
        Machine bare = kernel(Technique.OFF);
        Machine patched = kernel(Technique.PATCH, true);
        assertThat(patched.state().hash().difference(bare.state().hash())).isEmpty();
    }

    @Test
    void without_patches_the_same_kernel_goes_wrong() {
        Machine bare = kernel(Technique.OFF);
        Machine wrong = kernel(Technique.TRAP_AND_EMULATE);
        assertThat(wrong.state().hash().difference(bare.state().hash())).isNotEmpty();
    }

    @Test
    void patches_are_listed_and_undone() {
        Machine machine = Guests.protectedMode("here: pushf\npop eax\nhlt\n");
        int here = Guests.symbol(machine, "here");
        Vmm vmm = new Vmm(machine);
        vmm.use(Technique.PATCH);
        machine.run(1_000);
        assertThat(vmm.patches().list()).anySatisfy(patch -> {
            assertThat(patch.linear()).isEqualTo(here);
            assertThat(patch.original()).isEqualTo(0x9C);
            assertThat(patch.instruction()).isEqualTo("pushf");
        });
        assertThat(machine.memory().peek8(here)).isEqualTo(0xCC);
        vmm.use(Technique.TRAP_AND_EMULATE);
        assertThat(machine.memory().peek8(here)).isEqualTo(0x9C);
        assertThat(vmm.patches().list()).isEmpty();
    }

    @Test
    void the_guests_own_int3_is_its_own() {
        String code =
                """
                mov dword [0x1018], 0x00080000 + handler
                mov dword [0x101c], 0x8e00
                lidt [idt]
                pushf
                int3
                hlt
                handler: mov eax, [esp + 4]
                hlt
                idt: dw 0x7ff
                dd 0x1000
                """;
        Machine machine = Guests.protectedMode(code);
        Vmm vmm = new Vmm(machine);
        vmm.use(Technique.PATCH);
        machine.run(1_000);
        assertThat(machine.cpu().r32(0)).isEqualTo(8);
        assertThat(vmm.log().count(ExitReason.PATCH)).isGreaterThanOrEqualTo(1);
        assertThat(vmm.log().count(ExitReason.SOFTWARE_INTERRUPT)).isEqualTo(1);
    }

    @Test
    void a_guest_that_sums_its_own_code_notices() {
        String code =
                """
                mov esi, here
                movzx eax, byte [esi]
                here: pushf
                hlt
                """;
        Machine machine = Guests.protectedMode(code);
        Vmm vmm = new Vmm(machine);
        vmm.use(Technique.PATCH);
        machine.run(1_000);
        assertThat(machine.cpu().r32(0)).isEqualTo(0xCC);
    }

    @Test
    void code_that_the_guest_writes_is_looked_at_anew() {
        String code =
                """
                call there
                mov word [there], 0x589c
                call there
                hlt
                there: nop
                nop
                ret
                """;
        Machine bare = Guests.protectedMode(code);
        bare.run(1_000);
        Machine machine = Guests.protectedMode(code);
        Vmm vmm = new Vmm(machine);
        vmm.use(Technique.PATCH);
        machine.run(1_000);
        Vcpu guest = vmm.guestCpu();
        assertThat(guest.r32(0)).isEqualTo(bare.cpu().r32(0));
        assertThat(vmm.log().last(100)).anyMatch(exit -> exit.qualification().equals("pushf"));
    }
}
