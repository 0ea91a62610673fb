package ringside.cpu;

import ringside.isa.SegmentRegister;

/**
 * What DR6 and DR7 say about debug events, and which code breakpoints are due. SDM Vol. 3B, 17.2.
 *
 * <pre>
 *   DR7  31-30 29-28 ... 19-18 17-16  13   9  8   7  6  5  4  3  2  1  0
 *        LEN3  R/W3      LEN0  R/W0   GD  GE LE  G3 L3 G2 L2 G1 L1 G0 L0     R/W: 0 execute, 1 write, 2 I/O, 3 read or write
 *   DR6  15 BT   14 BS   13 BD   3-0 B3 to B0
 * </pre>
 */
public final class DebugEvents {
    /** DR6.BS: single step. */
    public static final int BS = 1 << 14;

    /** DR6.BD: access to a guarded debug register. */
    public static final int BD = 1 << 13;

    /** DR6.BT: a task with the T bit was entered. */
    public static final int BT = 1 << 15;

    /** DR7.GD: accesses to debug registers fault. */
    public static final int GD = 1 << 13;

    /** All local and global enable bits of DR7. */
    public static final int ENABLES = 0xFF;

    /** What the bits of DR6 that always read one look like. */
    public static final int DR6_FIXED = 0xFFFF_0FF0;

    /** What the bits of DR7 that always read one look like. */
    public static final int DR7_FIXED = 0x400;

    /** DR7's local enable bits and LE, cleared by a task switch. */
    static final int LOCAL_ENABLES = 0x155;

    private static final int BREAKPOINTS = 0xF;

    private DebugEvents() {}

    /** Whether breakpoint {@code index} is enabled locally or globally. */
    public static boolean enabled(Vcpu cpu, int index) {
        return (cpu.dr[7] >>> 2 * index & 3) != 0;
    }

    /** Returns the R/W field of breakpoint {@code index}. */
    public static int kind(Vcpu cpu, int index) {
        return cpu.dr[7] >>> 16 + 4 * index & 3;
    }

    /** Sets bits of DR6 for a #DB; B0 to B3 tell of this one only, the others stay until software clears them. */
    public static void report(Vcpu cpu, int bits) {
        cpu.dr[6] = cpu.dr[6] & ~BREAKPOINTS | bits;
    }

    /** Whether any enabled breakpoint is for execution. */
    static boolean hasCodeBreakpoint(Vcpu cpu) {
        for (int i = 0; i < 4; i++) {
            if (enabled(cpu, i) && kind(cpu, i) == 0) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns the DR6 bits of code breakpoints at CS:EIP, 0 if no enabled one matches. Matching but disabled ones are
     * reported along with an enabled one, as hardware does.
     */
    static int codeHits(Vcpu cpu) {
        if ((cpu.dr[7] & ENABLES) == 0) {
            return 0;
        }
        int linear = cpu.segmentBase[SegmentRegister.CS] + cpu.eip;
        int hits = 0;
        boolean any = false;
        for (int i = 0; i < 4; i++) {
            if (kind(cpu, i) == 0 && cpu.dr[i] == linear) {
                hits |= 1 << i;
                any |= enabled(cpu, i);
            }
        }
        return any ? hits : 0;
    }
}
