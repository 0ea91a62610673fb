package ringside.sem.x87;

import ringside.cpu.FpuState;
import ringside.cpu.Vcpu;
import ringside.isa.Instruction;
import ringside.sem.EffectiveAddress;

/**
 * FADD, FMUL, FSUB, FSUBR, FDIV, FDIVR with their popping and integer forms, and the functions of one or two registers
 * that end in one rounding. The operation reaches the common code as a constant, so that a compiler that inlines it sees
 * one operation only.
 */
public final class Arithmetic {
    private static final int ADD = 0;
    private static final int MUL = 1;
    private static final int SUB = 2;
    private static final int SUBR = 3;
    private static final int DIV = 4;
    private static final int DIVR = 5;

    private Arithmetic() {}

    /** FADD: ST(0) or ST(i), with a register, single or double. */
    public static void fadd(Vcpu cpu, Instruction instruction) {
        real(cpu, instruction, ADD);
    }

    /** FMUL: ST(0) or ST(i), with a register, single or double. */
    public static void fmul(Vcpu cpu, Instruction instruction) {
        real(cpu, instruction, MUL);
    }

    /** FSUB: ST(0) or ST(i), with a register, single or double. */
    public static void fsub(Vcpu cpu, Instruction instruction) {
        real(cpu, instruction, SUB);
    }

    /** FSUBR: ST(0) or ST(i), with a register, single or double. */
    public static void fsubr(Vcpu cpu, Instruction instruction) {
        real(cpu, instruction, SUBR);
    }

    /** FDIV: ST(0) or ST(i), with a register, single or double. */
    public static void fdiv(Vcpu cpu, Instruction instruction) {
        real(cpu, instruction, DIV);
    }

    /** FDIVR: ST(0) or ST(i), with a register, single or double. */
    public static void fdivr(Vcpu cpu, Instruction instruction) {
        real(cpu, instruction, DIVR);
    }

    /** FADDP: ST(i) with ST(0), which is popped. */
    public static void faddp(Vcpu cpu, Instruction instruction) {
        pop(cpu, instruction, ADD);
    }

    /** FMULP: ST(i) with ST(0), which is popped. */
    public static void fmulp(Vcpu cpu, Instruction instruction) {
        pop(cpu, instruction, MUL);
    }

    /** FSUBP: ST(i) with ST(0), which is popped. */
    public static void fsubp(Vcpu cpu, Instruction instruction) {
        pop(cpu, instruction, SUB);
    }

    /** FSUBRP: ST(i) with ST(0), which is popped. */
    public static void fsubrp(Vcpu cpu, Instruction instruction) {
        pop(cpu, instruction, SUBR);
    }

    /** FDIVP: ST(i) with ST(0), which is popped. */
    public static void fdivp(Vcpu cpu, Instruction instruction) {
        pop(cpu, instruction, DIV);
    }

    /** FDIVRP: ST(i) with ST(0), which is popped. */
    public static void fdivrp(Vcpu cpu, Instruction instruction) {
        pop(cpu, instruction, DIVR);
    }

    /** FIADD: ST(0) with a 16- or 32-bit integer. */
    public static void fiadd(Vcpu cpu, Instruction instruction) {
        integer(cpu, instruction, ADD);
    }

    /** FIMUL: ST(0) with a 16- or 32-bit integer. */
    public static void fimul(Vcpu cpu, Instruction instruction) {
        integer(cpu, instruction, MUL);
    }

    /** FISUB: ST(0) with a 16- or 32-bit integer. */
    public static void fisub(Vcpu cpu, Instruction instruction) {
        integer(cpu, instruction, SUB);
    }

    /** FISUBR: ST(0) with a 16- or 32-bit integer. */
    public static void fisubr(Vcpu cpu, Instruction instruction) {
        integer(cpu, instruction, SUBR);
    }

    /** FIDIV: ST(0) with a 16- or 32-bit integer. */
    public static void fidiv(Vcpu cpu, Instruction instruction) {
        integer(cpu, instruction, DIV);
    }

    /** FIDIVR: ST(0) with a 16- or 32-bit integer. */
    public static void fidivr(Vcpu cpu, Instruction instruction) {
        integer(cpu, instruction, DIVR);
    }

