package ringside.cpu;

import ringside.isa.SegmentRegister;

/** The state after power-up or RESET. SDM Vol. 3A, table 9-1. */
public final class Reset {
    private static final int CR0_EM = 1 << 2;
    private static final int CR0_ET = 1 << 4;
    private static final int CR0_CACHES_OFF = 0x6000_0000;

    private Reset() {}

    /** Puts a CPU into its power-on state; the counters of time go on, the TSC starts at 0. */
    public static void reset(Vcpu cpu) {
        for (int i = 0; i < 8; i++) {
            cpu.gpr[i] = 0;
            cpu.dr[i] = 0;
        }
        cpu.r32(2, cpu.model.signature());
        cpu.eflags(0);
        cpu.eip = 0xFFF0;
        for (int segment = 0; segment < SegmentRegister.COUNT; segment++) {
            cpu.selector[segment] = 0;
            cpu.segmentBase[segment] = 0;
            cpu.segmentLimit[segment] = 0xFFFF;
            cpu.segmentAccess[segment] = Descriptors.REAL_DATA;
        }
        cpu.selector[SegmentRegister.CS] = 0xF000;
        cpu.segmentBase[SegmentRegister.CS] = 0xFFFF_0000;
        cpu.segmentAccess[SegmentRegister.LDTR] = Descriptors.PRESENT | Descriptors.LDT << 8;
        cpu.segmentAccess[SegmentRegister.TR] = Descriptors.PRESENT | Descriptors.TSS32_BUSY << 8;
        cpu.gdtBase = 0;
        cpu.gdtLimit = 0xFFFF;
        cpu.idtBase = 0;
        cpu.idtLimit = 0xFFFF;
        cpu.cr0 = initialCr0(cpu.model);
        cpu.cr2 = 0;
        cpu.cr3 = 0;
        cpu.cr4 = 0;
        cpu.dr[6] = DebugEvents.DR6_FIXED;
        cpu.dr[7] = DebugEvents.DR7_FIXED;
        cpu.cpl = 0;
        cpu.msrs.reset();
        cpu.lastBranch.reset();
        cpu.fpu.reset();
        cpu.tscOffset = -cpu.time();
        cpu.halted = false;
        cpu.shutdown = false;
        cpu.nmiPending = false;
        cpu.nmiBlocked = false;
        cpu.shadowUntil = -1;
        cpu.shadowMovSs = false;
        cpu.pendingDebug = 0;
        cpu.stopRequest = null;
        cpu.faults.clear();
        cpu.mmu.flushTlb(false);
        cpu.mmu.modeChanged();
        cpu.mmu.cplChanged();
        cpu.mmu.debugRegistersChanged();
        for (int segment = 0; segment <= SegmentRegister.GS; segment++) {
            cpu.mmu.segmentLoaded(segment);
        }
    }

    private static int initialCr0(CpuModel model) {
        boolean fpu = model.has(CpuFeature.FPU);
        int cr0 = fpu || model.generation() >= 4 ? CR0_ET : 0;
        if (!fpu) {
            cr0 |= CR0_EM;
        }
        return model.generation() >= 4 ? cr0 | CR0_CACHES_OFF : cr0;
    }
}
