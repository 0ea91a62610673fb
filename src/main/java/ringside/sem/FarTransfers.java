package ringside.sem;

import ringside.cpu.FarReturn;
import ringside.cpu.FarTransfer;
import ringside.cpu.FastCall;
import ringside.cpu.Vcpu;
import ringside.isa.Instruction;

/** Far JMP, CALL and RET, SYSENTER and SYSEXIT. SDM Vol. 2, "CALL", "JMP", "RET", "SYSENTER", "SYSEXIT". */
public final class FarTransfers {
    private FarTransfers() {}

    /** JMP ptr16:16/32 and m16:16/32. */
    public static void jmp(Vcpu cpu, Instruction instruction) {
        FarPointer target = FarPointer.of(cpu, instruction);
        FarTransfer.jump(cpu, target.selector(), target.offset(), cpu.eip + instruction.length);
    }

    /** CALL ptr16:16/32 and m16:16/32. */
    public static void call(Vcpu cpu, Instruction instruction) {
        FarPointer target = FarPointer.of(cpu, instruction);
        int next = cpu.eip + instruction.length;
        FarTransfer.call(cpu, target.selector(), target.offset(), instruction.operandSize, next);
    }

    /** RET far, with or without parameters to release. */
    public static void ret(Vcpu cpu, Instruction instruction) {
        FarReturn.ret(cpu, instruction.operandSize, instruction.immediate & 0xFFFF);
    }

    /** SYSENTER. */
    public static void sysenter(Vcpu cpu, Instruction instruction) {
        FastCall.enter(cpu);
    }

    /** SYSEXIT. */
    public static void sysexit(Vcpu cpu, Instruction instruction) {
        FastCall.exit(cpu);
    }
}
