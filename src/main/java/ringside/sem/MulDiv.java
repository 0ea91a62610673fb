package ringside.sem;

import ringside.cpu.LazyFlags;
import ringside.cpu.Vcpu;

/**
 * Multiplication and division. SDM Vol. 2A, "DIV", "IDIV", "IMUL"; Vol. 2B, "MUL".
 *
 * <p>Undefined flags: after multiplications SF, ZF and PF follow the low half of the product, AF is 0; divisions leave all
 * flags alone.
 */
public final class MulDiv {
    private static final int EAX = 0;
    private static final int EDX = 2;

    private MulDiv() {}

    /** Multiplies AL without sign; the product goes to AX. */
    public static void mul8(Vcpu cpu, int source) {
        int product = cpu.r8(EAX) * source;
        cpu.r16(EAX, product);
        int large = product > 0xFF ? 1 : 0;
        LazyFlags.result(cpu, (byte) product, large, large);
    }

    /** Multiplies AX without sign; the product goes to DX:AX. */
    public static void mul16(Vcpu cpu, int source) {
        int product = cpu.r16(EAX) * source;
        cpu.r16(EAX, product);
        cpu.r16(EDX, product >>> 16);
        int large = product >>> 16 != 0 ? 1 : 0;
        LazyFlags.result(cpu, (short) product, large, large);
    }

    /** Multiplies EAX without sign; the product goes to EDX:EAX. */
    public static void mul32(Vcpu cpu, int source) {
        long product = (cpu.r32(EAX) & 0xFFFF_FFFFL) * (source & 0xFFFF_FFFFL);
        cpu.r32(EAX, (int) product);
        cpu.r32(EDX, (int) (product >>> 32));
        int large = product >>> 32 != 0 ? 1 : 0;
        LazyFlags.result(cpu, (int) product, large, large);
    }

    /** Multiplies AL with sign; the product goes to AX. */
    public static void imul8(Vcpu cpu, int source) {
        int product = (byte) cpu.r8(EAX) * (byte) source;
        cpu.r16(EAX, product);
        int large = product != (byte) product ? 1 : 0;
        LazyFlags.result(cpu, (byte) product, large, large);
    }

    /** Multiplies AX with sign; the product goes to DX:AX. */
    public static void imul16(Vcpu cpu, int source) {
        int product = (short) cpu.r16(EAX) * (short) source;
        cpu.r16(EAX, product);
        cpu.r16(EDX, product >>> 16);
        int large = product != (short) product ? 1 : 0;
        LazyFlags.result(cpu, (short) product, large, large);
    }

    /** Multiplies EAX with sign; the product goes to EDX:EAX. */
    public static void imul32(Vcpu cpu, int source) {
        long product = (long) cpu.r32(EAX) * source;
        cpu.r32(EAX, (int) product);
        cpu.r32(EDX, (int) (product >>> 32));
        int large = product != (int) product ? 1 : 0;
        LazyFlags.result(cpu, (int) product, large, large);
    }

    /** Multiplies 16 bits with sign, truncating: the forms with two and three operands. */
    public static int multiply16(Vcpu cpu, int left, int right) {
        int product = (short) left * (short) right;
        int large = product != (short) product ? 1 : 0;
        LazyFlags.result(cpu, (short) product, large, large);
        return product;
    }

    /** Multiplies 32 bits with sign, truncating: the forms with two and three operands. */
    public static int multiply32(Vcpu cpu, int left, int right) {
        int result = left * right;
        cpu.flagResult = result;
        cpu.flagCarries = multiplyCarries32(left, right);
        return result;
    }

    /** Returns the carry vector of a truncating multiplication of 32 bits with sign. */
    public static int multiplyCarries32(int left, int right) {
        long product = (long) left * right;
        int large = product != (int) product ? 1 : 0;
        return LazyFlags.givenCarries(large, large);
    }

    /** Divides AX without sign: quotient to AL, remainder to AH. #DE if the quotient does not fit. */
    public static void div8(Vcpu cpu, int source) {
        int dividend = cpu.r16(EAX);
        if (source <= dividend >>> 8) {
            throw cpu.fault.de();
        }
        cpu.r16(EAX, dividend % source << 8 | dividend / source);
    }

    /** Divides DX:AX without sign: quotient to AX, remainder to DX. #DE if the quotient does not fit. */
    public static void div16(Vcpu cpu, int source) {
        int dividend = cpu.r16(EDX) << 16 | cpu.r16(EAX);
        if (source <= cpu.r16(EDX)) {
            throw cpu.fault.de();
        }
        cpu.r16(EAX, Integer.divideUnsigned(dividend, source));
        cpu.r16(EDX, Integer.remainderUnsigned(dividend, source));
    }

    /** Divides EDX:EAX without sign: quotient to EAX, remainder to EDX. #DE if the quotient does not fit. */
    public static void div32(Vcpu cpu, int source) {
        long divisor = source & 0xFFFF_FFFFL;
        long high = cpu.r32(EDX) & 0xFFFF_FFFFL;
        if (divisor <= high) {
            throw cpu.fault.de();
        }
        long dividend = high << 32 | cpu.r32(EAX) & 0xFFFF_FFFFL;
        cpu.r32(EAX, (int) Long.divideUnsigned(dividend, divisor));
        cpu.r32(EDX, (int) Long.remainderUnsigned(dividend, divisor));
    }

    /** Divides AX with sign: quotient to AL, remainder to AH. #DE if the quotient does not fit. */
    public static void idiv8(Vcpu cpu, int source) {
        int dividend = (short) cpu.r16(EAX);
        int divisor = (byte) source;
        if (divisor == 0 || dividend / divisor != (byte) (dividend / divisor)) {
            throw cpu.fault.de();
        }
        cpu.r16(EAX, dividend % divisor << 8 | dividend / divisor & 0xFF);
    }

    /** Divides DX:AX with sign: quotient to AX, remainder to DX. #DE if the quotient does not fit. */
    public static void idiv16(Vcpu cpu, int source) {
        int dividend = cpu.r16(EDX) << 16 | cpu.r16(EAX);
        int divisor = (short) source;
        if (divisor == 0 || dividend == Integer.MIN_VALUE || dividend / divisor != (short) (dividend / divisor)) {
            throw cpu.fault.de();
        }
        cpu.r16(EAX, dividend / divisor);
        cpu.r16(EDX, dividend % divisor);
    }

    /** Divides EDX:EAX with sign: quotient to EAX, remainder to EDX. #DE if the quotient does not fit. */
    public static void idiv32(Vcpu cpu, int source) {
        long dividend = (long) cpu.r32(EDX) << 32 | cpu.r32(EAX) & 0xFFFF_FFFFL;
        // The smallest dividend's quotient never fits, and Java would wrap it for a divisor of -1.
        if (source == 0 || dividend == Long.MIN_VALUE || dividend / source != (int) (dividend / source)) {
            throw cpu.fault.de();
        }
        cpu.r32(EAX, (int) (dividend / source));
        cpu.r32(EDX, (int) (dividend % source));
    }
}
