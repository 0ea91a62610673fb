package ringside.sem;

import ringside.cpu.LazyFlags;
import ringside.cpu.Vcpu;
import ringside.isa.Instruction;

/**
 * Decimal adjustment. SDM Vol. 2A, "AAA" to "AAS", "DAA", "DAS".
 *
 * <p>Undefined flags: OF is 0; after AAA and AAS, SF, ZF and PF follow AL; after AAM and AAD, CF and AF are 0.
 */
public final class Bcd {
    private static final int EAX = 0;

    private Bcd() {}

    /** Adjusts AL after an unpacked addition. */
    public static void aaa(Vcpu cpu, Instruction instruction) {
        boolean adjust = (cpu.r8(EAX) & 0xF) > 9 || LazyFlags.af(cpu) != 0;
        if (adjust) {
            cpu.r16(EAX, cpu.r16(EAX) + 0x106);
        }
        ascii(cpu, adjust);
    }

    /** Adjusts AL after an unpacked subtraction. */
    public static void aas(Vcpu cpu, Instruction instruction) {
        boolean adjust = (cpu.r8(EAX) & 0xF) > 9 || LazyFlags.af(cpu) != 0;
        if (adjust) {
            cpu.r16(EAX, cpu.r16(EAX) - 0x106);
        }
        ascii(cpu, adjust);
    }

    private static void ascii(Vcpu cpu, boolean adjusted) {
        int al = cpu.r8(EAX) & 0xF;
        cpu.r8(EAX, al);
        adjusted(cpu, al, adjusted, adjusted);
    }

    /** Adjusts AL after a packed addition. */
    public static void daa(Vcpu cpu, Instruction instruction) {
        int al = cpu.r8(EAX);
        boolean low = (al & 0xF) > 9 || LazyFlags.af(cpu) != 0;
        boolean high = al > 0x99 || LazyFlags.cf(cpu) != 0;
        al = al + (low ? 6 : 0) + (high ? 0x60 : 0) & 0xFF;
        cpu.r8(EAX, al);
        adjusted(cpu, al, low, high);
    }

    /** Adjusts AL after a packed subtraction. */
    public static void das(Vcpu cpu, Instruction instruction) {
        int old = cpu.r8(EAX);
        boolean low = (old & 0xF) > 9 || LazyFlags.af(cpu) != 0;
        boolean high = old > 0x99 || LazyFlags.cf(cpu) != 0;
        int al = old - (low ? 6 : 0) - (high ? 0x60 : 0) & 0xFF;
        cpu.r8(EAX, al);
        adjusted(cpu, al, low, high || low && old < 6);
    }

    private static void adjusted(Vcpu cpu, int al, boolean af, boolean cf) {
        LazyFlags.result(cpu, (byte) al, cf ? 1 : 0, 0);
        if (af) {
            cpu.flagCarries |= 8;
        }
    }

    /** Splits AL into two digits to the base of the immediate. #DE if it is 0. */
    public static void aam(Vcpu cpu, Instruction instruction) {
        int base = instruction.immediate & 0xFF;
        if (base == 0) {
            throw cpu.fault.de();
        }
        int al = cpu.r8(EAX);
        cpu.r16(EAX, al / base << 8 | al % base);
        LazyFlags.logic(cpu, (byte) (al % base));
    }

    /** Joins the digits in AH and AL to the base of the immediate. */
    public static void aad(Vcpu cpu, Instruction instruction) {
        int al = cpu.r8(EAX) + cpu.r8(EAX + 4) * (instruction.immediate & 0xFF) & 0xFF;
        cpu.r16(EAX, al);
        LazyFlags.logic(cpu, (byte) al);
    }
}
