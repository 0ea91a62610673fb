package ringside.sem.x87;

import static ringside.cpu.FpuState.IE;
import static ringside.cpu.FpuState.SF;

import ringside.cpu.FpuState;
import ringside.cpu.Vcpu;
import ringside.isa.Instruction;
import ringside.sem.EffectiveAddress;

/** Moves between memory and the register stack, conversions included: FLD, FST, FILD, FIST, FBLD, FBSTP, FXCH. */
public final class LoadStore {
    private static final int SINGLE_INDEFINITE = 0xFFC0_0000;
    private static final long DOUBLE_INDEFINITE = 0xFFF8_0000_0000_0000L;
    private static final long DECIMAL_INDEFINITE = 0xC000_0000_0000_0000L;
    private static final int DECIMAL_INDEFINITE_TOP = 0xFFFF;

    private LoadStore() {}

    /** FLD of a single, double, extended or register. */
    public static void fld(Vcpu cpu, Instruction instruction) {
        FpuState fpu = Gate.enter(cpu);
        if (!instruction.memory) {
            loadRegister(cpu, fpu, instruction);
            return;
        }
        int segment = instruction.segment;
        int offset = EffectiveAddress.offset(cpu, instruction);
        fpu.raised = 0;
        long significand;
        if (instruction.width == 80) {
            significand = cpu.mmu.read64(segment, offset);
            fpu.resultSignExponent = cpu.mmu.read16(segment, offset + 8);
        } else {
            significand = instruction.width == 64
                    ? RealConversion.fromDouble(fpu, cpu.mmu.read64(segment, offset))
                    : RealConversion.fromSingle(fpu, cpu.mmu.read32(segment, offset));
            if (Extended.isSignaling(fpu.resultSignExponent, significand)) {
                fpu.raised = IE;
                significand |= Extended.QUIET_BIT;
            }
        }
        Gate.record(cpu, fpu, instruction, offset);
        Completion.push(cpu, fpu, significand);
    }

    private static void loadRegister(Vcpu cpu, FpuState fpu, Instruction instruction) {
        Gate.record(cpu, fpu, instruction);
        int register = Completion.register(fpu, instruction.rm);
        if (Completion.isEmpty(fpu, register)) {
            Completion.pushAnyway(cpu, fpu, Completion.underflow(fpu));
            return;
        }
        fpu.raised = 0;
        fpu.resultSignExponent = fpu.signExponents[register];
        Completion.push(cpu, fpu, fpu.significands[register]);
    }

    /** FST to a single, double or register. */
    public static void fst(Vcpu cpu, Instruction instruction) {
        store(cpu, instruction);
    }

    /** FSTP to a single, double, extended or register. */
    public static void fstp(Vcpu cpu, Instruction instruction) {
        if (store(cpu, instruction)) {
            Completion.pop(cpu.fpu);
        }
    }

    private static boolean store(Vcpu cpu, Instruction instruction) {
        FpuState fpu = Gate.enter(cpu);
        int top = fpu.top;
        if (!instruction.memory) {
            Gate.record(cpu, fpu, instruction);
            if (instruction.opcode == 0xD9 && Completion.isEmpty(fpu, top)) {
                // The alias D9 D8+i ("FSTPNCE") just pops an empty register.
                fpu.fsw &= ~FpuState.C1;
                return true;
            }
            return storeRegister(cpu, fpu, top, Completion.register(fpu, instruction.rm));
        }
        int offset = EffectiveAddress.offset(cpu, instruction);
        int signExponent = fpu.signExponents[top];
        long significand = fpu.significands[top];
        fpu.raised = 0;
        boolean empty = Completion.isEmpty(fpu, top);
        if (empty) {
            significand = Completion.underflow(fpu);
            signExponent = fpu.resultSignExponent;
        }
        switch (instruction.width) {
            case 32 -> {
                int single = empty ? SINGLE_INDEFINITE : RealConversion.toSingle(fpu, signExponent, significand);
                if (mayWrite(fpu)) {
                    cpu.mmu.write32(instruction.segment, offset, single);
                }
            }
            case 64 -> {
                long real = empty ? DOUBLE_INDEFINITE : RealConversion.toDouble(fpu, signExponent, significand);
                if (mayWrite(fpu)) {
                    cpu.mmu.write64(instruction.segment, offset, real);
                }
            }
            default -> writeTenBytes(cpu, fpu, instruction, offset, significand, signExponent);
        }
        Gate.record(cpu, fpu, instruction, offset);
        return commitStore(cpu, fpu);
    }

    /** Tells whether a store to memory takes place: not if any exception but PE is raised and unmasked. */
    private static boolean mayWrite(FpuState fpu) {
        return (fpu.raised & ~fpu.fcw & (FpuState.EXCEPTIONS & ~FpuState.PE)) == 0;
    }

    private static boolean commitStore(Vcpu cpu, FpuState fpu) {
        boolean stored = mayWrite(fpu);
        Completion.commit(cpu, fpu);
        return stored;
    }

    private static void writeTenBytes(Vcpu cpu, FpuState fpu, Instruction instruction, int offset, long low, int high) {
        if (mayWrite(fpu)) {
            int linear = cpu.mmu.linear(instruction.segment, offset, 10, true);
            cpu.mmu.probe(linear, 10, true, cpu.cpl == 3);
            cpu.mmu.write64(instruction.segment, offset, low);
            cpu.mmu.write16(instruction.segment, offset + 8, high);
        }
    }

    private static boolean storeRegister(Vcpu cpu, FpuState fpu, int top, int destination) {
        if (Completion.isEmpty(fpu, top)) {
            return Completion.underflow(cpu, fpu, destination);
        }
        fpu.significands[destination] = fpu.significands[top];
        fpu.signExponents[destination] = fpu.signExponents[top];
        fpu.occupied |= 1 << destination;
        fpu.fsw &= ~FpuState.C1;
        return true;
    }

