package ringside.cpu;

/**
 * The six status flags as the last result and a vector of carries, from which each flag is one or two operations away.
 *
 * <p>{@code result} is the result sign-extended to 32 bits: ZF and SF follow from it, PF from its low byte. {@code
 * carries} is the carry-out of every bit position, aligned so that the operation's top bit stands in bit 31:
 *
 * <pre>
 *   31 30 29                    16 15       8 7        4  3  2  1   0
 *   CF  |  unused                | parity delta | unused | AF | - | sign delta
 *       carry into the top bit: OF = bit 31 xor bit 30
 * </pre>
 *
 * <p>The deltas are zero after arithmetic; they exist so that any combination of flags (POPF, SAHF) can be represented:
 * SF = sign of result xor sign delta, PF = parity of (low byte of result xor parity delta). All methods are small enough
 * to be inlined everywhere.
 */
public final class LazyFlags {
    private static final int SIGN_DELTA = 1;
    private static final int AF_BIT = 3;
    private static final int PARITY_SHIFT = 8;

    private LazyFlags() {}

    /** Records an addition {@code a + b (+ carry) = result} of 32 bits. */
    public static void add32(Vcpu cpu, int a, int b, int result) {
        cpu.flagResult = result;
        cpu.flagCarries = addCarries32(a, b, result);
    }

    /** Records a subtraction {@code a - b (- borrow) = result} of 32 bits. */
    public static void sub32(Vcpu cpu, int a, int b, int result) {
        cpu.flagResult = result;
        cpu.flagCarries = subCarries32(a, b, result);
    }

    /** Records an addition of 16 bits; the upper halves of the operands are ignored. */
    public static void add16(Vcpu cpu, int a, int b, int result) {
        cpu.flagResult = (short) result;
        cpu.flagCarries = addCarries16(a, b, result);
    }

    /** Records a subtraction of 16 bits; the upper halves of the operands are ignored. */
    public static void sub16(Vcpu cpu, int a, int b, int result) {
        cpu.flagResult = (short) result;
        cpu.flagCarries = subCarries16(a, b, result);
    }

    /** Records an addition of 8 bits; the upper bits of the operands are ignored. */
    public static void add8(Vcpu cpu, int a, int b, int result) {
        cpu.flagResult = (byte) result;
        cpu.flagCarries = addCarries8(a, b, result);
    }

    /** Records a subtraction of 8 bits; the upper bits of the operands are ignored. */
    public static void sub8(Vcpu cpu, int a, int b, int result) {
        cpu.flagResult = (byte) result;
        cpu.flagCarries = subCarries8(a, b, result);
    }

    /** Records a logical result, already sign-extended to 32 bits: CF = OF = AF = 0. */
    public static void logic(Vcpu cpu, int signExtendedResult) {
        cpu.flagResult = signExtendedResult;
        cpu.flagCarries = 0;
    }

    /** Records a result, already sign-extended, with CF and OF given as 0 or 1 and AF = 0. */
    public static void result(Vcpu cpu, int signExtendedResult, int cf, int of) {
        cpu.flagResult = signExtendedResult;
        cpu.flagCarries = givenCarries(cf, of);
    }

    /** Returns CF as 0 or 1. */
    public static int cf(Vcpu cpu) {
        return cf(cpu.flagCarries);
    }

    /** Returns OF as 0 or 1. */
    public static int of(Vcpu cpu) {
        return of(cpu.flagCarries);
    }

    /** Returns AF as 0 or 1. */
    public static int af(Vcpu cpu) {
        return (cpu.flagCarries >>> AF_BIT) & 1;
    }

    /** Returns ZF as 0 or 1. */
    public static int zf(Vcpu cpu) {
        return cpu.flagResult == 0 ? 1 : 0;
    }

    /** Returns SF as 0 or 1. */
    public static int sf(Vcpu cpu) {
        return sf(cpu.flagResult, cpu.flagCarries);
    }

    /** Returns PF as 0 or 1. */
    public static int pf(Vcpu cpu) {
        return pf(cpu.flagResult, cpu.flagCarries);
    }

