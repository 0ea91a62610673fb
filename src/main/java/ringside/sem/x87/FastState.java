package ringside.sem.x87;

import ringside.cpu.FpuState;
import ringside.cpu.Mmu;
import ringside.cpu.Vcpu;
import ringside.isa.Instruction;
import ringside.sem.EffectiveAddress;

/**
 * FXSAVE and FXRSTOR of a processor without SSE: the first 160 bytes of the 512-byte area; MXCSR and everything from
 * there on is reserved and neither read nor written. SDM Vol. 1, 10.5 and table 10-2.
 */
public final class FastState {
    private static final int AREA = 512;
    private static final int ALIGNMENT = 15;
    private static final int REGISTERS = 32;

    private FastState() {}

    /** FXSAVE. Pending exceptions stay pending. */
    public static void fxsave(Vcpu cpu, Instruction instruction) {
        FpuState fpu = Gate.enterWithoutWait(cpu);
        int linear = area(cpu, instruction, true);
        Mmu mmu = cpu.mmu;
        mmu.writeLinear16(linear, fpu.fcw);
        mmu.writeLinear16(linear + 2, fpu.statusWord());
        mmu.writeLinear16(linear + 4, fpu.occupied);
        mmu.writeLinear16(linear + 6, fpu.fop);
        mmu.writeLinear32(linear + 8, (int) fpu.fip);
        mmu.writeLinear32(linear + 12, fpu.fcs);
        mmu.writeLinear32(linear + 16, (int) fpu.fdp);
        mmu.writeLinear32(linear + 20, fpu.fds);
        for (int i = 0; i < 8; i++) {
            int register = Completion.register(fpu, i);
            mmu.writeLinear64(linear + REGISTERS + 16 * i, fpu.significands[register]);
            mmu.writeLinear64(linear + REGISTERS + 16 * i + 8, fpu.signExponents[register]);
        }
    }

    /** FXRSTOR. */
    public static void fxrstor(Vcpu cpu, Instruction instruction) {
        FpuState fpu = Gate.enterWithoutWait(cpu);
        int linear = area(cpu, instruction, false);
        Mmu mmu = cpu.mmu;
        Control.loadControlWord(fpu, mmu.readLinear16(linear));
        fpu.setStatusWord(mmu.readLinear16(linear + 2));
        fpu.occupied = mmu.readLinear8(linear + 4);
        fpu.fop = mmu.readLinear16(linear + 6) & 0x7FF;
        fpu.fip = mmu.readLinear32(linear + 8) & 0xFFFF_FFFFL;
        fpu.fcs = mmu.readLinear16(linear + 12);
        fpu.fdp = mmu.readLinear32(linear + 16) & 0xFFFF_FFFFL;
        fpu.fds = mmu.readLinear16(linear + 20);
        for (int i = 0; i < 8; i++) {
            int register = Completion.register(fpu, i);
            fpu.significands[register] = mmu.readLinear64(linear + REGISTERS + 16 * i);
            fpu.signExponents[register] = mmu.readLinear16(linear + REGISTERS + 16 * i + 8);
        }
        Completion.summarize(cpu, fpu);
    }

    /** Returns the linear address of the area once every access to it is known to succeed. */
    private static int area(Vcpu cpu, Instruction instruction, boolean write) {
        int offset = EffectiveAddress.offset(cpu, instruction);
        int linear = cpu.mmu.linear(instruction.segment, offset, AREA, write);
        if ((linear & ALIGNMENT) != 0) {
            throw cpu.fault.gp(0);
        }
        cpu.mmu.probe(linear, AREA, write, cpu.cpl == 3);
        return linear;
    }
}
