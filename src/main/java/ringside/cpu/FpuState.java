package ringside.cpu;

import ringside.base.StateReader;
import ringside.base.StateWriter;
import ringside.base.Stateful;

/**
 * Holds the x87 FPU's architectural state: the register stack, its pointer and the control, status and pointer registers.
 * State only; what instructions do with it lives above. Registers are addressed physically (R0 to R7); ST(i) is register
 * {@code (top + i) & 7}. SDM Vol. 1, 8.1 "X87 FPU EXECUTION ENVIRONMENT".
 *
 * <pre>
 *   fsw   15 14 13..11 10  9  8  7  6  5  4  3  2  1  0       fcw  11..10  9..8  5  4  3  2  1  0
 *          B C3  TOP   C2 C1 C0 ES SF PE UE OE ZE DE IE              RC     PC  PM UM OM ZM DM IM
 * </pre>
 *
 * <p>Confined to the machine thread.
 */
public final class FpuState implements Stateful {
    /** Invalid operation, bit 0 of the status word; stack faults set {@link #SF} as well. */
    public static final int IE = 0x01;

    /** Denormal operand, bit 1 of the status word. */
    public static final int DE = 0x02;

    /** Division by zero, bit 2 of the status word. */
    public static final int ZE = 0x04;

    /** Numeric overflow, bit 3 of the status word. */
    public static final int OE = 0x08;

    /** Numeric underflow, bit 4 of the status word. */
    public static final int UE = 0x10;

    /** Inexact result (precision), bit 5 of the status word. */
    public static final int PE = 0x20;

    /** Stack fault, bit 6 of the status word. */
    public static final int SF = 0x40;

    /** Exception summary, bit 7 of the status word: an unmasked exception is pending. */
    public static final int ES = 0x80;

    /** Condition code 0, bit 8 of the status word. */
    public static final int C0 = 0x100;

    /** Condition code 1, bit 9 of the status word: rounded up, or stack overflow as opposed to underflow. */
    public static final int C1 = 0x200;

    /** Condition code 2, bit 10 of the status word. */
    public static final int C2 = 0x400;

    /** Condition code 3, bit 14 of the status word. */
    public static final int C3 = 0x4000;

    /** The six exception flags of the status word, and the six masks of the control word. */
    public static final int EXCEPTIONS = 0x3F;

    /** Significands of R0 to R7, integer bit in bit 63. */
    public final long[] significands = new long[8];

    /** Sign (bit 15) and biased exponent (bits 14 to 0) of R0 to R7; the upper 16 bits are zero. */
    public final int[] signExponents = new int[8];

    /** The physical register that is ST(0), 0 to 7. */
    public int top;

    /** Bit i is set when physical register Ri is not empty. Valid, zero and special follow from the contents. */
    public int occupied;

    /** The control word, 16 bits. */
    public int fcw;

    /** The status word without TOP and B: those follow from {@link #top} and {@link #ES}. */
    public int fsw;

    /** Opcode of the last non-control instruction, 11 bits: the low three of the first byte, then the second byte. */
    public int fop;

    /** Code segment selector of the last non-control instruction, 16 bits. */
    public int fcs;

    /** Offset of the last non-control instruction in its code segment. */
    public long fip;

    /** Segment selector of the last memory operand, 16 bits. */
    public int fds;

    /** Offset of the last memory operand in its segment. */
    public long fdp;

    /**
     * Sign and exponent of the result of the operation in progress, whose significand is the operation's return value.
     * Scratch: dead between instructions and no part of the state.
     */
    public int resultSignExponent;

    /** Exceptions and C1 raised by the operation in progress. Scratch: dead between instructions and no part of the state. */
    public int raised;

    /** Creates an FPU as RESET leaves it. */
    public FpuState() {
        reset();
    }

    /** Sets the state after power-up or RESET. SDM Vol. 3A, table 9-1. */
    public void reset() {
        for (int i = 0; i < 8; i++) {
            significands[i] = 0;
            signExponents[i] = 0;
        }
        initialize();
        fcw = 0x0040;
        occupied = 0xFF;
    }

    /** Sets the state after FNINIT, which leaves the contents of the registers alone. SDM Vol. 2A, "FINIT/FNINIT". */
    public void initialize() {
        fcw = 0x037F;
        fsw = 0;
        top = 0;
        occupied = 0;
        fop = 0;
        fcs = 0;
        fip = 0;
        fds = 0;
        fdp = 0;
    }

    /** Copies the whole architectural state of {@code source} into this one. */
    public void copyFrom(FpuState source) {
        System.arraycopy(source.significands, 0, significands, 0, 8);
        System.arraycopy(source.signExponents, 0, signExponents, 0, 8);
        top = source.top;
        occupied = source.occupied;
        fcw = source.fcw;
        fsw = source.fsw;
        fop = source.fop;
        fcs = source.fcs;
        fip = source.fip;
        fds = source.fds;
        fdp = source.fdp;
    }

    @Override
    public void save(StateWriter out) {
        out.longs(significands);
        out.ints(signExponents);
        out.int8(occupied);
        out.int16(fcw);
        out.int16(statusWord());
        out.int16(fop);
        out.int16(fcs);
        out.int64(fip);
        out.int16(fds);
        out.int64(fdp);
    }

    @Override
    public void load(StateReader in) {
        in.longs(significands);
        in.ints(signExponents);
        occupied = in.int8();
        fcw = in.int16();
        setStatusWord(in.int16());
        fop = in.int16();
        fcs = in.int16();
        fip = in.int64();
        fds = in.int16();
        fdp = in.int64();
    }

    /** Returns the 16-bit status word as FNSTSW stores it. */
    public int statusWord() {
        return fsw | top << 11 | (fsw & ES) << 8;
    }

    /** Loads TOP, condition codes and exception flags from a 16-bit status word; ES and B follow the control word's masks. */
    public void setStatusWord(int word) {
        top = word >>> 11 & 7;
        fsw = word & (C0 | C1 | C2 | C3 | SF | EXCEPTIONS);
        summarize();
    }

    /** Sets ES if a flagged exception is unmasked and clears it otherwise, as every load of either word does. */
    public void summarize() {
        fsw = (fsw & ~fcw & EXCEPTIONS) != 0 ? fsw | ES : fsw & ~ES;
    }

    /**
     * Returns the 16-bit tag word, two bits per physical register: 0 valid, 1 zero, 2 special (NaN, infinity, denormal,
     * unsupported), 3 empty. SDM Vol. 1, 8.1.7.
     */
    public int tagWord() {
        int word = 0;
        for (int i = 7; i >= 0; i--) {
            word = word << 2 | tag(i);
        }
        return word;
    }

    /** Loads a 16-bit tag word, of which the processor keeps only empty or not. */
    public void setTagWord(int word) {
        occupied = 0;
        for (int i = 0; i < 8; i++) {
            if ((word >>> 2 * i & 3) != 3) {
                occupied |= 1 << i;
            }
        }
    }

    /** Returns the two-bit tag of physical register {@code register}. */
    public int tag(int register) {
        if ((occupied >>> register & 1) == 0) {
            return 3;
        }
        int exponent = signExponents[register] & 0x7FFF;
        if (exponent == 0) {
            return significands[register] == 0 ? 1 : 2;
        }
        return exponent == 0x7FFF || significands[register] >= 0 ? 2 : 0;
    }
}
