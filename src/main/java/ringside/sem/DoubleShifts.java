package ringside.sem;

import ringside.cpu.LazyFlags;
import ringside.cpu.Vcpu;

/**
 * Double shifts. SDM Vol. 2B, "SHLD", "SHRD".
 *
 * <p>The count is masked to five bits; 0 changes nothing. Undefined: AF is 0, OF follows the rule of count 1 (whether the
 * sign changed), and 16-bit shifts beyond 16 go on with the destination's own bits, as P6 does.
 */
public final class DoubleShifts {
    private DoubleShifts() {}

    /** Shifts 16 bits left, those of {@code source} coming in. */
    public static int shld16(Vcpu cpu, int destination, int source, int count) {
        int bits = count & 31;
        if (bits == 0) {
            return destination;
        }
        long ring = (long) destination << 32 | (long) source << 16 | destination;
        int result = (int) (ring << bits >>> 32) & 0xFFFF;
        int cf = (int) (ring >>> (48 - bits)) & 1;
        LazyFlags.result(cpu, (short) result, cf, (result ^ destination) >>> 15 & 1);
        return result;
    }

    /** Shifts 32 bits left, those of {@code source} coming in. */
    public static int shld32(Vcpu cpu, int destination, int source, int count) {
        int bits = count & 31;
        if (bits == 0) {
            return destination;
        }
        int result = destination << bits | source >>> (32 - bits);
        int cf = destination >>> (32 - bits) & 1;
        LazyFlags.result(cpu, result, cf, (result ^ destination) >>> 31);
        return result;
    }

    /** Shifts 16 bits right, those of {@code source} coming in. */
    public static int shrd16(Vcpu cpu, int destination, int source, int count) {
        int bits = count & 31;
        if (bits == 0) {
            return destination;
        }
        long ring = (long) destination << 32 | (long) source << 16 | destination;
        int result = (int) (ring >>> bits) & 0xFFFF;
        int cf = (int) (ring >>> (bits - 1)) & 1;
        LazyFlags.result(cpu, (short) result, cf, (result ^ destination) >>> 15 & 1);
        return result;
    }

    /** Shifts 32 bits right, those of {@code source} coming in. */
    public static int shrd32(Vcpu cpu, int destination, int source, int count) {
        int bits = count & 31;
        if (bits == 0) {
            return destination;
        }
        int result = destination >>> bits | source << (32 - bits);
        int cf = destination >>> (bits - 1) & 1;
        LazyFlags.result(cpu, result, cf, (result ^ destination) >>> 31);
        return result;
    }
}
