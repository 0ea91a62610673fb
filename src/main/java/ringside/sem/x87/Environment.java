package ringside.sem.x87;

import ringside.cpu.FpuState;
import ringside.cpu.Mmu;
import ringside.cpu.Vcpu;
import ringside.isa.Instruction;
import ringside.sem.EffectiveAddress;

/**
 * FLDENV, FNSTENV, FRSTOR and FNSAVE: the environment in the four formats that operand size and mode select, and the
 * registers, ten bytes each from ST(0) on, behind it. SDM Vol. 1, figures 8-9 to 8-12.
 *
 * <pre>
 *            32-bit protected   32-bit real          16-bit protected   16-bit real
 *   word 0   FCW                FCW                  FCW                FCW
 *   word 1   FSW                FSW                  FSW                FSW
 *   word 2   FTW                FTW                  FTW                FTW
 *   word 3   FIP                FIP 15..0            FIP                FIP 15..0
 *   word 4   FOP, FCS           FIP 31..16 << 12,    FCS                FIP 19..16 << 12,
 *                               FOP                                     FOP
 *   word 5   FDP                FDP 15..0            FDP                FDP 15..0
 *   word 6   FDS                FDP 31..16 << 12     FDS                FDP 19..16 << 12
 * </pre>
 *
 * In the real formats FIP and FDP are linear addresses.
 */
public final class Environment {
    private static final int OPCODE = 0x7FF;

    /** Reserved upper halves of words in the 32-bit formats read as ones. */
    private static final int RESERVED = 0xFFFF_0000;

    private static final int REGISTER_BYTES = 80;

    private Environment() {}

    /** FNSTENV: stores the environment, then masks all exceptions. */
    public static void fnstenv(Vcpu cpu, Instruction instruction) {
        FpuState fpu = Gate.enterWithoutWait(cpu);
        int linear = writable(cpu, instruction, environmentBytes(instruction));
        storeEnvironment(cpu, fpu, instruction, linear);
        fpu.fcw |= FpuState.EXCEPTIONS;
        Completion.summarize(cpu, fpu);
    }

    /** FNSAVE: stores environment and registers, then initializes the FPU. */
    public static void fnsave(Vcpu cpu, Instruction instruction) {
        FpuState fpu = Gate.enterWithoutWait(cpu);
        int bytes = environmentBytes(instruction);
        int linear = writable(cpu, instruction, bytes + REGISTER_BYTES);
        storeEnvironment(cpu, fpu, instruction, linear);
        for (int i = 0; i < 8; i++) {
            int register = Completion.register(fpu, i);
            cpu.mmu.writeLinear64(linear + bytes + 10 * i, fpu.significands[register]);
            cpu.mmu.writeLinear16(linear + bytes + 10 * i + 8, fpu.signExponents[register]);
        }
        Control.initialize(cpu, fpu);
    }

    /** FLDENV. */
    public static void fldenv(Vcpu cpu, Instruction instruction) {
        FpuState fpu = Gate.enter(cpu);
        int linear = readable(cpu, instruction, environmentBytes(instruction));
        loadEnvironment(cpu, fpu, instruction, linear);
        Completion.summarize(cpu, fpu);
    }

    /** FRSTOR. */
    public static void frstor(Vcpu cpu, Instruction instruction) {
        FpuState fpu = Gate.enter(cpu);
        int bytes = environmentBytes(instruction);
        int linear = readable(cpu, instruction, bytes + REGISTER_BYTES);
        loadEnvironment(cpu, fpu, instruction, linear);
        for (int i = 0; i < 8; i++) {
            int register = Completion.register(fpu, i);
            fpu.significands[register] = cpu.mmu.readLinear64(linear + bytes + 10 * i);
            fpu.signExponents[register] = cpu.mmu.readLinear16(linear + bytes + 10 * i + 8);
        }
        Completion.summarize(cpu, fpu);
    }