    /** FILD of a 16-, 32- or 64-bit integer. */
    public static void fild(Vcpu cpu, Instruction instruction) {
        FpuState fpu = Gate.enter(cpu);
        int offset = EffectiveAddress.offset(cpu, instruction);
        long value =
                switch (instruction.width) {
                    case 16 -> (short) cpu.mmu.read16(instruction.segment, offset);
                    case 32 -> cpu.mmu.read32(instruction.segment, offset);
                    default -> cpu.mmu.read64(instruction.segment, offset);
                };
        Gate.record(cpu, fpu, instruction, offset);
        fpu.raised = 0;
        Completion.push(cpu, fpu, IntegerConversion.fromLong(fpu, value));
    }

    /** FIST to a 16- or 32-bit integer. */
    public static void fist(Vcpu cpu, Instruction instruction) {
        storeInteger(cpu, instruction);
    }

    /** FISTP to a 16-, 32- or 64-bit integer. */
    public static void fistp(Vcpu cpu, Instruction instruction) {
        if (storeInteger(cpu, instruction)) {
            Completion.pop(cpu.fpu);
        }
    }

    private static boolean storeInteger(Vcpu cpu, Instruction instruction) {
        FpuState fpu = Gate.enter(cpu);
        int top = fpu.top;
        int offset = EffectiveAddress.offset(cpu, instruction);
        int width = instruction.width;
        long value;
        if (Completion.isEmpty(fpu, top)) {
            fpu.raised = IE | SF;
            value = -1L << width - 1;
        } else {
            fpu.raised = 0;
            value = IntegerConversion.toInteger(fpu, fpu.signExponents[top], fpu.significands[top], width);
        }
        if (mayWrite(fpu)) {
            switch (width) {
                case 16 -> cpu.mmu.write16(instruction.segment, offset, (int) value);
                case 32 -> cpu.mmu.write32(instruction.segment, offset, (int) value);
                default -> cpu.mmu.write64(instruction.segment, offset, value);
            }
        }
        Gate.record(cpu, fpu, instruction, offset);
        return commitStore(cpu, fpu);
    }

    /** FBLD of 18 packed decimal digits and a sign. */
    public static void fbld(Vcpu cpu, Instruction instruction) {
        FpuState fpu = Gate.enter(cpu);
        int offset = EffectiveAddress.offset(cpu, instruction);
        long digits = cpu.mmu.read64(instruction.segment, offset);
        int top = cpu.mmu.read16(instruction.segment, offset + 8);
        Gate.record(cpu, fpu, instruction, offset);
        fpu.raised = 0;
        long significand = IntegerConversion.fromPacked(fpu, digits, top & 0xFF);
        fpu.resultSignExponent |= top & Extended.SIGN;
        Completion.push(cpu, fpu, significand);
    }

    /** FBSTP to 18 packed decimal digits and a sign. */
    public static void fbstp(Vcpu cpu, Instruction instruction) {
        FpuState fpu = Gate.enter(cpu);
        int top = fpu.top;
        int offset = EffectiveAddress.offset(cpu, instruction);
        long magnitude = 0;
        if (Completion.isEmpty(fpu, top)) {
            fpu.raised = IE | SF;
        } else {
            fpu.raised = 0;
            magnitude = IntegerConversion.toDecimal(fpu, fpu.signExponents[top], fpu.significands[top]);
        }
        if ((fpu.raised & IE) != 0) {
            writeTenBytes(cpu, fpu, instruction, offset, DECIMAL_INDEFINITE, DECIMAL_INDEFINITE_TOP);
        } else {
            int high = (int) IntegerConversion.toPacked(magnitude / IntegerConversion.SIXTEEN_DIGITS)
                    | fpu.signExponents[top] & Extended.SIGN;
            writeTenBytes(cpu, fpu, instruction, offset, IntegerConversion.toPacked(magnitude), high);
        }
        Gate.record(cpu, fpu, instruction, offset);
        if (commitStore(cpu, fpu)) {
            Completion.pop(fpu);
        }
    }

    /** FXCH: exchanges ST(0) with ST(i); an empty register counts as the indefinite. */
    public static void fxch(Vcpu cpu, Instruction instruction) {
        FpuState fpu = Gate.enter(cpu);
        Gate.record(cpu, fpu, instruction);
        int top = fpu.top;
        int other = Completion.register(fpu, instruction.rm);
        if (Completion.isEmpty(fpu, top) || Completion.isEmpty(fpu, other)) {
            exchangeWithEmpty(cpu, fpu, top, other);
            return;
        }
        exchange(fpu, top, other);
        fpu.fsw &= ~FpuState.C1;
    }

    private static void exchange(FpuState fpu, int top, int other) {
        long significand = fpu.significands[top];
        int signExponent = fpu.signExponents[top];
        fpu.significands[top] = fpu.significands[other];
        fpu.signExponents[top] = fpu.signExponents[other];
        fpu.significands[other] = significand;
        fpu.signExponents[other] = signExponent;
    }

    private static void exchangeWithEmpty(Vcpu cpu, FpuState fpu, int top, int other) {
        long indefinite = Completion.underflow(fpu);
        if (!Completion.commit(cpu, fpu)) {
            return;
        }
        for (int register : new int[] {top, other}) {
            if (Completion.isEmpty(fpu, register)) {
                fpu.significands[register] = indefinite;
                fpu.signExponents[register] = fpu.resultSignExponent;
                fpu.occupied |= 1 << register;
            }
        }
        exchange(fpu, top, other);
    }
}
