package ringside.cpu;

import ringside.bus.InterruptController;
import ringside.bus.PhysicalMemory;
import ringside.bus.PortSpace;
import ringside.isa.SegmentRegister;

/** A CPU out of reset, in real mode at 0000:1000 with a stack at 8000h, 1 MiB of memory and an INTR pin to pull. */
final class TestCpu implements InterruptController {
    static final int IDT = 0x2000;
    static final int GDT = 0x3000;
    static final int CODE = 0x08;
    static final int DATA = 0x10;

    final PhysicalMemory memory = new PhysicalMemory(1 << 20);
    final Vcpu cpu;
    boolean intr;
    int acknowledged;

    TestCpu() {
        this("ringside32");
    }

    TestCpu(String model) {
        cpu = new Vcpu(CpuModel.parse(model), memory, new PortSpace(), this);
        Reset.reset(cpu);
        SegmentLoader.real(cpu, SegmentRegister.CS, 0);
        cpu.eip = 0x1000;
        cpu.r32(4, 0x8000);
        for (int vector = 0; vector < 256; vector++) {
            memory.write32(4 * vector, handler(vector));
        }
    }

    /** Where the handler of {@code vector} is, in both modes. */
    static int handler(int vector) {
        return 0x4000 + 16 * vector;
    }

    /** Goes to flat 32-bit protected mode at CPL 0 with an interrupt gate for every vector. */
    TestCpu inProtectedMode() {
        memory.write32(GDT + CODE, 0x0000_FFFF);
        memory.write32(GDT + CODE + 4, 0x00CF_9B00);
        memory.write32(GDT + DATA, 0x0000_FFFF);
        memory.write32(GDT + DATA + 4, 0x00CF_9300);
        for (int vector = 0; vector < 256; vector++) {
            memory.write32(IDT + 8 * vector, CODE << 16 | handler(vector));
            memory.write32(IDT + 8 * vector + 4, 0x8E00);
        }
        cpu.gdtBase = GDT;
        cpu.gdtLimit = 0xFF;
        cpu.idtBase = IDT;
        cpu.idtLimit = 0x7FF;
        ControlState.loadCr0(cpu, 0x11);
        FarTransfer.jump(cpu, CODE, 0x1000, 0);
        for (int segment : new int[] {SegmentRegister.SS, SegmentRegister.DS, SegmentRegister.ES}) {
            SegmentLoader.load(cpu, segment, DATA);
        }
        return this;
    }

    /** The vector whose handler CS:EIP is at, or -1. */
    int arrivedAt() {
        int distance = cpu.eip - handler(0);
        return distance >= 0 && distance < 16 * 256 && (distance & 15) == 0 ? distance >> 4 : -1;
    }

    @Override
    public boolean asserted() {
        return intr;
    }

    @Override
    public int acknowledge() {
        acknowledged++;
        intr = false;
        return 0x20;
    }
}
