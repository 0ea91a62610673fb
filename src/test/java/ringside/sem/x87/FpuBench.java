package ringside.sem.x87;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.EnumMap;
import java.util.Map;
import ringside.bus.InterruptController;
import ringside.bus.PhysicalMemory;
import ringside.bus.PortSpace;
import ringside.cpu.CpuModel;
import ringside.cpu.FpuState;
import ringside.cpu.Vcpu;
import ringside.isa.Decoder;
import ringside.isa.Instruction;
import ringside.isa.Mnemonic;
import ringside.isa.SegmentRegister;
import ringside.sem.Routine;

/** A CPU in flat 32-bit protected mode on which single FPU instructions run, with one memory operand at DS:ESI. */
final class FpuBench {
    /** Linear address of the memory operand. */
    static final int OPERAND = 0x1000;

    private static final int ESI = 6;
    private static final int MEMORY_SIZE = 0x4000;
    private static final Map<Mnemonic, Routine> ROUTINES = routines();

    final PhysicalMemory memory = new PhysicalMemory(MEMORY_SIZE);
    final Vcpu cpu = new Vcpu(new CpuModel("ringside32"), memory, new PortSpace(), new NoInterrupts());

    FpuBench() {
        cpu.cr0 = 0x21;
        for (int segment = 0; segment < 6; segment++) {
            cpu.selector[segment] = segment == SegmentRegister.CS ? 0x08 : 0x10;
            cpu.segmentBase[segment] = 0;
            cpu.segmentLimit[segment] = -1;
            cpu.segmentAccess[segment] = segment == SegmentRegister.CS ? 0xC09B00 : 0xC09300;
        }
        cpu.mmu.modeChanged();
        cpu.r32(ESI, OPERAND);
        cpu.fpu.initialize();
    }

    private static Map<Mnemonic, Routine> routines() {
        Map<Mnemonic, Routine> routines = new EnumMap<>(Mnemonic.class);
        X87.bind(routines::put);
        return routines;
    }

    static Instruction decode(int... code) {
        byte[] bytes = new byte[code.length];
        for (int i = 0; i < code.length; i++) {
            bytes[i] = (byte) code[i];
        }
        return Decoder.decode(bytes, 0, bytes.length, true);
    }

    static Routine routine(Mnemonic mnemonic) {
        return ROUTINES.get(mnemonic);
    }

    /** Runs one instruction. */
    void run(int... code) {
        Instruction instruction = decode(code);
        ROUTINES.get(instruction.mnemonic).execute(cpu, instruction);
    }

    FpuState fpu() {
        return cpu.fpu;
    }

    /** The bytes at the memory operand, little-endian. */
    ByteBuffer operand() {
        return ByteBuffer.wrap(memory.bytes, OPERAND, 512).slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Pushes a value that needs no FPU instruction to get there. */
    void push(int signExponent, long significand) {
        FpuState fpu = cpu.fpu;
        fpu.top = fpu.top - 1 & 7;
        fpu.signExponents[fpu.top] = signExponent;
        fpu.significands[fpu.top] = significand;
        fpu.occupied |= 1 << fpu.top;
    }

    private record NoInterrupts() implements InterruptController {
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
