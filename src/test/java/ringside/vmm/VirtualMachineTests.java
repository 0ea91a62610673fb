package ringside.vmm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import ringside.cpu.CpuModel;
import ringside.machine.Machine;
import ringside.machine.MachineConfig;
import ringside.machine.StateHash;
import ringside.machine.Stop;

/** Virtual machines that share a machine: each as if alone. */
class VirtualMachineTests {
    private static final long STEP = 100_000;

    private final Hardware hardware =
            new Hardware(MachineConfig.standard(CpuModel.parse("ringside32")).withRam(32 << 20));

    private VirtualMachine kernel(int number, Technique technique) {
        Machine bare = Guests.kernel();
        return new VirtualMachine(number, "vm" + number, hardware, bare.config(), bare.image(), technique, 1);
    }

    private static StateHash bareAfter(long icount) {
        Machine bare = Guests.kernel();
        bare.run(icount);
        return bare.state().hash();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void two_patched_kernels_in_turns_are_each_as_bare_to_the_last_bit(boolean translated) {
        VirtualMachine a = kernel(1, Technique.PATCH);
        VirtualMachine b = kernel(2, Technique.PATCH);
        a.engine().translate(translated);
        b.engine().translate(translated);
        for (int turn = 1; turn <= 5; turn++) {
            assertThat(a.machine().run(turn * STEP).kind()).isEqualTo(Stop.Kind.LIMIT);
            assertThat(b.machine().run(turn * STEP / 2).kind()).isEqualTo(Stop.Kind.LIMIT);
        }
        assertThat(a.switches()).isEqualTo(5);
        a.vmm().use(Technique.OFF);
        b.vmm().use(Technique.OFF);
        assertThat(a.machine().state().hash().difference(bareAfter(5 * STEP))).isEmpty();
        assertThat(b.machine().state().hash().difference(bareAfter(5 * STEP / 2)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void two_translated_kernels_in_turns_are_each_as_bare_where_a_unit_is_one_instruction(boolean translated) {
        VirtualMachine a = kernel(1, Technique.BINARY_TRANSLATION);
        VirtualMachine b = kernel(2, Technique.BINARY_TRANSLATION);
        a.engine().translate(translated);
        b.engine().translate(translated);
        a.vmm().translateExactly();
        b.vmm().translateExactly();
        for (int turn = 1; turn <= 3; turn++) {
            a.machine().run(turn * STEP / 4);
            b.machine().run(turn * STEP / 8);
        }
        a.vmm().use(Technique.OFF);
        b.vmm().use(Technique.OFF);
        assertThat(a.machine().state().hash().difference(bareAfter(3 * STEP / 4)))
                .isEmpty();
        assertThat(b.machine().state().hash().difference(bareAfter(3 * STEP / 8)))
                .isEmpty();
    }

    @Test
    void a_guest_that_dies_takes_nothing_with_it() {
        Machine bare = Guests.protectedMode("lidt [nothing]\nint3\nnothing: dd 0, 0\n");
        VirtualMachine dying =
                new VirtualMachine(1, "dying", hardware, bare.config(), bare.image(), Technique.PATCH, 1);
        VirtualMachine other = kernel(2, Technique.PATCH);
        other.machine().run(STEP / 10);
        assertThat(dying.machine().run(STEP).kind()).isEqualTo(Stop.Kind.DIED);
        other.machine().run(STEP / 5);
        other.vmm().use(Technique.OFF);
        assertThat(other.machine().state().hash().difference(bareAfter(STEP / 5)))
                .isEmpty();
        assertThat(dying.escapes()).isZero();
    }

    /** CR0.NE is 0: FERR# asks for IRQ 13, and the next x87 instruction waits for it. */
    @ParameterizedTest
    @EnumSource(
            value = Technique.class,
            names = {"TRAP_AND_EMULATE", "PATCH", "BINARY_TRANSLATION"})
    void an_x87_error_that_waits_for_its_interrupt_waits_in_the_vm(Technique technique) {
        Machine bare = Guests.protectedMode(
                "fninit\nmov word [0x500], 0x37b\nfldcw [0x500]\nfld1\nfldz\nfdivp st1\nfld1\nhlt\n");
        VirtualMachine vm = new VirtualMachine(1, "vm", hardware, bare.config(), bare.image(), technique, 1);
        if (technique == Technique.BINARY_TRANSLATION) {
            vm.vmm().translateExactly();
        }
        assertThat(vm.machine().run(STEP, STEP).kind())
                .isEqualTo(bare.run(STEP, STEP).kind());
        vm.vmm().use(Technique.OFF);
        assertThat(vm.machine().cpu().eip).isEqualTo(bare.cpu().eip);
        assertThat(vm.machine().cpu().halted).isEqualTo(bare.cpu().halted);
        assertThat(vm.machine().cpu().icount).isEqualTo(bare.cpu().icount);
        assertThat(vm.machine().pic().asserted()).isEqualTo(bare.pic().asserted());
    }

    @ParameterizedTest
    @EnumSource(
            value = Technique.class,
            names = {"TRAP_AND_EMULATE", "PATCH", "BINARY_TRANSLATION"})
    void code_where_the_monitor_is_is_what_the_guest_has_there(Technique technique) {
        String code = "lidt [idt]\njmp 8:0xffc21000\nundefined: inc ebx\nhlt\nidt: dw 0x37\ndd gates\n"
                + "gates: times 6 dq 0\ndw undefined, 8, 0x8e00, 0\n";
        Machine bare = Guests.protectedMode(code);
        VirtualMachine vm = new VirtualMachine(1, "vm", hardware, bare.config(), bare.image(), technique, 1);
        assertThat(vm.machine().run(STEP).detail()).isEqualTo(bare.run(STEP).detail());
        assertThat(vm.machine().cpu().r32(3)).isEqualTo(1);
    }

    @Test
    void a_step_retires_one_instruction_of_its_vm_only() {
        VirtualMachine a = kernel(1, Technique.TRAP_AND_EMULATE);
        VirtualMachine b = kernel(2, Technique.TRAP_AND_EMULATE);
        a.machine().run(20_000);
        b.machine().run(7);
        a.machine().run(20_001);
        assertThat(a.machine().cpu().icount).isEqualTo(20_001);
        assertThat(b.machine().cpu().icount).isEqualTo(7);
    }

    @ParameterizedTest
    @EnumSource(
            value = Technique.class,
            names = {"PATCH", "BINARY_TRANSLATION"})
    void a_user_that_only_computes_is_interrupted_once_in_a_million_instructions(Technique technique) {
        Machine bare = Guests.protectedMode(
                "push 0x23\npush esp\npushf\npush 0x1b\npush user\niret\nuser: inc ecx\njmp user\n");
        VirtualMachine vm = new VirtualMachine(1, "vm", hardware, bare.config(), bare.image(), technique, 1);
        if (technique == Technique.BINARY_TRANSLATION) {
            vm.vmm().translateExactly();
        }
        vm.machine().run(STEP);
        long exits = vm.vmm().log().count();
        vm.machine().run(STEP + 3_000_000);
        bare.run(STEP + 3_000_000);
        assertThat(vm.vmm().log().count() - exits).isEqualTo(3);
        vm.vmm().use(Technique.OFF);
        assertThat(vm.machine().state().hash().difference(bare.state().hash())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1, PATCH, 1", "2, PATCH, 10", "1, BINARY_TRANSLATION, 10"})
    void turns_end_for_others_only_unless_a_guest_would_notice(int guests, Technique technique, int turns) {
        VirtualMachines all = new VirtualMachines();
        for (int i = 0; i < guests; i++) {
            Machine bare = Guests.kernel();
            all.create("vm" + i, bare.config(), bare.image(), technique, 1);
        }
        List<Integer> run = new ArrayList<>();
        all.run(10 * STEP, (vm, until) -> {
            run.add(vm.number());
            vm.machine().run(until);
            return VirtualMachines.Turn.UP;
        });
        assertThat(run).hasSize(turns);
    }
}
