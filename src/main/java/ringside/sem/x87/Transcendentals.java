package ringside.sem.x87;

import static ringside.cpu.FpuState.C2;
import static ringside.cpu.FpuState.IE;

import ringside.cpu.FpuState;
import ringside.cpu.Vcpu;
import ringside.isa.Instruction;

/** F2XM1, FYL2X, FYL2XP1, FPATAN, FSIN, FCOS, FSINCOS and FPTAN. SDM Vol. 1, 8.3.5 to 8.3.10. */
public final class Transcendentals {
    private Transcendentals() {}

    /** F2XM1: 2^ST(0) - 1. */
    public static void f2xm1(Vcpu cpu, Instruction instruction) {
        FpuState fpu = Gate.enter(cpu);
        Gate.record(cpu, fpu, instruction);
        int top = fpu.top;
        if (Completion.isEmpty(fpu, top)) {
            Completion.underflow(cpu, fpu, top);
            return;
        }
        fpu.raised = 0;
        long result = Exponential.powerOfTwoLessOne(fpu, fpu.signExponents[top], fpu.significands[top]);
        Completion.store(cpu, fpu, top, result);
    }

    /** FYL2X: ST(1) * log2(ST(0)), which replaces both. */
    public static void fyl2x(Vcpu cpu, Instruction instruction) {
        replaceTwo(cpu, instruction, Logarithm::timesLog2);
    }

    /** FYL2XP1: ST(1) * log2(ST(0) + 1), which replaces both. */
    public static void fyl2xp1(Vcpu cpu, Instruction instruction) {
        replaceTwo(cpu, instruction, Logarithm::timesLog2OfOnePlus);
    }

    /** FPATAN: the angle of (ST(0), ST(1)), which replaces both. */
    public static void fpatan(Vcpu cpu, Instruction instruction) {
        replaceTwo(cpu, instruction, Arctangent::angle);
    }

    /** A function of ST(1) and ST(0), in this order. */
    @FunctionalInterface
    private interface OfTwo {
        long apply(FpuState fpu, int ySe, long y, int xSe, long x);
    }

    private static void replaceTwo(Vcpu cpu, Instruction instruction, OfTwo function) {
        FpuState fpu = Gate.enter(cpu);
        Gate.record(cpu, fpu, instruction);
        int x = fpu.top;
        int y = Completion.register(fpu, 1);
        if (Completion.isEmpty(fpu, x) || Completion.isEmpty(fpu, y)) {
            if (Completion.underflow(cpu, fpu, y)) {
                Completion.pop(fpu);
            }
            return;
        }
        fpu.raised = 0;
        long result = function.apply(
                fpu, fpu.signExponents[y], fpu.significands[y], fpu.signExponents[x], fpu.significands[x]);
        if (Completion.store(cpu, fpu, y, result)) {
            Completion.pop(fpu);
        }
    }

    /** A function of an angle. */
    @FunctionalInterface
    private interface OfAngle {
        long apply(FpuState fpu, int aSe, long a);
    }

    /** FSIN. */
    public static void fsin(Vcpu cpu, Instruction instruction) {
        replaceAngle(cpu, instruction, Trigonometry::sine);
    }

    /** FCOS. */
    public static void fcos(Vcpu cpu, Instruction instruction) {
        replaceAngle(cpu, instruction, Trigonometry::cosine);
    }

    private static void replaceAngle(Vcpu cpu, Instruction instruction, OfAngle function) {
        FpuState fpu = Gate.enter(cpu);
        Gate.record(cpu, fpu, instruction);
        int top = fpu.top;
        if (Completion.isEmpty(fpu, top)) {
            fpu.fsw &= ~C2;
            Completion.underflow(cpu, fpu, top);
            return;
        }
        if (refuses(fpu)) {
            return;
        }
        Completion.store(cpu, fpu, top, evaluate(fpu, function, fpu.signExponents[top], fpu.significands[top]));
    }

    /** FSINCOS: replaces ST(0) by its sine and pushes its cosine. */
    public static void fsincos(Vcpu cpu, Instruction instruction) {
        FpuState fpu = Gate.enter(cpu);
        Gate.record(cpu, fpu, instruction);
        if (cannotPush(cpu, fpu) || refuses(fpu)) {
            return;
        }
        int top = fpu.top;
        int signExponent = fpu.signExponents[top];
        long significand = fpu.significands[top];
        long cosine = evaluate(fpu, Trigonometry::cosine, signExponent, significand);
        int cosineSe = fpu.resultSignExponent;
        long sine = evaluate(fpu, Trigonometry::sine, signExponent, significand);
        if (Completion.store(cpu, fpu, top, sine)) {
            fpu.resultSignExponent = cosineSe;
            Completion.place(fpu, cosine);
        }
    }

    /** FPTAN: replaces ST(0) by its tangent and pushes 1. */
    public static void fptan(Vcpu cpu, Instruction instruction) {
        FpuState fpu = Gate.enter(cpu);
        Gate.record(cpu, fpu, instruction);
        if (cannotPush(cpu, fpu) || refuses(fpu)) {
            return;
        }
        int top = fpu.top;
        long tangent = evaluate(fpu, Trigonometry::tangent, fpu.signExponents[top], fpu.significands[top]);
        boolean isNan = Extended.isNan(fpu.resultSignExponent, tangent);
        if (Completion.store(cpu, fpu, top, tangent)) {
            // A NaN is pushed a second time.
            fpu.resultSignExponent = isNan ? fpu.resultSignExponent : Extended.BIAS;
            Completion.place(fpu, isNan ? tangent : Extended.INTEGER_BIT);
        }
    }

    /** Deals with an empty ST(0) and with a full stack, in instructions that push a second result. */
    private static boolean cannotPush(Vcpu cpu, FpuState fpu) {
        if (!Completion.isEmpty(fpu, fpu.top) && Completion.isEmpty(fpu, fpu.top - 1 & 7)) {
            return false;
        }
        fpu.fsw &= ~C2;
        Completion.replaceAndPushIndefinite(cpu, fpu);
        return true;
    }

    /** Sets C2 and does nothing else if ST(0) is finite and too large. */
    private static boolean refuses(FpuState fpu) {
        int signExponent = fpu.signExponents[fpu.top];
        long significand = fpu.significands[fpu.top];
        boolean refused = Extended.isNormal(signExponent, significand) && Trigonometry.isOutOfRange(signExponent);
        fpu.fsw = refused ? fpu.fsw & ~FpuState.C1 | C2 : fpu.fsw & ~C2;
        return refused;
    }

    private static long evaluate(FpuState fpu, OfAngle function, int aSe, long a) {
        fpu.raised = 0;
        if (Extended.isUnordinary(aSe, a)) {
            return Extended.unordinary(fpu, aSe, a);
        }
        if (Extended.isInfinite(aSe, a)) {
            fpu.raised = IE;
            return Extended.invalid(fpu);
        }
        Extended.checkDenormal(fpu, aSe, a);
        return function.apply(fpu, aSe, a);
    }
}