    private static int environmentBytes(Instruction instruction) {
        return instruction.operandSize == 16 ? 14 : 28;
    }

    /** Raises whatever the accesses to come could raise, so that they leave nothing half done. */
    private static int writable(Vcpu cpu, Instruction instruction, int bytes) {
        return checked(cpu, instruction, bytes, true);
    }

    private static int readable(Vcpu cpu, Instruction instruction, int bytes) {
        return checked(cpu, instruction, bytes, false);
    }

    private static int checked(Vcpu cpu, Instruction instruction, int bytes, boolean write) {
        int offset = EffectiveAddress.offset(cpu, instruction);
        int linear = cpu.mmu.linear(instruction.segment, offset, bytes, write);
        cpu.mmu.probe(linear, bytes, write, cpu.cpl == 3);
        return linear;
    }

    private static boolean realFormat(Vcpu cpu) {
        return !cpu.protectedMode() || cpu.virtual8086();
    }

    private static void storeEnvironment(Vcpu cpu, FpuState fpu, Instruction instruction, int linear) {
        int fip = (int) fpu.fip;
        int fdp = (int) fpu.fdp;
        boolean wide = instruction.operandSize == 32;
        int third = fip;
        int fourth;
        int fifth = fdp;
        int sixth;
        if (realFormat(cpu)) {
            third = (fpu.fcs << 4) + fip;
            fifth = (fpu.fds << 4) + fdp;
            fourth = third >>> 16 << 12 | fpu.fop;
            sixth = fifth >>> 16 << 12;
        } else {
            fourth = wide ? fpu.fop << 16 | fpu.fcs : fpu.fcs;
            sixth = wide ? RESERVED | fpu.fds : fpu.fds;
        }
        if (wide && realFormat(cpu)) {
            third |= RESERVED;
            fifth |= RESERVED;
        }
        int[] words = {
            RESERVED | fpu.fcw, RESERVED | fpu.statusWord(), RESERVED | fpu.tagWord(), third, fourth, fifth, sixth
        };
        for (int i = 0; i < words.length; i++) {
            if (wide) {
                cpu.mmu.writeLinear32(linear + 4 * i, words[i]);
            } else {
                cpu.mmu.writeLinear16(linear + 2 * i, words[i]);
            }
        }
    }

    private static void loadEnvironment(Vcpu cpu, FpuState fpu, Instruction instruction, int linear) {
        boolean wide = instruction.operandSize == 32;
        Control.loadControlWord(fpu, word(cpu.mmu, linear, 0, wide));
        fpu.setStatusWord(word(cpu.mmu, linear, 1, wide));
        fpu.setTagWord(word(cpu.mmu, linear, 2, wide));
        int third = word(cpu.mmu, linear, 3, wide);
        int fourth = word(cpu.mmu, linear, 4, wide);
        int fifth = word(cpu.mmu, linear, 5, wide);
        int sixth = word(cpu.mmu, linear, 6, wide);
        if (realFormat(cpu)) {
            fpu.fop = fourth & OPCODE;
            fpu.fip = (third & 0xFFFF | (fourth >>> 12) << 16) & 0xFFFF_FFFFL;
            fpu.fdp = (fifth & 0xFFFF | (sixth >>> 12) << 16) & 0xFFFF_FFFFL;
            fpu.fcs = 0;
            fpu.fds = 0;
        } else {
            fpu.fop = wide ? fourth >>> 16 & OPCODE : 0;
            fpu.fip = third & 0xFFFF_FFFFL;
            fpu.fdp = fifth & 0xFFFF_FFFFL;
            fpu.fcs = fourth & 0xFFFF;
            fpu.fds = sixth & 0xFFFF;
        }
    }

    private static int word(Mmu mmu, int linear, int index, boolean wide) {
        return wide ? mmu.readLinear32(linear + 4 * index) : mmu.readLinear16(linear + 2 * index);
    }
}
