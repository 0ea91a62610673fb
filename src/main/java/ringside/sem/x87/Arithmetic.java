package ringside.sem.x87;

import ringside.cpu.FpuState;
import ringside.cpu.Vcpu;
import ringside.isa.Instruction;
import ringside.sem.EffectiveAddress;

/**
 * FADD, FMUL, FSUB, FSUBR, FDIV, FDIVR with their popping and integer forms, and the functions of one or two registers
 * that end in one rounding. In all six arithmetic opcodes ModRM.reg selects the operation, which is always ST(0) op
 * operand: the names of the reversed forms differ only where ST(i) is the destination. SDM Vol. 2D, tables.
 */
public final class Arithmetic {
    private Arithmetic() {}

    /** FADD and its five siblings on reals: D8 and DC. */
    public static void real(Vcpu cpu, Instruction instruction) {
        FpuState fpu = Gate.enter(cpu);
        if (instruction.memory) {
            memory(cpu, fpu, instruction);
        } else {
            Gate.record(cpu, fpu, instruction);
            int other = Completion.register(fpu, instruction.rm);
            registers(cpu, fpu, instruction, other, (instruction.opcode & 4) != 0 ? other : fpu.top);
        }
    }

    /** FADDP and its five siblings: DE with registers. */
    public static void pop(Vcpu cpu, Instruction instruction) {
        FpuState fpu = Gate.enter(cpu);
        Gate.record(cpu, fpu, instruction);
        int other = Completion.register(fpu, instruction.rm);
        if (registers(cpu, fpu, instruction, other, other)) {
            Completion.pop(fpu);
        }
    }

    /** FIADD and its five siblings: DA and DE with memory. */
    public static void integer(Vcpu cpu, Instruction instruction) {
        FpuState fpu = Gate.enter(cpu);
        int offset = EffectiveAddress.offset(cpu, instruction);
        long value = instruction.width == 16
                ? (short) cpu.mmu.read16(instruction.segment, offset)
                : cpu.mmu.read32(instruction.segment, offset);
        Gate.record(cpu, fpu, instruction, offset);
        fpu.raised = 0;
        long significand = IntegerConversion.fromLong(fpu, value);
        withOperand(cpu, fpu, instruction, fpu.resultSignExponent, significand);
    }

    private static void memory(Vcpu cpu, FpuState fpu, Instruction instruction) {
        int offset = EffectiveAddress.offset(cpu, instruction);
        fpu.raised = 0;
        long significand = instruction.width == 64
                ? RealConversion.fromDouble(fpu, cpu.mmu.read64(instruction.segment, offset))
                : RealConversion.fromSingle(fpu, cpu.mmu.read32(instruction.segment, offset));
        Gate.record(cpu, fpu, instruction, offset);
        withOperand(cpu, fpu, instruction, fpu.resultSignExponent, significand);
    }

    private static void withOperand(Vcpu cpu, FpuState fpu, Instruction instruction, int operandSe, long operand) {
        int top = fpu.top;
        if (Completion.isEmpty(fpu, top)) {
            Completion.underflow(cpu, fpu, top);
            return;
        }
        long result = operate(fpu, instruction.reg, fpu.signExponents[top], fpu.significands[top], operandSe, operand);
        Completion.store(cpu, fpu, top, result);
    }

    private static boolean registers(Vcpu cpu, FpuState fpu, Instruction instruction, int other, int destination) {
        int top = fpu.top;
        if (Completion.isEmpty(fpu, top) || Completion.isEmpty(fpu, other)) {
            return Completion.underflow(cpu, fpu, destination);
        }
        fpu.raised = 0;
        long result = operate(
                fpu,
                instruction.reg,
                fpu.signExponents[top],
                fpu.significands[top],
                fpu.signExponents[other],
                fpu.significands[other]);
        return Completion.store(cpu, fpu, destination, result);
    }

    /** Runs the operation that ModRM.reg selects; 2 and 3 are comparisons and do not come here. */
    private static long operate(FpuState fpu, int operation, int aSe, long a, int bSe, long b) {
        return switch (operation) {
            case 0 -> Addition.add(fpu, aSe, a, bSe, b);
            case 1 -> Multiplication.multiply(fpu, aSe, a, bSe, b);
            case 4 -> Addition.subtract(fpu, aSe, a, bSe, b);
            case 5 -> Addition.subtract(fpu, bSe, b, aSe, a);
            case 6 -> Division.divide(fpu, aSe, a, bSe, b);
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
