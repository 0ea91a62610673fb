package ringside.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import ringside.cpu.CpuModel;
import ringside.exec.EngineUnderTest;
import ringside.exec.EveryEngine;

/** x87 errors as a PC/AT reports them, with CR0.NE clear: FERR#, IRQ 13, port F0h and IGNNE#. SDM Vol. 1, 8.7.2 and D.2. */
@EveryEngine
class FerrTests {
    /** Divides by zero with ZE unmasked and begins another FPU instruction; IRQ 13 is counted in [500h], IRQ 0 in [501h]. */
    private static final String GUEST =
            """
            bits 16
            org 0x8000
            cli
            mov word [4 * 0x20], timer
            mov word [4 * 0x20 + 2], 0
            mov word [4 * 0x2D], error
            mov word [4 * 0x2D + 2], 0
            mov al, 0x11
            out 0x20, al
            out 0xa0, al
            mov al, 0x20
            out 0x21, al
            mov al, 0x28
            out 0xa1, al
            mov al, 4
            out 0x21, al
            mov al, 2
            out 0xa1, al
            mov al, 1
            out 0x21, al
            out 0xa1, al
            mov al, MASTER
            out 0x21, al
            mov al, SLAVE
            out 0xa1, al
            mov al, 0x30
            out 0x43, al
            mov al, 0
            out 0x40, al
            out 0x40, al
            fninit
            fldcw [control]
            fldz
            fld1
            STARTS
            fdiv st0, st1
            fld1
            mov byte [0x502], 1
            cli
            hlt
            error:
            inc byte [0x500]
            HANDLES
            mov al, 0x20
            out 0xa0, al
            out 0x20, al
            iret
            timer:
            inc byte [0x501]
            fnclex
            mov al, 0x20
            out 0x20, al
            iret
            control: dw 0x037b
            """;

    private Machine machine;

    private Stop run(String starts, String handles, int master, int slave) {
        machine = EngineUnderTest.equip(
                new Machine(MachineConfig.standard(CpuModel.ringside32()).withRam(1 << 20)));
        String source = GUEST.replace("STARTS", starts)
                .replace("HANDLES", handles)
                .replace("MASTER", Integer.toString(master))
                .replace("SLAVE", Integer.toString(slave));
        machine.boot(ImageLoader.parse(source.getBytes(StandardCharsets.UTF_8), "ferr.asm", LoadOptions.NONE));
        return machine.run(1_000_000);
    }

    private int counted(int address) {
        return machine.memory().read8(address);
    }

    @Test
    void the_error_comes_as_irq_13_and_execution_goes_on_behind_it() {
        run("sti", "fnclex", 0xFA, 0xDF);
        assertThat(counted(0x500)).isEqualTo(1);
        assertThat(counted(0x502)).isEqualTo(1);
    }

    @Test
    void port_f0_lets_the_cpu_ignore_the_error_that_is_still_pending() {
        run("sti", "out 0xf0, al", 0xFA, 0xDF);
        assertThat(counted(0x500)).isEqualTo(1);
        assertThat(counted(0x502)).isEqualTo(1);
        assertThat(machine.cpu().fpu.statusWord() & 0x84).isEqualTo(0x84);
    }

    @Test
    void a_masked_irq_13_leaves_the_cpu_waiting_before_the_next_fpu_instruction_until_any_interrupt() {
        run("sti", "fnclex", 0xFA, 0xFF);
        assertThat(counted(0x500)).isZero();
        assertThat(counted(0x501)).isEqualTo(1);
        assertThat(counted(0x502)).isEqualTo(1);
        assertThat(machine.cpu().idle).isGreaterThan(50_000_000);
    }

    @Test
    void with_interrupts_disabled_the_wait_has_no_end() {
        Stop stop = run("cli", "fnclex", 0xFA, 0xDF);
        assertThat(stop.kind()).isEqualTo(Stop.Kind.DIED);
        assertThat(stop.detail()).contains("x87 error waits for IRQ 13");
        assertThat(counted(0x502)).isZero();
    }

    @Test
    void an_instruction_that_does_not_wait_is_not_held_up() {
        run("cli\nfdiv st0, st1\nfnstsw ax\nmov byte [0x502], 2\nhlt", "fnclex", 0xFA, 0xDF);
        assertThat(counted(0x502)).isEqualTo(2);
    }
}
