package ringside.sem.x87;

import static ringside.cpu.FpuState.C0;
import static ringside.cpu.FpuState.C1;
import static ringside.cpu.FpuState.C2;
import static ringside.cpu.FpuState.C3;
import static ringside.cpu.FpuState.IE;
import static ringside.cpu.FpuState.SF;

import ringside.cpu.Eflags;
import ringside.cpu.FpuState;
import ringside.cpu.LazyFlags;
import ringside.cpu.Vcpu;
import ringside.isa.Instruction;
import ringside.sem.EffectiveAddress;

/** FCOM, FUCOM, FICOM, FCOMI, FUCOMI and their popping forms, FTST and FXAM. */
public final class Comparisons {
    private static final int CLASS_EMPTY = C3 | C0;

    private Comparisons() {}

    /** FCOM with a single, double or register. */
    public static void fcom(Vcpu cpu, Instruction instruction) {
        ordered(cpu, instruction);
    }

    /** FCOMP with a single, double or register. */
    public static void fcomp(Vcpu cpu, Instruction instruction) {
        if (ordered(cpu, instruction)) {
            Completion.pop(cpu.fpu);
        }
    }

    private static boolean ordered(Vcpu cpu, Instruction instruction) {
        if (!instruction.memory) {
            return registers(cpu, instruction, instruction.rm, false);
        }
        FpuState fpu = Gate.enter(cpu);
        int offset = EffectiveAddress.offset(cpu, instruction);
        fpu.raised = 0;
        long significand = instruction.width == 64
                ? RealConversion.fromDouble(fpu, cpu.mmu.read64(instruction.segment, offset))
                : RealConversion.fromSingle(fpu, cpu.mmu.read32(instruction.segment, offset));
        Gate.record(cpu, fpu, instruction, offset);
        return withOperand(cpu, fpu, fpu.resultSignExponent, significand, false);
    }

    /** FCOMPP: compares ST(0) with ST(1) and pops both. */
    public static void fcompp(Vcpu cpu, Instruction instruction) {
        if (registers(cpu, instruction, 1, false)) {
            Completion.pop(cpu.fpu);
            Completion.pop(cpu.fpu);
        }
    }

    /** FUCOM: like FCOM, but a QNaN raises nothing. */
    public static void fucom(Vcpu cpu, Instruction instruction) {
        registers(cpu, instruction, instruction.rm, true);
    }

    /** FUCOMP. */
    public static void fucomp(Vcpu cpu, Instruction instruction) {
        if (registers(cpu, instruction, instruction.rm, true)) {
            Completion.pop(cpu.fpu);
        }
    }

    /** FUCOMPP. */
    public static void fucompp(Vcpu cpu, Instruction instruction) {
        if (registers(cpu, instruction, 1, true)) {
            Completion.pop(cpu.fpu);
            Completion.pop(cpu.fpu);
        }
    }

    /** FICOM with a 16- or 32-bit integer. */
    public static void ficom(Vcpu cpu, Instruction instruction) {
        integer(cpu, instruction);
    }

    /** FICOMP. */
    public static void ficomp(Vcpu cpu, Instruction instruction) {
        if (integer(cpu, instruction)) {
            Completion.pop(cpu.fpu);
        }
    }

    private static boolean integer(Vcpu cpu, Instruction instruction) {
        FpuState fpu = Gate.enter(cpu);
        int offset = EffectiveAddress.offset(cpu, instruction);
        long value = instruction.width == 16
                ? (short) cpu.mmu.read16(instruction.segment, offset)
                : cpu.mmu.read32(instruction.segment, offset);
        Gate.record(cpu, fpu, instruction, offset);
        fpu.raised = 0;
        long significand = IntegerConversion.fromLong(fpu, value);
        return withOperand(cpu, fpu, fpu.resultSignExponent, significand, false);
    }

    /** FTST: compares ST(0) with zero. */
    public static void ftst(Vcpu cpu, Instruction instruction) {
        FpuState fpu = Gate.enter(cpu);
        Gate.record(cpu, fpu, instruction);
        fpu.raised = 0;
        withOperand(cpu, fpu, 0, 0, false);
    }

