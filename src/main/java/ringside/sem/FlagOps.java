package ringside.sem;

import ringside.cpu.Eflags;
import ringside.cpu.LazyFlags;
import ringside.cpu.Vcpu;
import ringside.isa.Instruction;

/** Instructions on single flags. SDM Vol. 1, 7.3.14. */
public final class FlagOps {
    private static final int AH = 4;
    private static final int AL = 0;
    private static final int LOW = Eflags.SF | Eflags.ZF | Eflags.AF | Eflags.PF | Eflags.CF;

    private FlagOps() {}

    /** CF = 0. */
    public static void clc(Vcpu cpu, Instruction instruction) {
        LazyFlags.setCf(cpu, 0);
    }

    /** CF = 1. */
    public static void stc(Vcpu cpu, Instruction instruction) {
        LazyFlags.setCf(cpu, 1);
    }

    /** Inverts CF. */
    public static void cmc(Vcpu cpu, Instruction instruction) {
        LazyFlags.setCf(cpu, LazyFlags.cf(cpu) ^ 1);
    }

    /** DF = 0. */
    public static void cld(Vcpu cpu, Instruction instruction) {
        cpu.systemFlags &= ~Eflags.DF;
    }

    /** DF = 1. */
    public static void std(Vcpu cpu, Instruction instruction) {
        cpu.systemFlags |= Eflags.DF;
    }

    /** AH = SF ZF 0 AF 0 PF 1 CF. */
    public static void lahf(Vcpu cpu, Instruction instruction) {
        cpu.r8(AH, LazyFlags.materialize(cpu) & LOW | Eflags.RESERVED_ONE);
    }

    /** SF ZF AF PF CF from AH; OF is kept. */
    public static void sahf(Vcpu cpu, Instruction instruction) {
        LazyFlags.load(cpu, cpu.r8(AH) & LOW | LazyFlags.of(cpu) << 11);
    }

    /** AL = 0 or FFh by CF. Documented by others than the manual. */
    public static void salc(Vcpu cpu, Instruction instruction) {
        cpu.r8(AL, -LazyFlags.cf(cpu));
    }
}
