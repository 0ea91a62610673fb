package ringside.exec.interp;

import ringside.bus.InterruptController;
import ringside.bus.PhysicalMemory;
import ringside.bus.PortSpace;
import ringside.cpu.CpuModel;
import ringside.cpu.Reset;
import ringside.cpu.Vcpu;
import ringside.exec.CodeBreakpoints;
import ringside.exec.EngineUnderTest;
import ringside.exec.ExecutionEngine;
import ringside.exec.StopReason;
import ringside.isa.SegmentRegister;
import ringside.isa.asm.Assembler;

/** A CPU at level 0 on flat 32-bit segments with 4 MiB, every vector leading to a HLT of its own. */
public final class FlatGuest {
    public static final int EAX = 0;
    static final int ECX = 1;
    public static final int EDX = 2;
    static final int EBX = 3;
    static final int ESP = 4;
    static final int ESI = 6;
    static final int EDI = 7;

    public static final int CODE = 0x1000;
    public static final int STACK_TOP = 0x8_0000;
    private static final int GDT = 0x500;
    private static final int IDT = 0x600;
    private static final int HANDLERS = 0x900;
    private static final int VECTOR = 31;

    private boolean interrupt;

    public final PhysicalMemory memory = new PhysicalMemory(4 << 20);
    final PortSpace ports = new PortSpace();
    public final CodeBreakpoints breakpoints = new CodeBreakpoints();
    public final ExecutionEngine engine;
    public final Vcpu cpu = new Vcpu(CpuModel.ringside32(), memory, ports, new OneInterrupt());

    /** Makes a guest that is about to run {@code source}. */
    public FlatGuest(String source) {
        this(source, EngineUnderTest::make);
    }

    /** Makes a guest that is about to run {@code source} on an engine of the caller's. */
    public FlatGuest(String source, EngineUnderTest.Maker maker) {
        engine = maker.make(memory, breakpoints);
        Reset.reset(cpu);
        cpu.cr0 = 1;
        cpu.mmu.modeChanged();
        segment(SegmentRegister.CS, 8, 0xC0_9B00);
        for (int segment : new int[] {0, 2, 3, 4, 5}) {
            segment(segment, 16, 0xC0_9300);
        }
        memory.write32(GDT + 8, 0xFFFF);
        memory.write32(GDT + 12, 0xCF_9B00);
        memory.write32(GDT + 16, 0xFFFF);
        memory.write32(GDT + 20, 0xCF_9300);
        cpu.gdtBase = GDT;
        cpu.gdtLimit = 23;
        for (int vector = 0; vector < 32; vector++) {
            memory.write32(IDT + 8 * vector, 8 << 16 | HANDLERS + vector);
            memory.write32(IDT + 8 * vector + 4, 0x8E00);
            memory.write8(HANDLERS + vector, 0xF4);
        }
        cpu.idtBase = IDT;
        cpu.idtLimit = 0xFF;
        cpu.eip = CODE;
        cpu.r32(ESP, STACK_TOP);
        cpu.horizon = Long.MAX_VALUE;
        cpu.eflags(2);
        place(CODE, source);
    }

    private void segment(int segment, int selector, int access) {
        cpu.selector[segment] = selector;
        cpu.segmentBase[segment] = 0;
        cpu.segmentLimit[segment] = -1;
        cpu.segmentAccess[segment] = access;
        cpu.mmu.segmentLoaded(segment);
    }

    /** Assembles {@code source} to {@code address}. */
    public void place(int address, String source) {
        memory.write(
                address,
                Assembler.assemble("bits 32\norg " + address + "\n" + source).bytes());
    }

    /** Runs {@code count} instructions more. */
    public StopReason run(long count) {
        return engine.run(cpu, cpu.icount + count);
    }

    /** Runs up to the next HLT. */
    public void runToHalt() {
        StopReason reason = run(10_000_000);
        if (reason != StopReason.HALTED) {
            throw new AssertionError(reason + " at " + Integer.toHexString(cpu.eip));
        }
    }

    /** Returns the vector whose handler the CPU halted in, or -1. */
    int vector() {
        int handler = cpu.eip - 1 - HANDLERS;
        return handler >= 0 && handler < 32 ? handler : -1;
    }

    /** Returns a doubleword on the stack. */
    int stack(int index) {
        return memory.read32(cpu.r32(ESP) + 4L * index);
    }

    /** Asserts INTR from now on until the CPU takes the interrupt, whose handler returns at once. */
    public void interrupt() {
        memory.write8(HANDLERS + VECTOR, 0xCF);
        interrupt = true;
    }

    private final class OneInterrupt implements InterruptController {
        @Override
        public boolean asserted() {
            return interrupt;
        }

        @Override
        public int acknowledge() {
            interrupt = false;
            return VECTOR;
        }
    }
}
