package ringside.sem;

import ringside.cpu.LazyFlags;
import ringside.cpu.Vcpu;

/**
 * Shifts. SDM Vol. 1, 7.3.6.1; Vol. 2B, "SAL/SAR/SHL/SHR".
 *
 * <p>The count is masked to five bits; a masked count of 0 changes no flag. Undefined flags have these values: AF is 0; OF
 * for counts other than 1 follows the rule of count 1 applied to the last step; CF of counts beyond the width is that of
 * the bit shifted out last, zeros (SAR: the sign) having come in.
 */
public final class Shifts {
    private Shifts() {}

    /** Shifts 8 bits left. */
    public static int shl8(Vcpu cpu, int value, int count) {
        int bits = count & 31;
        if (bits == 0) {
            return value;
        }
        int result = value << bits;
        int cf = result >>> 8 & 1;
        LazyFlags.result(cpu, (byte) result, cf, (result >>> 7 & 1) ^ cf);
        return result;
    }

    /** Shifts 8 bits right, zeros coming in. */
    public static int shr8(Vcpu cpu, int value, int count) {
        int bits = count & 31;
        if (bits == 0) {
            return value;
        }
        int last = value >>> (bits - 1);
        int result = last >>> 1;
        LazyFlags.result(cpu, result, last & 1, last >>> 7);
        return result;
    }

    /** Shifts 8 bits right, the sign coming in. */
    public static int sar8(Vcpu cpu, int value, int count) {
        int bits = count & 31;
        if (bits == 0) {
            return value;
        }
        int last = (byte) value >> (bits - 1);
        int result = last >> 1;
        LazyFlags.result(cpu, result, last & 1, 0);
        return result;
    }

    /** Shifts 16 bits left. */
    public static int shl16(Vcpu cpu, int value, int count) {
        int bits = count & 31;
        if (bits == 0) {
            return value;
        }
        int result = value << bits;
        int cf = result >>> 16 & 1;
        LazyFlags.result(cpu, (short) result, cf, (result >>> 15 & 1) ^ cf);
        return result;
    }

    /** Shifts 16 bits right, zeros coming in. */
    public static int shr16(Vcpu cpu, int value, int count) {
        int bits = count & 31;
        if (bits == 0) {
            return value;
        }
        int last = value >>> (bits - 1);
        int result = last >>> 1;
        LazyFlags.result(cpu, result, last & 1, last >>> 15);
        return result;
    }

    /** Shifts 16 bits right, the sign coming in. */
    public static int sar16(Vcpu cpu, int value, int count) {
        int bits = count & 31;
        if (bits == 0) {
            return value;
        }
        int last = (short) value >> (bits - 1);
        int result = last >> 1;
        LazyFlags.result(cpu, result, last & 1, 0);
        return result;
    }

    /** Shifts 32 bits left. */
    public static int shl32(Vcpu cpu, int value, int count) {
        int bits = count & 31;
        if (bits == 0) {
            return value;
        }
        int result = value << bits;
        cpu.flagResult = result;
        cpu.flagCarries = shlCarries32(value, bits);
        return result;
    }

    /** Shifts 32 bits right, zeros coming in. */
    public static int shr32(Vcpu cpu, int value, int count) {
        int bits = count & 31;
        if (bits == 0) {
            return value;
        }
        int result = value >>> bits;
        cpu.flagResult = result;
        cpu.flagCarries = shrCarries32(value, bits);
        return result;
    }

    /** Shifts 32 bits right, the sign coming in. */
    public static int sar32(Vcpu cpu, int value, int count) {
        int bits = count & 31;
        if (bits == 0) {
            return value;
        }
        int result = value >> bits;
        cpu.flagResult = result;
        cpu.flagCarries = sarCarries32(value, bits);
        return result;
    }

    /** Returns the carry vector of a left shift of 32 bits by 1 to 31. */
    public static int shlCarries32(int value, int bits) {
        int cf = value >>> (32 - bits) & 1;
        return LazyFlags.givenCarries(cf, ((value << bits) >>> 31) ^ cf);
    }

    /** Returns the carry vector of a right shift of 32 bits by 1 to 31, zeros coming in. */
    public static int shrCarries32(int value, int bits) {
        int last = value >>> (bits - 1);
        return LazyFlags.givenCarries(last & 1, last >>> 31);
    }

    /** Returns the carry vector of a right shift of 32 bits by 1 to 31, the sign coming in. */
    public static int sarCarries32(int value, int bits) {
        return LazyFlags.givenCarries(value >> (bits - 1) & 1, 0);
    }
}
