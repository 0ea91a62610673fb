package ringside.sem;

import ringside.cpu.LazyFlags;
import ringside.cpu.Vcpu;

/**
 * Rotations. SDM Vol. 1, 7.3.6.3; Vol. 2B, "RCL/RCR/ROL/ROR".
 *
 * <p>Only CF and OF change, and none if the count masked to five bits is 0. OF, undefined for counts other than 1, follows
 * the rule of count 1: after left rotations the top bit xor CF, after right ones the xor of the two top bits.
 */
public final class Rotates {
    private Rotates() {}

    /** Rotates 8 bits left. */
    public static int rol8(Vcpu cpu, int value, int count) {
        if ((count & 31) == 0) {
            return value;
        }
        int bits = count & 7;
        int result = value << bits | value >>> (8 - bits);
        carry(cpu, result & 1, result >>> 7 & 1);
        return result;
    }

    /** Rotates 8 bits right. */
    public static int ror8(Vcpu cpu, int value, int count) {
        if ((count & 31) == 0) {
            return value;
        }
        int bits = count & 7;
        int result = value >>> bits | value << (8 - bits);
        int top = result >>> 7 & 1;
        overflow(cpu, top, top ^ (result >>> 6 & 1));
        return result;
    }

    /** Rotates CF and 8 bits left. */
    public static int rcl8(Vcpu cpu, int value, int count) {
        int bits = (count & 31) % 9;
        if (bits == 0) {
            return value;
        }
        int ring = LazyFlags.cf(cpu) << 8 | value;
        int turned = ring << bits | ring >>> (9 - bits);
        carry(cpu, turned >>> 8 & 1, turned >>> 7 & 1);
        return turned;
    }

    /** Rotates CF and 8 bits right. */
    public static int rcr8(Vcpu cpu, int value, int count) {
        int bits = (count & 31) % 9;
        if (bits == 0) {
            return value;
        }
        int ring = LazyFlags.cf(cpu) << 8 | value;
        int turned = ring >>> bits | ring << (9 - bits);
        overflow(cpu, turned >>> 8 & 1, (turned >>> 7 ^ turned >>> 6) & 1);
        return turned;
    }

    /** Rotates 16 bits left. */
    public static int rol16(Vcpu cpu, int value, int count) {
        if ((count & 31) == 0) {
            return value;
        }
        int bits = count & 15;
        int result = value << bits | value >>> (16 - bits);
        carry(cpu, result & 1, result >>> 15 & 1);
        return result;
    }

    /** Rotates 16 bits right. */
    public static int ror16(Vcpu cpu, int value, int count) {
        if ((count & 31) == 0) {
            return value;
        }
        int bits = count & 15;
        int result = value >>> bits | value << (16 - bits);
        int top = result >>> 15 & 1;
        overflow(cpu, top, top ^ (result >>> 14 & 1));
        return result;
    }

    /** Rotates CF and 16 bits left. */
    public static int rcl16(Vcpu cpu, int value, int count) {
        int bits = (count & 31) % 17;
        if (bits == 0) {
            return value;
        }
        int ring = LazyFlags.cf(cpu) << 16 | value;
        int turned = ring << bits | ring >>> (17 - bits);
        carry(cpu, turned >>> 16 & 1, turned >>> 15 & 1);
        return turned;
    }

    /** Rotates CF and 16 bits right. */
    public static int rcr16(Vcpu cpu, int value, int count) {
        int bits = (count & 31) % 17;
        if (bits == 0) {
            return value;
        }
        int ring = LazyFlags.cf(cpu) << 16 | value;
        int turned = ring >>> bits | ring << (17 - bits);
        overflow(cpu, turned >>> 16 & 1, (turned >>> 15 ^ turned >>> 14) & 1);
        return turned;
    }

    /** Rotates 32 bits left. */
    public static int rol32(Vcpu cpu, int value, int count) {
        if ((count & 31) == 0) {
            return value;
        }
        int result = Integer.rotateLeft(value, count);
        cpu.flagCarries = rolCarries32(cpu.flagCarries, result);
        return result;
    }

    /** Rotates 32 bits right. */
    public static int ror32(Vcpu cpu, int value, int count) {
        if ((count & 31) == 0) {
            return value;
        }
        int result = Integer.rotateRight(value, count);
        cpu.flagCarries = rorCarries32(cpu.flagCarries, result);
        return result;
    }

    /** Rotates CF and 32 bits left. */
    public static int rcl32(Vcpu cpu, int value, int count) {
        int bits = count & 31;
        if (bits == 0) {
            return value;
        }
        long ring = (long) LazyFlags.cf(cpu) << 32 | value & 0xFFFF_FFFFL;
        long turned = ring << bits | ring >>> (33 - bits);
        int result = (int) turned;
        carry(cpu, (int) (turned >>> 32) & 1, result >>> 31);
        return result;
    }

    /** Rotates CF and 32 bits right. */
    public static int rcr32(Vcpu cpu, int value, int count) {
        int bits = count & 31;
        if (bits == 0) {
            return value;
        }
        long ring = (long) LazyFlags.cf(cpu) << 32 | value & 0xFFFF_FFFFL;
        long turned = ring >>> bits | ring << (33 - bits);
        int result = (int) turned;
        overflow(cpu, (int) (turned >>> 32) & 1, (result >>> 31) ^ (result >>> 30 & 1));
        return result;
    }

    private static void carry(Vcpu cpu, int cf, int top) {
        overflow(cpu, cf, cf ^ top);
    }

    private static void overflow(Vcpu cpu, int cf, int of) {
        cpu.flagCarries = rotated(cpu.flagCarries, cf, of);
    }

    private static int rotated(int old, int cf, int of) {
        return (old & 0x3FFF_FFFF) | LazyFlags.givenCarries(cf, of);
    }

    /** Returns the carry vector, after {@code old}, of a left rotation of 32 bits by a count other than 0. */
    public static int rolCarries32(int old, int result) {
        int cf = result & 1;
        return rotated(old, cf, cf ^ result >>> 31);
    }

    /** Returns the carry vector, after {@code old}, of a right rotation of 32 bits by a count other than 0. */
    public static int rorCarries32(int old, int result) {
        int cf = result >>> 31;
        return rotated(old, cf, cf ^ (result >>> 30 & 1));
    }
}
