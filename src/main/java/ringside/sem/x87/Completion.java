package ringside.sem.x87;

import static ringside.cpu.FpuState.C1;
import static ringside.cpu.FpuState.DE;
import static ringside.cpu.FpuState.ES;
import static ringside.cpu.FpuState.EXCEPTIONS;
import static ringside.cpu.FpuState.IE;
import static ringside.cpu.FpuState.SF;
import static ringside.cpu.FpuState.ZE;

import ringside.cpu.FpuState;
import ringside.cpu.Vcpu;

/**
 * What comes after an FPU instruction's own work: the exceptions in {@code FpuState.raised} go to the status word, and the
 * result goes to its register unless an unmasked exception forbids it. SDM Vol. 1, 8.4 to 8.6.
 */
final class Completion {
    /** Exceptions found before the operation: unmasked, they leave the operands as they are. */
    private static final int BEFORE = IE | DE | ZE;

    private Completion() {}

    /** Returns the physical number of ST({@code index}). */
    static int register(FpuState fpu, int index) {
        return fpu.top + index & 7;
    }

    static boolean isEmpty(FpuState fpu, int register) {
        return (fpu.occupied >>> register & 1) == 0;
    }

    /** Flags what was raised; returns whether the instruction may store its result and pop. */
    static boolean commit(Vcpu cpu, FpuState fpu) {
        int raised = fpu.raised;
        if ((raised & ~fpu.fcw & EXCEPTIONS) == 0) {
            fpu.fsw = fpu.fsw & ~C1 | raised;
            return true;
        }
        return commitUnmasked(cpu, fpu);
    }

    /** Tells whether no unmasked exception holds off the result. */
    static boolean mayStore(FpuState fpu) {
        return (fpu.raised & ~fpu.fcw & BEFORE) == 0;
    }

    private static boolean commitUnmasked(Vcpu cpu, FpuState fpu) {
        int raised = fpu.raised;
        boolean stores = mayStore(fpu);
        // Held off, the operation raises nothing later, and C1 has a meaning only with SF (whose place is three below).
        fpu.fsw = fpu.fsw & ~C1 | (stores ? raised : raised & (BEFORE | SF | (raised & SF) << 3));
        signal(cpu, fpu);
        return stores;
    }

    /** Writes a result whose significand is given to an occupied register; returns whether it could be stored. */
    static boolean store(Vcpu cpu, FpuState fpu, int register, long significand) {
        if (!commit(cpu, fpu)) {
            return false;
        }
        fpu.significands[register] = significand;
        fpu.signExponents[register] = fpu.resultSignExponent;
        return true;
    }

    /** Pushes a loaded value, with at most a denormal or an SNaN raised; a stack overflow overrides it. */
    static void push(Vcpu cpu, FpuState fpu, long significand) {
        if (isEmpty(fpu, fpu.top - 1 & 7)) {
            pushAnyway(cpu, fpu, significand);
        } else {
            pushAnyway(cpu, fpu, overflow(fpu));
        }
    }

    /** Pushes a value without looking at the register that receives it. Unmasked, DE does not hold off a load. */
    static void pushAnyway(Vcpu cpu, FpuState fpu, long significand) {
        if (commit(cpu, fpu) || (fpu.raised & IE) == 0) {
            place(fpu, significand);
        }
    }

    /** Pops the register stack. */
    static void pop(FpuState fpu) {
        fpu.occupied &= ~(1 << fpu.top);
        fpu.top = fpu.top + 1 & 7;
    }

    /** Raises a stack overflow and returns the masked response. */
    static long overflow(FpuState fpu) {
        fpu.raised = IE | SF | C1;
        return Extended.result(fpu, Extended.INDEFINITE_SIGN_EXPONENT, Extended.INDEFINITE);
    }

    /** Raises a stack underflow and returns the masked response. */
    static long underflow(FpuState fpu) {
        fpu.raised = IE | SF;
        return Extended.result(fpu, Extended.INDEFINITE_SIGN_EXPONENT, Extended.INDEFINITE);
    }

    /** Ends an instruction whose operand was empty and whose result goes to {@code register}. */
    static boolean underflow(Vcpu cpu, FpuState fpu, int register) {
        if (!store(cpu, fpu, register, underflow(fpu))) {
            return false;
        }
        fpu.occupied |= 1 << register;
        return true;
    }

    /** Pushes a result that nothing can hold off any more. */
    static void place(FpuState fpu, long significand) {
        int register = fpu.top - 1 & 7;
        fpu.top = register;
        fpu.occupied |= 1 << register;
        fpu.significands[register] = significand;
        fpu.signExponents[register] = fpu.resultSignExponent;
    }

    /**
     * Ends an instruction with two results that found ST(0) empty or no room for the second result: both results are
     * indefinite.
     */
    static void replaceAndPushIndefinite(Vcpu cpu, FpuState fpu) {
        int top = fpu.top;
        long indefinite = isEmpty(fpu, top) ? underflow(fpu) : overflow(fpu);
        if (store(cpu, fpu, top, indefinite)) {
            fpu.occupied |= 1 << top;
            place(fpu, indefinite);
        }
    }

    /** Sets ES after an unmasked exception and drives FERR# unless exceptions are reported as #MF. */
    static void signal(Vcpu cpu, FpuState fpu) {
        if ((fpu.fsw & ES) == 0) {
            cpu.ignne = false;
        }
        fpu.fsw |= ES;
        if ((cpu.cr0 & Gate.CR0_NE) == 0) {
            cpu.ferr.set(true);
            cpu.deviceAccess = true;
        }
    }

    /** Brings ES and FERR# in line after control or status word were loaded or cleared. */
    static void summarize(Vcpu cpu, FpuState fpu) {
        fpu.summarize();
        if ((fpu.fsw & ES) != 0) {
            signal(cpu, fpu);
        } else {
            cpu.ferr.set(false);
            cpu.ignne = false;
        }
    }
}
