package ringside.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Debugging inside virtual machines, on a guest that counts at 600h and tells COM1 of it. */
class VmCommandTests {
    private final ConsoleFixture console = ConsoleFixture.machine(
            """
            start:  xor ax, ax
                    mov ds, ax
                    mov dx, 0x3f8
            count:  inc word [0x600]
                    mov al, 'x'
                    out dx, al
                    jmp count
            """);

    @TempDir
    Path directory;

    @BeforeEach
    void create() {
        console.run("set vm.slice 100");
        console.run("vm create a --ram 2M --technique te");
        console.run("vm create b --ram 2M --technique te");
    }

    @Test
    void a_watchpoint_in_a_vm_stops_all_and_names_the_vm_and_the_view() {
        console.run("vm select b");
        console.run("watch 0x600");
        assertThat(console.run("vm run"))
                .contains("Write watch")
                .contains("0 -> 1")
                .contains("VM b (guest view)");
        assertThat(console.run("vm list")).containsPattern("\\* +b ").containsPattern(" a +ready.* 100 ");
        assertThat(console.run("x/hx 0x600")).contains("0001");
        console.run("vm select machine");
        assertThat(console.run("x/hx 0x600")).contains("0000");
    }

    @Test
    void breakpoints_and_steps_are_of_the_selected_vm_only() {
        console.run("vm select a");
        console.run("break 0x7c07");
        assertThat(console.run("continue")).contains("Breakpoint 1").contains("VM a (guest view) 0000:7c07");
        console.run("stepi 3");
        console.run("vm select b");
        assertThat(console.run("info breakpoints")).doesNotContain("7c07");
        assertThat(console.run("inject irq 5")).startsWith("VM b: ");
        assertThat(console.session.debugger().cpu().icount).isZero();
        assertThat(console.run("continue for 10")).contains("icount 10");
    }

    @Test
    void ports_lead_to_the_devices_of_the_vm() {
        console.run("vm run 1000");
        console.run("vm select a");
        assertThat(console.run("serial show")).contains("xxx");
        console.run("vm select machine");
        assertThat(console.run("serial show")).doesNotContain("x");
    }

    @Test
    void a_snapshot_holds_all_vms() {
        console.run("vm run 1000");
        console.run("vm select b");
        console.run("snapshot save here");
        console.run("vm run 1000");
        console.run("vm kill a");
        console.run("vm create c --ram 2M");
        assertThat(console.run("snapshot load here"))
                .contains("VM b (guest view)")
                .contains("icount 500");
        assertThat(console.run("vm list"))
                .containsPattern(" a +ready.* 500 ")
                .containsPattern("\\* +b +ready.* 500 ")
                .doesNotContain(" c ");
        assertThat(console.run("vm run 1000")).containsPattern(" a .* 1000 ").containsPattern(" b .* 1000 ");
    }

    @Test
    void a_snapshot_keeps_no_memory_of_a_vm_that_was_killed() throws InterruptedException {
        var machine = new WeakReference<>(console.session.vms().all().find("a").machine());
        console.run("snapshot save here");
        console.run("vm kill a");
        console.run("vm kill b");
        for (int tries = 0; machine.get() != null && tries < 50; tries++) {
            System.gc();
            Thread.sleep(10);
        }
        assertThat(machine.get()).isNull();
        console.run("snapshot load here");
        assertThat(console.run("vm list")).contains(" a ", " b ");
    }

    @Test
    void the_hardware_is_there_to_look_at_and_does_not_run_by_itself() {
        console.run("vm run 1000");
        assertThat(console.run("vm select hardware")).contains("hardware (machine view) ffe8:");
        long before = console.session.debugger().cpu().icount;
        console.run("continue");
        assertThat(console.session.debugger().cpu().icount).isEqualTo(before);
    }

    @Test
    void the_guest_of_a_vm_is_named_as_on_the_command_line() throws IOException {
        Path image = directory.resolve("count.bin");
        Files.write(image, new byte[] {(byte) 0x40, (byte) 0xEB, (byte) 0xFD});
        assertThat(console.run("vm create c " + image + " --at 0x7c00 --mode real16 --ram 2M --technique bt"))
                .contains("bt, 1 share");
        console.run("vm select c");
        assertThat(console.run("continue for 10")).contains("eax 00000005").contains("VM c (guest view) 0000:7c00");
        assertThat(console.run("vm create d --kernel " + directory.resolve("none")))
                .contains("does not exist");
        assertThat(console.run("vm create d --append quiet")).contains("give IMAGE or --kernel");
        assertThat(console.run("vm list")).doesNotContain(" d ");
    }

    @Test
    void what_a_vm_sends_goes_where_its_serial_option_says() throws IOException {
        Path output = directory.resolve("c.txt");
        console.run("vm create c --ram 2M --serial " + output);
        assertThat(console.run("vm create d --ram 2M --serial " + directory)).contains("--serial: cannot write");
        console.run("vm run 300");
        assertThat(output).hasContent("x".repeat(24));
        assertThat(console.run("vm list")).doesNotContain(" d ");
        assertThat(console.run("vm kill c")).contains("is gone");
    }

    @Test
    void a_vm_has_an_engine_of_its_own_and_the_switches_of_translators_are_its_too() {
        console.run("set dbt.threshold 3");
        console.run("vm create c --ram 2M --engine dbt");
        console.run("vm select c");
        assertThat(console.run("engine")).contains("engine dbt");
        console.run("continue for 1000");
        assertThat(console.run("tb list")).contains("l:00007c0e");
        assertThat(console.run("tb why 0x7c0e")).contains("unit").contains("version 1");
        console.run("set dbt.threshold 1000000");
        console.run("continue for 1000");
        assertThat(console.run("tb list")).contains("no translated code");
        console.run("vm select a");
        assertThat(console.run("engine")).contains("engine interpreter");
        assertThat(console.run("lockstep on")).contains("needs a second machine");
        assertThat(console.run("engine compare")).contains("needs a second machine");
        assertThat(console.run("engine sbt")).contains("a VM runs under interpreter or dbt, not sbt");
    }

    @Test
    void what_cannot_be_is_said_in_one_line() {
        assertThat(console.run("vm create a")).contains("there is a VM 'a' already");
        assertThat(console.run("vm create d --ram 900M")).contains("d needs").contains("are taken");
        assertThat(console.run("vm create d --ram 100")).contains("RAM must be at least 1 MiB");
        assertThat(console.run("vm select x")).contains("there is no VM 'x'; there is a, b");
        console.run("vm kill all");
        assertThat(console.run("vm run")).contains("there is no VM");
        assertThat(console.run("vm select hardware")).contains("before there is a VM");
    }

    @Test
    @Timeout(20)
    void a_limit_that_a_test_has_set_for_a_vm_ends_the_run_of_all() {
        console.run("vm select b");
        console.session.debugger().control().budget(50);
        assertThat(console.run("vm run 1000000")).contains("The limit of 50 instructions is reached");
        assertThat(console.run("vm list")).containsPattern("\\* +b +ready.* 50 ");
    }

    @Test
    void a_comparison_leaves_a_vm_under_its_technique_with_its_patches() {
        console.run("vm create c --ram 2M --technique patch");
        console.run("vm select c");
        console.run("continue for 50");
        console.run("vcompare popf");
        assertThat(console.run("vmm")).startsWith("patch:");
        assertThat(console.run("vmm lockstep te 20")).startsWith("te is as bare for ");
        assertThat(console.run("vmm")).startsWith("patch:");
        console.run("continue for 50");
        assertThat(console.run("vm list")).containsPattern("\\* +c +ready.* 100 ");
    }
}
