package ringside.sem.x87;

import ringside.cpu.FpuState;
import ringside.cpu.Vcpu;
import ringside.isa.Instruction;
import ringside.isa.SegmentRegister;

/** What comes before an FPU instruction's own work: availability, pending exceptions, and the instruction pointers. */
final class Gate {
    private static final int CR0_MP = 1 << 1;
    private static final int CR0_EM = 1 << 2;
    private static final int CR0_TS = 1 << 3;
    static final int CR0_NE = 1 << 5;

    private Gate() {}

    /** Enters a waiting instruction: #NM if the FPU is not available, then #MF if an exception is pending. */
    static FpuState enter(Vcpu cpu) {
        FpuState fpu = cpu.fpu;
        if ((cpu.cr0 & (CR0_EM | CR0_TS)) != 0) {
            throw cpu.fault.nm();
        }
        if ((fpu.fsw & FpuState.ES) != 0) {
            pending(cpu);
        }
        return fpu;
    }

    /** Enters an instruction that leaves pending exceptions alone (the FN forms, FXSAVE, FXRSTOR). */
    static FpuState enterWithoutWait(Vcpu cpu) {
        if ((cpu.cr0 & (CR0_EM | CR0_TS)) != 0) {
            throw cpu.fault.nm();
        }
        return cpu.fpu;
    }

    /** Enters FWAIT, which answers to TS only together with MP, and not to EM. SDM Vol. 3A, table 9-3. */
    static void enterWait(Vcpu cpu) {
        if ((cpu.cr0 & (CR0_MP | CR0_TS)) == (CR0_MP | CR0_TS)) {
            throw cpu.fault.nm();
        }
        if ((cpu.fpu.fsw & FpuState.ES) != 0) {
            pending(cpu);
        }
    }

    /**
     * Reports a pending exception: #MF, or with CR0.NE clear the FERR# pin. Unless the board holds IGNNE#, the processor then
     * waits before the instruction until an interrupt comes. SDM Vol. 3A, 2.5 (NE); Vol. 1, 8.7.2.
     */
    private static void pending(Vcpu cpu) {
        if ((cpu.cr0 & CR0_NE) != 0) {
            throw cpu.fault.mf();
        }
        if (!cpu.ignne) {
            cpu.ferr.set(true);
            throw cpu.fault.await();
        }
    }

    /** Records a non-control instruction without memory operand. SDM Vol. 1, 8.1.8 and 8.1.9. */
    static void record(Vcpu cpu, FpuState fpu, Instruction instruction) {
        fpu.fip = cpu.eip;
        fpu.fcs = cpu.selector[SegmentRegister.CS];
        fpu.fop = (instruction.opcode & 7) << 8 | instruction.modRm;
    }

    /** Records a non-control instruction whose memory operand stands at {@code offset}. */
    static void record(Vcpu cpu, FpuState fpu, Instruction instruction, int offset) {
        record(cpu, fpu, instruction);
        fpu.fdp = offset;
        fpu.fds = cpu.selector[instruction.segment];
    }
}
