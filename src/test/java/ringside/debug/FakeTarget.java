package ringside.debug;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import ringside.bus.InterruptController;
import ringside.bus.PhysicalMemory;
import ringside.bus.PortSpace;
import ringside.cpu.CpuModel;
import ringside.cpu.Register;
import ringside.cpu.Registers;
import ringside.cpu.Reset;
import ringside.cpu.Vcpu;
import ringside.isa.Decoder;
import ringside.isa.Instruction;
import ringside.isa.Mnemonic;
import ringside.isa.SegmentRegister;
import ringside.time.Stimulus;

/**
 * A target whose CPU only moves: near calls, returns and jumps go where they lead, INC counts, HLT ends it, everything else
 * just passes.
 */
public final class FakeTarget implements Target {
    private static final InterruptController QUIET = new InterruptController() {
        @Override
        public boolean asserted() {
            return false;
        }

        @Override
        public int acknowledge() {
            return 0xFF;
        }
    };

    public final PhysicalMemory memory = new PhysicalMemory(4 << 20);
    public final List<Stimulus> stimuli = new ArrayList<>();
    private final PortSpace ports = new PortSpace();
    private final Vcpu cpu = new Vcpu(new CpuModel("ringside32"), memory, ports, QUIET);
    private Set<Integer> linear = Set.of();
    private Set<Long> physical = Set.of();
    private volatile boolean stopRequested;

    /** Makes a target in real mode that stands at 0000:7C00 in front of {@code code}. */
    public FakeTarget(int... code) {
        Reset.reset(cpu);
        Registers.find("cs").write(cpu, 0);
        cpu.eip = 0x7C00;
        cpu.r32(2, 0);
        cpu.r32(4, 0x7000);
        for (int i = 0; i < code.length; i++) {
            memory.poke8(0x7C00 + i, code[i]);
        }
    }

    @Override
    public Vcpu cpu() {
        return cpu;
    }

    @Override
    public int peekPhysical(long address) {
        return memory.present(address) ? memory.peek8(address) : -1;
    }

    @Override
    public byte[] ram() {
        return memory.bytes;
    }

    @Override
    public int ramBytes() {
        return 4 << 20;
    }

    @Override
    public PortSpace ports() {
        return ports;
    }

    @Override
    public void stimulate(Stimulus stimulus) {
        stimuli.add(stimulus);
        switch (stimulus) {
            case Stimulus.MemoryWrite it -> {
                for (int i = 0; i < it.data().length; i++) {
                    memory.poke8(it.physical() + i, it.data()[i]);
                }
            }
            case Stimulus.RegisterWrite it -> {
                Register register = Registers.find(it.register());
                register.write(cpu, it.value());
            }
            default -> {}
        }
    }

    @Override
    public void stimulateAt(long icount, Stimulus stimulus) {
        stimuli.add(stimulus);
    }

    @Override
    public void arm(Set<Integer> newLinear, Set<Long> newPhysical) {
        linear = newLinear;
        physical = newPhysical;
    }

    @Override
    public Outcome run(long untilIcount) {
        boolean first = true;
        while (cpu.icount < untilIcount) {
            if (stopRequested) {
                stopRequested = false;
                return Outcome.of(Outcome.Kind.INTERRUPTED);
            }
            int place = cpu.segmentBase[SegmentRegister.CS] + cpu.eip;
            if (!first && (linear.contains(place) || physical.contains((long) place))) {
                return Outcome.of(Outcome.Kind.BREAKPOINT);
            }
            first = false;
            byte[] bytes = new byte[15];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) memory.peek8(place + i);
            }
            Instruction instruction = Decoder.decode(bytes, 0, bytes.length, false);
            if (instruction.mnemonic == Mnemonic.HLT) {
                return new Outcome(Outcome.Kind.DIED, 0, "HLT with interrupts disabled");
            }
            execute(instruction);
            cpu.icount++;
        }
        return Outcome.of(Outcome.Kind.LIMIT);
    }

    private void execute(Instruction instruction) {
        int next = cpu.eip + instruction.length;
        switch (instruction.mnemonic) {
            case JMP -> next += instruction.immediate;
            case CALL -> {
                cpu.r16(4, cpu.r16(4) - 2);
                memory.poke8(cpu.r16(4), next);
                memory.poke8(cpu.r16(4) + 1, next >> 8);
                next += instruction.immediate;
            }
            case RET -> {
                next = memory.peek8(cpu.r16(4)) | memory.peek8(cpu.r16(4) + 1) << 8;
                cpu.r16(4, cpu.r16(4) + 2);
            }
            case INC -> cpu.r16(instruction.reg, cpu.r16(instruction.reg) + 1);
            default -> {}
        }
        cpu.eip = next & 0xFFFF;
    }

    @Override
    public void requestStop() {
        stopRequested = true;
    }
}
