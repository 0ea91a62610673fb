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
        cpu.flagCarries = incCarries8(cpu.flagCarries, value, result);
        return result;
    }

    /** Subtracts 1 from 8 bits, CF kept. SDM Vol. 2A, "DEC". */
    public static int dec8(Vcpu cpu, int value) {
        int result = value - 1;
        cpu.flagResult = (byte) result;
        cpu.flagCarries = decCarries8(cpu.flagCarries, value, result);
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
        cpu.flagCarries = incCarries16(cpu.flagCarries, value, result);
        return result;
    }

    /** Subtracts 1 from 16 bits, CF kept. SDM Vol. 2A, "DEC". */
    public static int dec16(Vcpu cpu, int value) {
        int result = value - 1;
        cpu.flagResult = (short) result;
        cpu.flagCarries = decCarries16(cpu.flagCarries, value, result);
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
        cpu.flagCarries = incCarries32(cpu.flagCarries, value, result);
        return result;
    }

    /** Subtracts 1 from 32 bits, CF kept. SDM Vol. 2A, "DEC". */
    public static int dec32(Vcpu cpu, int value) {
        int result = value - 1;
        cpu.flagResult = result;
        cpu.flagCarries = decCarries32(cpu.flagCarries, value, result);
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

    // Counting by one carries out of exactly the bits that wrap below the topmost changed one, so the operand and the
    // result
    // alone tell them; OF is the difference of the two top carries.

    /** Returns the carry vector of an increment of 8 bits after the vector {@code old}. */
    public static int incCarries8(int old, int value, int result) {
        return LazyFlags.countCarries(old, (value & ~result) << 24, value & ~result);
    }

    /** Returns the carry vector of a decrement of 8 bits after the vector {@code old}. */
    public static int decCarries8(int old, int value, int result) {
        return LazyFlags.countCarries(old, (~value & result) << 24, ~value & result);
    }

    /** Returns the carry vector of an increment of 16 bits after the vector {@code old}. */
    public static int incCarries16(int old, int value, int result) {
        return LazyFlags.countCarries(old, (value & ~result) << 16, value & ~result);
    }

    /** Returns the carry vector of a decrement of 16 bits after the vector {@code old}. */
    public static int decCarries16(int old, int value, int result) {
        return LazyFlags.countCarries(old, (~value & result) << 16, ~value & result);
    }

    /** Returns the carry vector of an increment of 32 bits after the vector {@code old}. */
    public static int incCarries32(int old, int value, int result) {
        return LazyFlags.countCarries(old, value & ~result, value & ~result);
    }

    /** Returns the carry vector of a decrement of 32 bits after the vector {@code old}. */
    public static int decCarries32(int old, int value, int result) {
        return LazyFlags.countCarries(old, ~value & result, ~value & result);
    }
}
