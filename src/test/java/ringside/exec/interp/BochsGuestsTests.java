package ringside.exec.interp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ringside.bus.InterruptController;
import ringside.bus.PhysicalMemory;
import ringside.bus.PortDevice;
import ringside.bus.PortSpace;
import ringside.cpu.CpuModel;
import ringside.cpu.FaultTrace;
import ringside.cpu.Reset;
import ringside.cpu.SegmentLoader;
import ringside.cpu.Vcpu;
import ringside.exec.CodeBreakpoints;
import ringside.exec.EngineUnderTest;
import ringside.exec.EveryEngine;
import ringside.exec.StopReason;
import ringside.isa.SegmentRegister;

/**
 * Runs the guests of {@code src/test/resources/ringside/bochs} and compares what they print with what they printed on Bochs
 * 2.7. {@code scripts/oracles/bochs-guest} assembles and records them.
 */
@EveryEngine
class BochsGuestsTests {
    private static final int IMAGE = 0xF0000;
    private static final long LONGEST = 50_000_000;

    @ParameterizedTest
    @ValueSource(strings = {"segments", "transfers", "privileged", "v86", "events", "tasks", "debug", "real"})
    void guest_prints_what_it_prints_on_bochs(String name) {
        String[] expected = text(name + ".expected").split("\n");
        String[] printed = run(name).split("\n");
        for (int i = 0; i < expected.length; i++) {
            String line = i < printed.length ? printed[i] : "(nothing)";
            assertThat(line).as("%s.expected, line %d", name, i + 1).isEqualTo(expected[i]);
        }
        assertThat(printed).hasSameSizeAs(expected);
    }

    private static String run(String name) {
        PhysicalMemory memory = new PhysicalMemory(1 << 21);
        memory.write(IMAGE, bytes(name + ".bin"));
        DebugOutput output = new DebugOutput();
        PortSpace ports = new PortSpace();
        ports.register(0xE9, 0xE9, output);
        Vcpu cpu = new Vcpu(CpuModel.ringside32(), memory, ports, new NoInterrupts());
        Reset.reset(cpu);
        SegmentLoader.real(cpu, SegmentRegister.CS, IMAGE >> 4);
        cpu.eip = 0;
        cpu.horizon = Long.MAX_VALUE;
        StopReason reason = EngineUnderTest.make(memory, new CodeBreakpoints()).run(cpu, LONGEST);
        if (reason != StopReason.HALTED) {
            output.text.append("\nstopped by ").append(reason).append(String.format(" at %08X%n", cpu.eip));
            for (FaultTrace.Entry entry : cpu.faults.entries()) {
                output.text.append(entry.explain()).append('\n');
            }
        }
        return output.text.substring(output.text.indexOf("begin"));
    }

    private static String text(String name) {
        return new String(bytes(name), StandardCharsets.US_ASCII);
    }

    private static byte[] bytes(String name) {
        try (InputStream stream = BochsGuestsTests.class.getResourceAsStream("/ringside/bochs/" + name)) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class DebugOutput implements PortDevice {
        final StringBuilder text = new StringBuilder();

        @Override
        public int in(int port, int size) {
            return 0xE9;
        }

        @Override
        public void out(int port, int size, int value) {
            text.append((char) (value & 0xFF));
        }

        @Override
        public int peek(int port, int size) {
            return 0xE9;
        }
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
