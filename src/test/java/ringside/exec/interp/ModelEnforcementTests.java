package ringside.exec.interp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ringside.bus.InterruptController;
import ringside.bus.PhysicalMemory;
import ringside.bus.PortSpace;
import ringside.cpu.ControlState;
import ringside.cpu.CpuModel;
import ringside.cpu.Eflags;
import ringside.cpu.FaultTrace;
import ringside.cpu.Reset;
import ringside.cpu.SegmentLoader;
import ringside.cpu.Vcpu;
import ringside.exec.CodeBreakpoints;
import ringside.exec.EveryEngine;
import ringside.isa.SegmentRegister;

/** What CPU models lack is not there for guests. */
@EveryEngine
class ModelEnforcementTests {
    private static final int CODE = 0x1000;
    private static final int NONE = -1;

    private PhysicalMemory memory;

    /** Model, code run in real mode, vector of the fault or -1. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "386 | 0FC8 | 6", // BSWAP
                "486 | 0FC8 | -1",
                "386 | 0FC1C0 | 6", // XADD
                "386 | 0F013F | 6", // INVLPG
                "486 | 0FA2 | 6", // CPUID
                "486,+cpuid | 0FA2 | -1",
                "486 | 0F31 | 6", // RDTSC
                "pentium | 0F31 | -1",
                "pentium | 0F44C0 | 6", // CMOV
                "pentiumpro | 0F44C0 | -1",
                "pentium | 0F1F00 | 6", // hint NOP
                "pentiumpro | 0F1F00 | -1",
                "pentium | 0F33 | 6", // RDPMC
                "ringside32,-cx8 | 0FC70F | 6", // CMPXCHG8B
                "pentiumpro | 0F34 | 6", // SYSENTER
                "ringside32,-msr | 0F32 | 6", // RDMSR
                "486 | 0F20E0 | 6", // MOV EAX, CR4
                "pentium | 0F20E0 | -1",
                "pentium | 66B8200000000F22E0 | 13", // CR4.PAE
                "pentiumpro | 66B8200000000F22E0 | -1",
                "486,-fpu | D9E8 | 7", // FLD1
                "ringside32 | 660F6FC0 | 6", // MMX and SSE are in no model
                "ringside32 | 0F58C0 | 6"
            })
    void missing_instructions_and_bits_fault(String model, String code, int vector) {
        assertThat(faultOf(model, code)).isEqualTo(vector);
    }

    @ParameterizedTest
    @CsvSource({"386, 0", "486, 0x00040000", "pentium, 0x00240000"})
    void popfd_toggles_the_flags_that_tell_processors_apart(String model, String expected) {
        // PUSH 00240002h; POPFD; PUSHFD; POP EAX; HLT
        Vcpu cpu = run(model, "666802002400669D669C6658F4");
        assertThat(cpu.r32(0) & (Eflags.AC | Eflags.ID)).isEqualTo(Integer.decode(expected));
    }

    @Test
    void long_mode_stops_the_run_with_a_sentence() {
        // MOV ECX, C0000080h; MOV EAX, 100h; XOR EDX, EDX; WRMSR
        Vcpu cpu = run("ringside32", "66B9800000C066B8000100006631D20F30F4");
        assertThat(cpu.stopRequest).contains("EFER.LME");
    }

    @Test
    void umip_reserves_system_registers_to_cpl_0() {
        // SGDT, SIDT, SMSW AX at CPL 3, in virtual-8086 mode
        for (String code : new String[] {"0F0107", "0F010F", "0F01E0"}) {
            assertThat(faultInVirtual8086Mode("ringside32,+umip", 1 << 11, code))
                    .isEqualTo(13);
            assertThat(faultInVirtual8086Mode("ringside32,+umip", 0, code)).isEqualTo(NONE);
        }
    }

    private int faultOf(String model, String code) {
        Vcpu cpu = run(model, code + "F4");
        return cpu.faults.entries().isEmpty()
                ? NONE
                : cpu.faults.entries().get(0).vector();
    }

    private int faultInVirtual8086Mode(String model, int cr4, String code) {
        Vcpu cpu = load(model, code + "F4");
        ControlState.loadCr4(cpu, cr4);
        ControlState.loadCr0(cpu, 0x11);
        cpu.eflags(Eflags.VM | Eflags.IOPL);
        SegmentLoader.setCpl(cpu, 3);
        for (int segment = SegmentRegister.ES; segment <= SegmentRegister.GS; segment++) {
            SegmentLoader.v86(cpu, segment, 0);
        }
        cpu.mmu.cplChanged();
        new Interpreter(memory, new CodeBreakpoints()).run(cpu, 1);
        return cpu.faults.entries().stream()
                .filter(entry -> entry.delivering() == FaultTrace.INSTRUCTION)
                .mapToInt(FaultTrace.Entry::vector)
                .findFirst()
                .orElse(NONE);
    }

    private Vcpu run(String model, String code) {
        Vcpu cpu = load(model, code);
        new Interpreter(memory, new CodeBreakpoints()).run(cpu, 100);
        return cpu;
    }

    private Vcpu load(String model, String code) {
        memory = new PhysicalMemory(1 << 20);
        memory.write(CODE, HexFormat.of().parseHex(code));
        // Every vector leads to a HLT.
        memory.write(0x800, new byte[] {(byte) 0xF4});
        for (int vector = 0; vector < 256; vector++) {
            memory.write32(4 * vector, 0x800);
        }
        Vcpu cpu = new Vcpu(CpuModel.parse(model), memory, new PortSpace(), new NoInterrupts());
        Reset.reset(cpu);
        SegmentLoader.real(cpu, SegmentRegister.CS, 0);
        cpu.eip = CODE;
        cpu.r32(4, 0x8000);
        cpu.horizon = Long.MAX_VALUE;
        return cpu;
    }

    private static final class NoInterrupts implements InterruptController {
        @Override
        public boolean asserted() {
            return false;
        }

        @Override
        public int acknowledge() {
            return 0;
        }
    }
}