    private static boolean registers(Vcpu cpu, Instruction instruction, int index, boolean quiet) {
        FpuState fpu = Gate.enter(cpu);
        Gate.record(cpu, fpu, instruction);
        int other = Completion.register(fpu, index);
        fpu.raised = 0;
        if (Completion.isEmpty(fpu, other)) {
            fpu.raised = IE | SF;
            return setConditions(cpu, fpu, Comparison.UNORDERED);
        }
        return withOperand(cpu, fpu, fpu.signExponents[other], fpu.significands[other], quiet);
    }

    private static boolean withOperand(Vcpu cpu, FpuState fpu, int operandSe, long operand, boolean quiet) {
        int top = fpu.top;
        int conditions = Comparison.UNORDERED;
        if (Completion.isEmpty(fpu, top)) {
            fpu.raised = IE | SF;
        } else {
            conditions =
                    Comparison.compare(fpu, fpu.signExponents[top], fpu.significands[top], operandSe, operand, quiet);
        }
        return setConditions(cpu, fpu, conditions);
    }

    private static boolean setConditions(Vcpu cpu, FpuState fpu, int conditions) {
        boolean completes = Completion.commit(cpu, fpu);
        fpu.fsw = fpu.fsw & ~(C0 | C1 | C2 | C3) | conditions;
        return completes;
    }

    /** FCOMI: compares ST(0) with ST(i) into ZF, PF and CF. */
    public static void fcomi(Vcpu cpu, Instruction instruction) {
        intoFlags(cpu, instruction, false);
    }

    /** FCOMIP. */
    public static void fcomip(Vcpu cpu, Instruction instruction) {
        if (intoFlags(cpu, instruction, false)) {
            Completion.pop(cpu.fpu);
        }
    }

    /** FUCOMI: like FCOMI, but a QNaN raises nothing. */
    public static void fucomi(Vcpu cpu, Instruction instruction) {
        intoFlags(cpu, instruction, true);
    }

    /** FUCOMIP. */
    public static void fucomip(Vcpu cpu, Instruction instruction) {
        if (intoFlags(cpu, instruction, true)) {
            Completion.pop(cpu.fpu);
        }
    }

    private static boolean intoFlags(Vcpu cpu, Instruction instruction, boolean quiet) {
        FpuState fpu = Gate.enter(cpu);
        Gate.record(cpu, fpu, instruction);
        int top = fpu.top;
        int other = Completion.register(fpu, instruction.rm);
        int conditions = Comparison.UNORDERED;
        fpu.raised = 0;
        if (Completion.isEmpty(fpu, top) || Completion.isEmpty(fpu, other)) {
            fpu.raised = IE | SF;
        } else {
            conditions = Comparison.compare(
                    fpu,
                    fpu.signExponents[top],
                    fpu.significands[top],
                    fpu.signExponents[other],
                    fpu.significands[other],
                    quiet);
        }
        // Unlike its elders, this family leaves C1 alone unless the stack underflows.
        int kept = (fpu.raised & SF) == 0 ? fpu.fsw & C1 : 0;
        boolean completes = Completion.commit(cpu, fpu);
        fpu.fsw |= kept;
        LazyFlags.load(cpu, flags(conditions));
        return completes;
    }

    /** C3, C2 and C0 become ZF, PF and CF; OF, SF and AF are cleared. */
    private static int flags(int conditions) {
        return ((conditions & C3) != 0 ? Eflags.ZF : 0)
                | ((conditions & C2) != 0 ? Eflags.PF : 0)
                | ((conditions & C0) != 0 ? Eflags.CF : 0);
    }

    /** FXAM: classifies ST(0), empty or not; C1 receives its sign. */
    public static void fxam(Vcpu cpu, Instruction instruction) {
        FpuState fpu = Gate.enter(cpu);
        Gate.record(cpu, fpu, instruction);
        int top = fpu.top;
        int signExponent = fpu.signExponents[top];
        int conditions =
                Completion.isEmpty(fpu, top) ? CLASS_EMPTY : Comparison.examine(signExponent, fpu.significands[top]);
        fpu.fsw = fpu.fsw & ~(C0 | C1 | C2 | C3) | conditions | ((signExponent & Extended.SIGN) != 0 ? C1 : 0);
    }
}