    private static void real(Vcpu cpu, Instruction instruction, int operation) {
        FpuState fpu = Gate.enter(cpu);
        if (instruction.memory) {
            memory(cpu, fpu, instruction, operation);
            return;
        }
        Gate.record(cpu, fpu, instruction);
        int top = fpu.top;
        int other = Completion.register(fpu, instruction.rm);
        if ((instruction.opcode & 4) == 0) {
            registers(cpu, fpu, operation, top, other);
        } else {
            registers(cpu, fpu, operation, other, top);
        }
    }

    private static void pop(Vcpu cpu, Instruction instruction, int operation) {
        FpuState fpu = Gate.enter(cpu);
        Gate.record(cpu, fpu, instruction);
        if (registers(cpu, fpu, operation, Completion.register(fpu, instruction.rm), fpu.top)) {
            Completion.pop(fpu);
        }
    }

    private static void integer(Vcpu cpu, Instruction instruction, int operation) {
        FpuState fpu = Gate.enter(cpu);
        int offset = EffectiveAddress.offset(cpu, instruction);
        long value = instruction.width == 16
                ? (short) cpu.mmu.read16(instruction.segment, offset)
                : cpu.mmu.read32(instruction.segment, offset);
        Gate.record(cpu, fpu, instruction, offset);
        fpu.raised = 0;
        long significand = IntegerConversion.fromLong(fpu, value);
        withOperand(cpu, fpu, operation, fpu.resultSignExponent, significand);
    }

    private static void memory(Vcpu cpu, FpuState fpu, Instruction instruction, int operation) {
        int offset = EffectiveAddress.offset(cpu, instruction);
        fpu.raised = 0;
        long significand = instruction.width == 64
                ? RealConversion.fromDouble(fpu, cpu.mmu.read64(instruction.segment, offset))
                : RealConversion.fromSingle(fpu, cpu.mmu.read32(instruction.segment, offset));
        Gate.record(cpu, fpu, instruction, offset);
        withOperand(cpu, fpu, operation, fpu.resultSignExponent, significand);
    }

    private static void withOperand(Vcpu cpu, FpuState fpu, int operation, int sourceSe, long source) {
        int top = fpu.top;
        if (Completion.isEmpty(fpu, top)) {
            Completion.underflow(cpu, fpu, top);
            return;
        }
        long result = operate(fpu, operation, fpu.signExponents[top], fpu.significands[top], sourceSe, source);
        Completion.store(cpu, fpu, top, result);
    }

    private static boolean registers(Vcpu cpu, FpuState fpu, int operation, int destination, int source) {
        if (Completion.isEmpty(fpu, destination) || Completion.isEmpty(fpu, source)) {
            return Completion.underflow(cpu, fpu, destination);
        }
        fpu.raised = 0;
        long result = operate(
                fpu,
                operation,
                fpu.signExponents[destination],
                fpu.significands[destination],
                fpu.signExponents[source],
                fpu.significands[source]);
        return Completion.store(cpu, fpu, destination, result);
    }

    private static long operate(FpuState fpu, int operation, int aSe, long a, int bSe, long b) {
        return switch (operation) {
            case ADD -> Addition.add(fpu, aSe, a, bSe, b);
            case MUL -> Multiplication.multiply(fpu, aSe, a, bSe, b);
            case SUB -> Addition.subtract(fpu, aSe, a, bSe, b);
            case SUBR -> Addition.subtract(fpu, bSe, b, aSe, a);
            case DIV -> Division.divide(fpu, aSe, a, bSe, b);
            default -> Division.divide(fpu, bSe, b, aSe, a);
        };
    }

    /** FSQRT. */
    public static void fsqrt(Vcpu cpu, Instruction instruction) {
        FpuState fpu = enterUnary(cpu, instruction);
        if (fpu != null) {
            int top = fpu.top;
            long result = SquareRoot.squareRoot(fpu, fpu.signExponents[top], fpu.significands[top]);
            Completion.store(cpu, fpu, top, result);
        }
    }

    /** FRNDINT. */
    public static void frndint(Vcpu cpu, Instruction instruction) {
        FpuState fpu = enterUnary(cpu, instruction);
        if (fpu != null) {
            int top = fpu.top;
            long result = Scaling.roundToInteger(fpu, fpu.signExponents[top], fpu.significands[top]);
            Completion.store(cpu, fpu, top, result);
        }
    }

