package ringside.sem;

import ringside.cpu.LazyFlags;
import ringside.cpu.Vcpu;

/**
 * Binary integer arithmetic and logic. SDM Vol. 1, 7.3.2 and 7.3.4.
 *
 * <p>As everywhere in this package, operands narrower than 32 bits come zero-extended, and of a result only the low bits
 * of the operation's width count: whoever writes it back cuts it. AF, undefined after logic, is 0.
 */
public final class Alu {
    private Alu() {}

    /** Adds 8 bits. SDM Vol. 2A, "ADD". */
    public static int add8(Vcpu cpu, int destination, int source) {
        int result = destination + source;
        LazyFlags.add8(cpu, destination, source, result);
        return result;
    }

    /** Adds 8 bits and CF. SDM Vol. 2A, "ADC". */
    public static int adc8(Vcpu cpu, int destination, int source) {
        int result = destination + source + LazyFlags.cf(cpu);
        LazyFlags.add8(cpu, destination, source, result);
        return result;
    }

    /** Subtracts 8 bits. SDM Vol. 2B, "SUB". */
    public static int sub8(Vcpu cpu, int destination, int source) {
        int result = destination - source;
        LazyFlags.sub8(cpu, destination, source, result);
        return result;
    }

    /** Subtracts 8 bits and CF. SDM Vol. 2B, "SBB". */
    public static int sbb8(Vcpu cpu, int destination, int source) {
        int result = destination - source - LazyFlags.cf(cpu);
        LazyFlags.sub8(cpu, destination, source, result);
        return result;
    }

    /** Compares 8 bits. SDM Vol. 2A, "CMP". */
    public static void cmp8(Vcpu cpu, int left, int right) {
        LazyFlags.sub8(cpu, left, right, left - right);
    }

    /** Forms the bitwise conjunction of 8 bits. SDM Vol. 2A, "AND". */
    public static int and8(Vcpu cpu, int destination, int source) {
        int result = destination & source;
        LazyFlags.logic(cpu, (byte) result);
        return result;
    }

    /** Forms the bitwise disjunction of 8 bits. SDM Vol. 2B, "OR". */
    public static int or8(Vcpu cpu, int destination, int source) {
        int result = destination | source;
        LazyFlags.logic(cpu, (byte) result);
        return result;
    }

    /** Forms the bitwise exclusive disjunction of 8 bits. SDM Vol. 2C, "XOR". */
    public static int xor8(Vcpu cpu, int destination, int source) {
        int result = destination ^ source;
        LazyFlags.logic(cpu, (byte) result);
        return result;
    }

    /** Tests 8 bits: a conjunction of which only the flags remain. SDM Vol. 2C, "TEST". */
    public static void test8(Vcpu cpu, int left, int right) {
        LazyFlags.logic(cpu, (byte) (left & right));
    }

    /** Adds 16 bits. SDM Vol. 2A, "ADD". */
    public static int add16(Vcpu cpu, int destination, int source) {
        int result = destination + source;
        LazyFlags.add16(cpu, destination, source, result);
        return result;
    }

    /** Adds 16 bits and CF. SDM Vol. 2A, "ADC". */
    public static int adc16(Vcpu cpu, int destination, int source) {
        int result = destination + source + LazyFlags.cf(cpu);
        LazyFlags.add16(cpu, destination, source, result);
        return result;
    }

    /** Subtracts 16 bits. SDM Vol. 2B, "SUB". */
    public static int sub16(Vcpu cpu, int destination, int source) {
        int result = destination - source;
        LazyFlags.sub16(cpu, destination, source, result);
        return result;
    }

    /** Subtracts 16 bits and CF. SDM Vol. 2B, "SBB". */
    public static int sbb16(Vcpu cpu, int destination, int source) {
        int result = destination - source - LazyFlags.cf(cpu);
        LazyFlags.sub16(cpu, destination, source, result);
        return result;
    }

    /** Compares 16 bits. SDM Vol. 2A, "CMP". */
    public static void cmp16(Vcpu cpu, int left, int right) {
        LazyFlags.sub16(cpu, left, right, left - right);
    }

    /** Forms the bitwise conjunction of 16 bits. SDM Vol. 2A, "AND". */
    public static int and16(Vcpu cpu, int destination, int source) {
        int result = destination & source;
        LazyFlags.logic(cpu, (short) result);
        return result;
    }

    /** Forms the bitwise disjunction of 16 bits. SDM Vol. 2B, "OR". */
    public static int or16(Vcpu cpu, int destination, int source) {
        int result = destination | source;
        LazyFlags.logic(cpu, (short) result);
        return result;
    }

    /** Forms the bitwise exclusive disjunction of 16 bits. SDM Vol. 2C, "XOR". */
    public static int xor16(Vcpu cpu, int destination, int source) {
        int result = destination ^ source;
        LazyFlags.logic(cpu, (short) result);
        return result;
    }

    /** Tests 16 bits: a conjunction of which only the flags remain. SDM Vol. 2C, "TEST". */
    public static void test16(Vcpu cpu, int left, int right) {
        LazyFlags.logic(cpu, (short) (left & right));
    }

    /** Adds 32 bits. SDM Vol. 2A, "ADD". */
    public static int add32(Vcpu cpu, int destination, int source) {
        int result = destination + source;
        LazyFlags.add32(cpu, destination, source, result);
        return result;
    }

    /** Adds 32 bits and CF. SDM Vol. 2A, "ADC". */
    public static int adc32(Vcpu cpu, int destination, int source) {
        int result = destination + source + LazyFlags.cf(cpu);
        LazyFlags.add32(cpu, destination, source, result);
        return result;
    }

    /** Subtracts 32 bits. SDM Vol. 2B, "SUB". */
    public static int sub32(Vcpu cpu, int destination, int source) {
        int result = destination - source;
        LazyFlags.sub32(cpu, destination, source, result);
        return result;
    }

    /** Subtracts 32 bits and CF. SDM Vol. 2B, "SBB". */
    public static int sbb32(Vcpu cpu, int destination, int source) {
        int result = destination - source - LazyFlags.cf(cpu);
        LazyFlags.sub32(cpu, destination, source, result);
        return result;
    }

    /** Compares 32 bits. SDM Vol. 2A, "CMP". */
    public static void cmp32(Vcpu cpu, int left, int right) {
        LazyFlags.sub32(cpu, left, right, left - right);
    }

    /** Forms the bitwise conjunction of 32 bits. SDM Vol. 2A, "AND". */
    public static int and32(Vcpu cpu, int destination, int source) {
        int result = destination & source;
        LazyFlags.logic(cpu, result);
        return result;
    }

    /** Forms the bitwise disjunction of 32 bits. SDM Vol. 2B, "OR". */
    public static int or32(Vcpu cpu, int destination, int source) {
        int result = destination | source;
        LazyFlags.logic(cpu, result);
        return result;
    }

    /** Forms the bitwise exclusive disjunction of 32 bits. SDM Vol. 2C, "XOR". */
    public static int xor32(Vcpu cpu, int destination, int source) {
        int result = destination ^ source;
        LazyFlags.logic(cpu, result);
        return result;
    }

    /** Tests 32 bits: a conjunction of which only the flags remain. SDM Vol. 2C, "TEST". */
    public static void test32(Vcpu cpu, int left, int right) {
        LazyFlags.logic(cpu, (left & right));
    }
}
