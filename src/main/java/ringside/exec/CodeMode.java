package ringside.exec;

import static ringside.isa.SegmentRegister.CS;

import ringside.cpu.Vcpu;
import ringside.isa.SegmentRegister;

/**
 * Everything about the CPU's mode that decoded code may depend on, besides its bytes and its EIP. Code decoded under one
 * mode runs only under an equal one.
 *
 * @param base base of CS
 * @param limit limit of CS
 * @param bits CS.D, SS.B, CPL = 3, protected mode, virtual-8086 mode and the flat segments, see {@link #of}
 */
public record CodeMode(int base, int limit, int bits) {
    private static final int CODE32 = 1;
    private static final int STACK32 = 1 << 1;
    private static final int USER = 1 << 2;
    private static final int PROTECTED = 1 << 3;
    private static final int V86 = 1 << 4;
    private static final int SHAPES = 8;
    private static final int USED_SHAPES = 0x3F3F;
    private static final int FS_GS = 1 << SegmentRegister.FS | 1 << SegmentRegister.GS;

    /** Returns the mode the CPU is in. */
    public static CodeMode of(Vcpu cpu) {
        return new CodeMode(cpu.segmentBase[CS], cpu.segmentLimit[CS], bits(cpu));
    }

    /** Whether the CPU is in this mode, without making an object. */
    public boolean current(Vcpu cpu) {
        return bits(cpu) == bits && cpu.segmentBase[CS] == base && cpu.segmentLimit[CS] == limit;
    }

    private static int bits(Vcpu cpu) {
        return (cpu.code32() ? CODE32 : 0)
                | (cpu.stack32() ? STACK32 : 0)
                | (cpu.cpl == 3 ? USER : 0)
                | (cpu.protectedMode() ? PROTECTED : 0)
                | (cpu.virtual8086() ? V86 : 0)
                | (cpu.mmu.segmentShapes() & USED_SHAPES) << SHAPES;
    }

    /**
     * Returns this mode with nothing supposed of FS and GS, which operating systems move about. Code made for it goes through
     * the checks of segments there, which are right for flat ones too.
     */
    public CodeMode general() {
        return new CodeMode(base, limit, bits & ~(FS_GS << SHAPES | FS_GS << SHAPES + 8));
    }

    /** Whether code made for this mode is right under another: one that is equal or has more flat segments. */
    public boolean serves(CodeMode actual) {
        int shapes = USED_SHAPES << SHAPES;
        return base == actual.base
                && limit == actual.limit
                && (bits & ~shapes) == (actual.bits & ~shapes)
                && (bits & ~actual.bits) == 0;
    }

    /** Whether operands and addresses are 32 bits wide by default. */
    public boolean code32() {
        return (bits & CODE32) != 0;
    }

    /** Whether the maps in force are those of CPL 3. */
    public boolean user() {
        return (bits & USER) != 0;
    }

    /** Whether the stack pointer is ESP. */
    public boolean stack32() {
        return (bits & STACK32) != 0;
    }

    /** Whether reads through a segment need no check and offsets are linear addresses. */
    public boolean flatRead(int segment) {
        return (bits >>> SHAPES + segment & 1) != 0;
    }

    /** Whether writes through a segment need no check and offsets are linear addresses. */
    public boolean flatWrite(int segment) {
        return (bits >>> SHAPES + 8 + segment & 1) != 0;
    }
}
