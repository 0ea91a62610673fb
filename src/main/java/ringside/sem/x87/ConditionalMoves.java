package ringside.sem.x87;

import ringside.cpu.Eflags;
import ringside.cpu.FpuState;
import ringside.cpu.LazyFlags;
import ringside.cpu.Vcpu;
import ringside.isa.Instruction;

/** FCMOVcc: copies ST(i) to ST(0) if CF, ZF or PF say so. SDM Vol. 2A, "FCMOVcc". */
public final class ConditionalMoves {
    private ConditionalMoves() {}

    /** FCMOVB, FCMOVE, FCMOVBE and FCMOVU (DA), and their negations (DB): ModRM.reg selects the flags to test. */
    public static void fcmov(Vcpu cpu, Instruction instruction) {
        FpuState fpu = Gate.enter(cpu);
        Gate.record(cpu, fpu, instruction);
        int top = fpu.top;
        int other = Completion.register(fpu, instruction.rm);
        if (Completion.isEmpty(fpu, top) || Completion.isEmpty(fpu, other)) {
            Completion.underflow(cpu, fpu, top);
            return;
        }
        boolean anySet = (LazyFlags.materialize(cpu) & tested(instruction.reg)) != 0;
        boolean negated = (instruction.opcode & 1) != 0;
        if (anySet != negated) {
            fpu.significands[top] = fpu.significands[other];
            fpu.signExponents[top] = fpu.signExponents[other];
        }
    }

    private static int tested(int condition) {
        return switch (condition) {
            case 0 -> Eflags.CF;
            case 1 -> Eflags.ZF;
            case 2 -> Eflags.CF | Eflags.ZF;
            default -> Eflags.PF;
        };
    }
}