    /** FCHS: inverts the sign, of NaNs too. */
    public static void fchs(Vcpu cpu, Instruction instruction) {
        FpuState fpu = enterUnary(cpu, instruction);
        if (fpu != null) {
            fpu.signExponents[fpu.top] ^= Extended.SIGN;
            fpu.fsw &= ~FpuState.C1;
        }
    }

    /** FABS: clears the sign, of NaNs too. */
    public static void fabs(Vcpu cpu, Instruction instruction) {
        FpuState fpu = enterUnary(cpu, instruction);
        if (fpu != null) {
            fpu.signExponents[fpu.top] &= Extended.EXPONENT;
            fpu.fsw &= ~FpuState.C1;
        }
    }

    /** FSCALE: ST(0) times two to the power of ST(1). */
    public static void fscale(Vcpu cpu, Instruction instruction) {
        FpuState fpu = enterBinary(cpu, instruction);
        if (fpu != null) {
            int top = fpu.top;
            int other = Completion.register(fpu, 1);
            long result = Scaling.scale(
                    fpu,
                    fpu.signExponents[top],
                    fpu.significands[top],
                    fpu.signExponents[other],
                    fpu.significands[other]);
            Completion.store(cpu, fpu, top, result);
        }
    }

    /** FPREM: partial remainder with a quotient rounded toward zero. */
    public static void fprem(Vcpu cpu, Instruction instruction) {
        remainder(cpu, instruction, false);
    }

    /** FPREM1: partial remainder with a quotient rounded to nearest. */
    public static void fprem1(Vcpu cpu, Instruction instruction) {
        remainder(cpu, instruction, true);
    }

    private static void remainder(Vcpu cpu, Instruction instruction, boolean nearest) {
        FpuState fpu = enterBinary(cpu, instruction);
        cpu.fpu.fsw &= ~FpuState.C2;
        if (fpu != null) {
            int top = fpu.top;
            int other = Completion.register(fpu, 1);
            int aSe = fpu.signExponents[top];
            int bSe = fpu.signExponents[other];
            long a = fpu.significands[top];
            long b = fpu.significands[other];
            long result = Remainder.remainder(fpu, aSe, a, bSe, b, nearest);
            boolean isNan = Extended.isNan(fpu.resultSignExponent, result);
            if (!isNan && Completion.mayStore(fpu)) {
                fpu.fsw &= ~(FpuState.C0 | FpuState.C3);
            }
            Completion.store(cpu, fpu, top, result);
        }
    }

    /** FXTRACT: replaces ST(0) by its exponent and pushes its significand. */
    public static void fxtract(Vcpu cpu, Instruction instruction) {
        FpuState fpu = Gate.enter(cpu);
        Gate.record(cpu, fpu, instruction);
        int top = fpu.top;
        int pushed = top - 1 & 7;
        if (Completion.isEmpty(fpu, top) || !Completion.isEmpty(fpu, pushed)) {
            Completion.replaceAndPushIndefinite(cpu, fpu);
            return;
        }
        int signExponent = fpu.signExponents[top];
        long significand = fpu.significands[top];
        fpu.raised = 0;
        long exponent = Scaling.exponent(fpu, signExponent, significand);
        if (Completion.store(cpu, fpu, top, exponent)) {
            long mantissa = Scaling.significand(fpu, signExponent, significand);
            Completion.place(fpu, mantissa);
        }
    }

    /** Enters an instruction on ST(0); null if it was empty and everything is done. */
    private static FpuState enterUnary(Vcpu cpu, Instruction instruction) {
        FpuState fpu = Gate.enter(cpu);
        Gate.record(cpu, fpu, instruction);
        if (Completion.isEmpty(fpu, fpu.top)) {
            Completion.underflow(cpu, fpu, fpu.top);
            return null;
        }
        fpu.raised = 0;
        return fpu;
    }

    /** Enters an instruction on ST(0) and ST(1) whose result goes to ST(0); null if one was empty and everything is done. */
    private static FpuState enterBinary(Vcpu cpu, Instruction instruction) {
        FpuState fpu = Gate.enter(cpu);
        Gate.record(cpu, fpu, instruction);
        if (Completion.isEmpty(fpu, fpu.top) || Completion.isEmpty(fpu, Completion.register(fpu, 1))) {
            Completion.underflow(cpu, fpu, fpu.top);
            return null;
        }
        fpu.raised = 0;
        return fpu;
    }
}
