package ringside.sem.x87;

import ringside.cpu.FpuState;
import ringside.cpu.Vcpu;
import ringside.isa.Instruction;

/** FLD1, FLDL2T, FLDL2E, FLDPI, FLDLG2, FLDLN2, FLDZ. The values are rounded as the rounding control says. */
public final class Constants {
    private Constants() {}

    /** FLD1: 1. */
    public static void fld1(Vcpu cpu, Instruction instruction) {
        push(cpu, instruction, 0x3FFF, 0x8000_0000_0000_0000L);
    }

    /** FLDZ: 0. */
    public static void fldz(Vcpu cpu, Instruction instruction) {
        push(cpu, instruction, 0, 0);
    }

    /** FLDL2T: the binary logarithm of 10, which lies below the middle of two numbers. */
    public static void fldl2t(Vcpu cpu, Instruction instruction) {
        pushInexact(cpu, instruction, 0x4000, 0xD49A_784B_CD1B_8AFEL, false);
    }

    /** FLDL2E: the binary logarithm of e. */
    public static void fldl2e(Vcpu cpu, Instruction instruction) {
        pushInexact(cpu, instruction, 0x3FFF, 0xB8AA_3B29_5C17_F0BBL, true);
    }

    /** FLDPI. */
    public static void fldpi(Vcpu cpu, Instruction instruction) {
        pushInexact(cpu, instruction, 0x4000, 0xC90F_DAA2_2168_C234L, true);
    }

    /** FLDLG2: the decimal logarithm of 2. */
    public static void fldlg2(Vcpu cpu, Instruction instruction) {
        pushInexact(cpu, instruction, 0x3FFD, 0x9A20_9A84_FBCF_F798L, true);
    }

    /** FLDLN2: the natural logarithm of 2. */
    public static void fldln2(Vcpu cpu, Instruction instruction) {
        pushInexact(cpu, instruction, 0x3FFE, 0xB172_17F7_D1CF_79ABL, true);
    }

    private static void pushInexact(
            Vcpu cpu, Instruction instruction, int exponent, long truncated, boolean nearestIsAbove) {
        int mode = cpu.fpu.fcw & Rounding.CONTROL;
        boolean up = mode == Rounding.UP || mode == Rounding.NEAREST && nearestIsAbove;
        push(cpu, instruction, exponent, up ? truncated + 1 : truncated);
    }

    private static void push(Vcpu cpu, Instruction instruction, int signExponent, long significand) {
        FpuState fpu = Gate.enter(cpu);
        Gate.record(cpu, fpu, instruction);
        fpu.raised = 0;
        fpu.resultSignExponent = signExponent;
        Completion.push(cpu, fpu, significand);
    }
}
