package ringside.sem.x87;

import ringside.cpu.FpuState;
import ringside.cpu.Vcpu;
import ringside.isa.Instruction;
import ringside.sem.EffectiveAddress;

/** FWAIT, control and status words, and the instructions that only move the stack pointer or a tag. */
public final class Control {
    /** Bits of the control word that can be written; bit 6 always reads as one. */
    private static final int CONTROL_BITS = 0x1F3F;

    private static final int CONTROL_ONE = 0x0040;

    private Control() {}

    /** FWAIT: reports a pending exception. */
    public static void fwait(Vcpu cpu, Instruction instruction) {
        Gate.enterWait(cpu);
    }

    /** FNOP, and the 8087's and 80287's FENI, FDISI and FSETPM, which do nothing since the 387. */
    public static void fnop(Vcpu cpu, Instruction instruction) {
        Gate.enter(cpu);
    }

    /** FNINIT. */
    public static void fninit(Vcpu cpu, Instruction instruction) {
        FpuState fpu = Gate.enterWithoutWait(cpu);
        initialize(cpu, fpu);
    }

    /** Gives the state its values after FNINIT, as FNSAVE does too. */
    static void initialize(Vcpu cpu, FpuState fpu) {
        fpu.initialize();
        Completion.summarize(cpu, fpu);
    }

    /** FNCLEX: clears the exception flags, SF, ES and B. */
    public static void fnclex(Vcpu cpu, Instruction instruction) {
        FpuState fpu = Gate.enterWithoutWait(cpu);
        fpu.fsw &= ~(FpuState.EXCEPTIONS | FpuState.SF);
        Completion.summarize(cpu, fpu);
    }

    /** FLDCW. */
    public static void fldcw(Vcpu cpu, Instruction instruction) {
        FpuState fpu = Gate.enter(cpu);
        int word = cpu.mmu.read16(instruction.segment, EffectiveAddress.offset(cpu, instruction));
        loadControlWord(fpu, word);
        Completion.summarize(cpu, fpu);
    }

    static void loadControlWord(FpuState fpu, int word) {
        fpu.fcw = word & CONTROL_BITS | CONTROL_ONE;
    }

    /** FNSTCW. */
    public static void fnstcw(Vcpu cpu, Instruction instruction) {
        FpuState fpu = Gate.enterWithoutWait(cpu);
        cpu.mmu.write16(instruction.segment, EffectiveAddress.offset(cpu, instruction), fpu.fcw);
    }

    /** FNSTSW to memory or AX. */
    public static void fnstsw(Vcpu cpu, Instruction instruction) {
        FpuState fpu = Gate.enterWithoutWait(cpu);
        if (instruction.memory) {
            cpu.mmu.write16(instruction.segment, EffectiveAddress.offset(cpu, instruction), fpu.statusWord());
        } else {
            cpu.r16(0, fpu.statusWord());
        }
    }

    /** FINCSTP: turns the stack by one without emptying a register. */
    public static void fincstp(Vcpu cpu, Instruction instruction) {
        FpuState fpu = Gate.enter(cpu);
        fpu.top = fpu.top + 1 & 7;
        fpu.fsw &= ~FpuState.C1;
    }

    /** FDECSTP: turns the stack back by one. */
    public static void fdecstp(Vcpu cpu, Instruction instruction) {
        FpuState fpu = Gate.enter(cpu);
        fpu.top = fpu.top - 1 & 7;
        fpu.fsw &= ~FpuState.C1;
    }

    /** FFREE: empties ST(i). */
    public static void ffree(Vcpu cpu, Instruction instruction) {
        FpuState fpu = Gate.enter(cpu);
        fpu.occupied &= ~(1 << Completion.register(fpu, instruction.rm));
        fpu.fsw &= ~FpuState.C1;
    }

    /** FFREEP: empties ST(i) and pops. */
    public static void ffreep(Vcpu cpu, Instruction instruction) {
        ffree(cpu, instruction);
        Completion.pop(cpu.fpu);
    }
}
