package ringside.sem;

import ringside.cpu.LazyFlags;
import ringside.cpu.Vcpu;

/**
 * Bit tests and scans. SDM Vol. 2A, "BSF" to "BTS".
 *
 * <p>Undefined: bit tests leave all flags but CF alone; after scans SF and PF follow the source, CF, OF and AF are 0, and the
 * destination of a scan of 0 keeps its value, as every CPU does.
 */
public final class BitOps {
    private BitOps() {}

    /** Copies bit {@code index} modulo 16 to CF. */
    public static void bt16(Vcpu cpu, int value, int index) {
        LazyFlags.setCf(cpu, value >>> (index & 15) & 1);
    }

    /** Copies bit {@code index} modulo 16 to CF and sets it. */
    public static int bts16(Vcpu cpu, int value, int index) {
        bt16(cpu, value, index);
        return value | 1 << (index & 15);
    }

    /** Copies bit {@code index} modulo 16 to CF and clears it. */
    public static int btr16(Vcpu cpu, int value, int index) {
        bt16(cpu, value, index);
        return value & ~(1 << (index & 15));
    }

    /** Copies bit {@code index} modulo 16 to CF and inverts it. */
    public static int btc16(Vcpu cpu, int value, int index) {
        bt16(cpu, value, index);
        return value ^ 1 << (index & 15);
    }

    /** Copies bit {@code index} modulo 32 to CF. */
    public static void bt32(Vcpu cpu, int value, int index) {
        LazyFlags.setCf(cpu, value >>> (index & 31) & 1);
    }

    /** Copies bit {@code index} modulo 32 to CF and sets it. */
    public static int bts32(Vcpu cpu, int value, int index) {
        bt32(cpu, value, index);
        return value | 1 << (index & 31);
    }

    /** Copies bit {@code index} modulo 32 to CF and clears it. */
    public static int btr32(Vcpu cpu, int value, int index) {
        bt32(cpu, value, index);
        return value & ~(1 << (index & 31));
    }

    /** Copies bit {@code index} modulo 32 to CF and inverts it. */
    public static int btc32(Vcpu cpu, int value, int index) {
        bt32(cpu, value, index);
        return value ^ 1 << (index & 31);
    }

    /** Finds the lowest set bit; 16-bit sources are zero-extended. */
    public static int bsf(Vcpu cpu, int destination, int source) {
        LazyFlags.logic(cpu, source);
        return source == 0 ? destination : Integer.numberOfTrailingZeros(source);
    }

    /** Finds the highest set bit; 16-bit sources are zero-extended. */
    public static int bsr(Vcpu cpu, int destination, int source) {
        LazyFlags.logic(cpu, source);
        return source == 0 ? destination : 31 - Integer.numberOfLeadingZeros(source);
    }
}
