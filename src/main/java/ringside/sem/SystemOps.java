package ringside.sem;

import ringside.cpu.CpuidLeaves;
import ringside.cpu.FaultCause;
import ringside.cpu.GuestFault;
import ringside.cpu.Vcpu;
import ringside.isa.Instruction;

/** HLT, caches and TLB, counters, model-specific registers, CPUID. SDM Vol. 2. */
public final class SystemOps {
    private static final int EAX = 0;
    private static final int ECX = 1;
    private static final int EDX = 2;
    private static final int EBX = 3;
    private static final int CR4_TSD = 1 << 2;
    private static final int CR4_PCE = 1 << 8;
    private static final int COUNTERS = 2;

    private SystemOps() {}

    /** HLT. */
    public static void hlt(Vcpu cpu, Instruction instruction) {
        Privilege.requireCpl0(cpu);
        cpu.halted = true;
    }

    /** INVD and WBINVD: there are no caches, but the privilege is checked. */
    public static void invalidateCaches(Vcpu cpu, Instruction instruction) {
        Privilege.requireCpl0(cpu);
    }

    /** INVLPG. The address is not checked against the segment. */
    public static void invlpg(Vcpu cpu, Instruction instruction) {
        Privilege.requireCpl0(cpu);
        cpu.mmu.invalidatePage(cpu.segmentBase[instruction.segment] + EffectiveAddress.offset(cpu, instruction));
    }

    /** RDTSC: the time before this instruction retires. */
    public static void rdtsc(Vcpu cpu, Instruction instruction) {
        if ((cpu.cr4 & CR4_TSD) != 0) {
            Privilege.requireCpl0(cpu);
        }
        setEdxEax(cpu, cpu.time() + cpu.tscOffset);
    }

    /** RDPMC. */
    public static void rdpmc(Vcpu cpu, Instruction instruction) {
        if ((cpu.cr4 & CR4_PCE) == 0) {
            Privilege.requireCpl0(cpu);
        }
        int which = cpu.r32(ECX);
        if (which < 0 || which >= COUNTERS) {
            throw cpu.fault.gp(0).because(FaultCause.RESERVED_BITS, 0);
        }
        setEdxEax(cpu, cpu.msrs.performanceCounter(cpu, which));
    }

    /** RDMSR. */
    public static void rdmsr(Vcpu cpu, Instruction instruction) {
        Privilege.requireCpl0(cpu);
        long value = cpu.msrs.read(cpu, cpu.r32(ECX));
        setEdxEax(cpu, value);
        if (cpu.observer != null) {
            cpu.observer.msr(cpu.r32(ECX), value, value, false);
        }
    }

    /** WRMSR. */
    public static void wrmsr(Vcpu cpu, Instruction instruction) {
        Privilege.requireCpl0(cpu);
        int index = cpu.r32(ECX);
        long value = cpu.gpr[EDX] << 32 | cpu.gpr[EAX];
        long old = cpu.observer == null ? 0 : readable(cpu, index);
        cpu.msrs.write(cpu, index, value);
        if (cpu.observer != null) {
            cpu.observer.msr(index, old, value, true);
        }
    }

    private static long readable(Vcpu cpu, int index) {
        try {
            return cpu.msrs.read(cpu, index);
        } catch (GuestFault none) {
            return 0;
        }
    }

    /** CPUID. */
    public static void cpuid(Vcpu cpu, Instruction instruction) {
        CpuidLeaves.Answer answer = CpuidLeaves.of(cpu.model, cpu.r32(EAX));
        cpu.r32(EAX, answer.eax());
        cpu.r32(EBX, answer.ebx());
        cpu.r32(ECX, answer.ecx());
        cpu.r32(EDX, answer.edx());
    }

    /** RSM: there is no system management mode to come back from. */
    public static void rsm(Vcpu cpu, Instruction instruction) {
        throw cpu.fault.ud().because(FaultCause.UNDEFINED, 0);
    }

    private static void setEdxEax(Vcpu cpu, long value) {
        cpu.r32(EAX, (int) value);
        cpu.r32(EDX, (int) (value >>> 32));
    }
}
