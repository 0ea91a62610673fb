package ringside.oracle;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import ringside.bus.InterruptController;
import ringside.bus.PhysicalMemory;
import ringside.bus.PortSpace;
import ringside.cpu.CpuModel;
import ringside.cpu.Reset;
import ringside.cpu.SegmentLoader;
import ringside.cpu.Vcpu;
import ringside.exec.CodeBreakpoints;
import ringside.exec.StopReason;
import ringside.exec.interp.Interpreter;
import ringside.isa.SegmentRegister;

/** Runs {@code cases.asm} on a CPU of ours. */
final class SystemGuest {
    private static final int IMAGE = 0xF0000;
    private static final long INSTRUCTIONS_PER_CASE = 20_000;

    private SystemGuest() {}

    /** The guest's image, which starts at its first byte in real mode. */
    static byte[] image() {
        try (InputStream in = SystemGuest.class.getResourceAsStream("/ringside/bochs/cases.bin")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs cases in one boot and returns what they did. */
    static List<SystemResult> run(List<SystemCase> cases, boolean umip) {
        PhysicalMemory memory = new PhysicalMemory(SystemLayout.MEMORY);
        memory.write(IMAGE, image());
        memory.write(SystemLayout.HEADER, SystemLayout.memory(cases));
        Vcpu cpu = new Vcpu(
                CpuModel.parse(umip ? "ringside32,+umip" : "ringside32"), memory, new PortSpace(), new NoInterrupts());
        Reset.reset(cpu);
        SegmentLoader.real(cpu, SegmentRegister.CS, IMAGE >> 4);
        cpu.eip = 0;
        cpu.horizon = Long.MAX_VALUE;
        long longest = INSTRUCTIONS_PER_CASE * (cases.size() + 100L);
        StopReason reason = new Interpreter(memory, new CodeBreakpoints()).run(cpu, longest);
        int left = memory.read32(SystemLayout.casesLeft());
        if (reason != StopReason.HALTED || left != 0) {
            throw new IllegalStateException(String.format(
                    "%s at %x:%x with %d cases left, cr0 %x; %s%n%s",
                    reason,
                    cpu.selector[SegmentRegister.CS],
                    cpu.eip,
                    left,
                    cpu.cr0,
                    cpu.faults.chain().stream().map(fault -> fault.explain()).toList(),
                    left == 0 ? "" : cases.get(cases.size() - left)));
        }
        return results(ByteBuffer.wrap(memory.bytes, SystemLayout.RESULTS, cases.size() * SystemResult.BYTES));
    }

    /** Reads results until {@code in} is empty. */
    static List<SystemResult> results(ByteBuffer in) {
        in.order(ByteOrder.LITTLE_ENDIAN);
        List<SystemResult> results = new ArrayList<>();
        while (in.hasRemaining()) {
            results.add(SystemResult.read(in));
        }
        return results;
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
