package ringside.sem;

import ringside.cpu.LazyFlags;
import ringside.cpu.Vcpu;

/** Integer operations of one operand. SDM Vol. 1, 7.3.2. */
public final class Unary {
    private Unary() {}

    /** Adds 1 to 8 bits, CF kept. SDM Vol. 2A, "INC". */
    public static int inc8(Vcpu cpu, int value) {
        int result = value + 1;
        cpu.flagResult = (byte) result;
        cpu.flagCarries = keepingCf(cpu, (value & ~result) << 24, value & ~result);
        return result;
    }

    /** Subtracts 1 from 8 bits, CF kept. SDM Vol. 2A, "DEC". */
    public static int dec8(Vcpu cpu, int value) {
        int result = value - 1;
        cpu.flagResult = (byte) result;
        cpu.flagCarries = keepingCf(cpu, (~value & result) << 24, ~value & result);
        return result;
    }

    /** Subtracts 8 bits from 0. SDM Vol. 2B, "NEG". */
    public static int neg8(Vcpu cpu, int value) {
        int result = -value;
        LazyFlags.sub8(cpu, 0, value, result);
        return result;
    }

    /** Adds 1 to 16 bits, CF kept. SDM Vol. 2A, "INC". */
    public static int inc16(Vcpu cpu, int value) {
        int result = value + 1;
        cpu.flagResult = (short) result;
        cpu.flagCarries = keepingCf(cpu, (value & ~result) << 16, value & ~result);
        return result;
    }

    /** Subtracts 1 from 16 bits, CF kept. SDM Vol. 2A, "DEC". */
    public static int dec16(Vcpu cpu, int value) {
        int result = value - 1;
        cpu.flagResult = (short) result;
        cpu.flagCarries = keepingCf(cpu, (~value & result) << 16, ~value & result);
        return result;
    }

    /** Subtracts 16 bits from 0. SDM Vol. 2B, "NEG". */
    public static int neg16(Vcpu cpu, int value) {
        int result = -value;
        LazyFlags.sub16(cpu, 0, value, result);
        return result;
    }

    /** Adds 1 to 32 bits, CF kept. SDM Vol. 2A, "INC". */
    public static int inc32(Vcpu cpu, int value) {
        int result = value + 1;
        cpu.flagResult = result;
        cpu.flagCarries = keepingCf(cpu, (value & ~result), value & ~result);
        return result;
    }

    /** Subtracts 1 from 32 bits, CF kept. SDM Vol. 2A, "DEC". */
    public static int dec32(Vcpu cpu, int value) {
        int result = value - 1;
        cpu.flagResult = result;
        cpu.flagCarries = keepingCf(cpu, (~value & result), ~value & result);
        return result;
    }

    /** Subtracts 32 bits from 0. SDM Vol. 2B, "NEG". */
    public static int neg32(Vcpu cpu, int value) {
        int result = -value;
        LazyFlags.sub32(cpu, 0, value, result);
        return result;
    }

    /** Inverts every bit; no flags. SDM Vol. 2B, "NOT". */
    public static int not(Vcpu cpu, int value) {
        return ~value;
    }

    /** Reverses the four bytes; no flags. SDM Vol. 2A, "BSWAP". */
    public static int bswap32(Vcpu cpu, int value) {
        return Integer.reverseBytes(value);
    }

    /** Gives 0: what P6 does where the manual says undefined. SDM Vol. 2A, "BSWAP". */
    public static int bswap16(Vcpu cpu, int value) {
        return 0;
    }

    /**
     * Returns the carry vector of an increment or decrement. Counting by one carries out of exactly the bits that wrap
     * below the topmost changed one, so the operand and the result alone tell them; OF is the difference of the two top
     * carries.
     */
    private static int keepingCf(Vcpu cpu, int aligned, int vector) {
        int old = cpu.flagCarries;
        int overflow = aligned ^ (aligned << 1);
        return (old & 0x8000_0000) | ((old ^ overflow) >>> 1 & 0x4000_0000) | (vector & 8);
    }
}
