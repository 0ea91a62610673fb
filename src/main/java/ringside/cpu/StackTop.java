package ringside.cpu;

import ringside.isa.SegmentRegister;

/** Looks at what lies on the stack without popping, for instructions that must see all of it before they commit. */
public final class StackTop {
    private static final int ESP = 4;

    private StackTop() {}

    /** Reads a word (16) or doubleword (32) that lies {@code above} bytes above the stack pointer. */
    public static int read(Vcpu cpu, int width, int above) {
        int offset = cpu.r32(ESP) + above;
        if (!cpu.stack32()) {
            offset &= 0xFFFF;
        }
        return width == 16 ? cpu.mmu.read16(SegmentRegister.SS, offset) : cpu.mmu.read32(SegmentRegister.SS, offset);
    }

    /** Returns ESP after {@code bytes} were popped from the stack in force. */
    public static int popped(Vcpu cpu, int bytes) {
        return moved(cpu.stack32(), cpu.r32(ESP), cpu.r32(ESP) + bytes);
    }

    /** Returns {@code next}, or on a 16-bit stack {@code old} with the low half of {@code next}. */
    public static int moved(boolean big, int old, int next) {
        return big ? next : old & 0xFFFF_0000 | next & 0xFFFF;
    }
}