    /** Replaces CF by {@code cf} (0 or 1), all other status flags kept. */
    public static void setCf(Vcpu cpu, int cf) {
        int flip = (cpu.flagCarries >>> 31) ^ cf;
        cpu.flagCarries ^= (flip << 31) | (flip << 30);
    }

    /** Returns the six status flags at their EFLAGS positions. */
    public static int materialize(Vcpu cpu) {
        return cf(cpu) | pf(cpu) << 2 | af(cpu) << 4 | zf(cpu) << 6 | sf(cpu) << 7 | of(cpu) << 11;
    }

    /** Sets all six status flags from {@code eflags}. */
    public static void load(Vcpu cpu, int eflags) {
        int result = (eflags & Eflags.ZF) != 0 ? 0 : 1;
        int sf = (eflags >>> 7) & 1;
        // The representative result has SF = 0; its low byte has odd parity if it is 1, even if it is 0.
        int pf = (eflags >>> 2) & 1;
        int parityDelta = pf == (result ^ 1) ? 0 : 1;
        int cf = eflags & 1;
        int of = (eflags >>> 11) & 1;
        cpu.flagResult = result;
        cpu.flagCarries =
                (cf << 31) | ((cf ^ of) << 30) | (parityDelta << PARITY_SHIFT) | ((eflags >>> 4 & 1) << AF_BIT) | sf;
    }

    // --- The same without a CPU, for engines that keep flags elsewhere while they run -----------------------------

    /** Returns the carry vector of an addition of 8 bits. */
    public static int addCarries8(int a, int b, int result) {
        return carries8((a & b) | ((a | b) & ~result));
    }

    /** Returns the carry vector of a subtraction of 8 bits. */
    public static int subCarries8(int a, int b, int result) {
        return carries8((~a & b) | ((~a | b) & result));
    }

    /** Returns the carry vector of an addition of 16 bits. */
    public static int addCarries16(int a, int b, int result) {
        return carries16((a & b) | ((a | b) & ~result));
    }

    /** Returns the carry vector of a subtraction of 16 bits. */
    public static int subCarries16(int a, int b, int result) {
        return carries16((~a & b) | ((~a | b) & result));
    }

    /** Returns the carry vector of an addition of 32 bits. */
    public static int addCarries32(int a, int b, int result) {
        return carries((a & b) | ((a | b) & ~result));
    }

    /** Returns the carry vector of a subtraction of 32 bits. */
    public static int subCarries32(int a, int b, int result) {
        return carries((~a & b) | ((~a | b) & result));
    }

    /** Returns the carry vector for CF and OF given as 0 or 1, AF = 0. */
    public static int givenCarries(int cf, int of) {
        return (cf << 31) | ((cf ^ of) << 30);
    }

    /**
     * Returns the carry vector of a count by one that keeps CF.
     *
     * @param old the carry vector before
     * @param aligned what carries into the next bit at each position, the top bit at bit 31
     * @param vector the same, bit 0 at bit 0
     */
    public static int countCarries(int old, int aligned, int vector) {
        int overflow = aligned ^ (aligned << 1);
        return (old & 0x8000_0000) | ((old ^ overflow) >>> 1 & 0x4000_0000) | (vector & 8);
    }

    /** Returns CF of a carry vector. */
    public static int cf(int carries) {
        return carries >>> 31;
    }

    /** Returns OF of a carry vector. */
    public static int of(int carries) {
        return (carries ^ (carries << 1)) >>> 31;
    }

    /** Returns SF of a result and its carry vector. */
    public static int sf(int result, int carries) {
        return (result >>> 31) ^ (carries & SIGN_DELTA);
    }

    /** Returns PF of a result and its carry vector. */
    public static int pf(int result, int carries) {
        int b = result ^ (carries >>> PARITY_SHIFT);
        b ^= b >>> 4;
        return (0x9669 >>> (b & 0xF)) & 1;
    }

    private static int carries(int vector) {
        return vector & 0xC000_0008;
    }

    private static int carries16(int vector) {
        return ((vector << 16) & 0xC000_0000) | (vector & 8);
    }

    private static int carries8(int vector) {
        return ((vector << 24) & 0xC000_0000) | (vector & 8);
    }
}
