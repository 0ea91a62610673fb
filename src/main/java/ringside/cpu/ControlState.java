package ringside.cpu;

/** Loads control registers with the checks of the CPU model. SDM Vol. 3A, 2.5; Vol. 2B, "MOV - Move to/from Control Registers". */
public final class ControlState {
    private static final int PE = 1;
    private static final int EM = 1 << 2;
    private static final int ET = 1 << 4;
    static final int NE = 1 << 5;
    private static final int NW = 1 << 29;
    private static final int CD = 1 << 30;
    private static final int PG = 1 << 31;

    private static final int PAE = 1 << 5;

    /** CR4 bits whose change loads the PDPTEs: PSE, PAE, PGE. */
    private static final int PAGING = 1 << 4 | PAE | 1 << 7;

    /** CR0 bits whose change loads the PDPTEs. */
    private static final int CACHING = CD | NW;

    private ControlState() {}

    /** Loads CR0; #GP(0) for combinations that do not exist. Reserved bits are ignored. */
    public static void loadCr0(Vcpu cpu, int value) {
        if ((value & PG) != 0 && (value & PE) == 0) {
            throw cpu.fault.gp(0).because(FaultCause.CR0_COMBINATION, 0);
        }
        if (cpu.model.generation() >= 4 && (value & NW) != 0 && (value & CD) == 0) {
            throw cpu.fault.gp(0).because(FaultCause.CR0_COMBINATION, 0);
        }
        int next = value & cpu.model.cr0Mask();
        if (cpu.model.generation() >= 4) {
            next |= ET;
        }
        if (!cpu.model.has(CpuFeature.FPU)) {
            next |= EM;
        }
        if ((next & PG) != 0 && ((next ^ cpu.cr0) & (PG | CACHING)) != 0 && (cpu.cr4 & PAE) != 0) {
            cpu.mmu.loadPageDirectoryPointers(cpu.cr3);
        }
        cpu.cr0 = next;
        cpu.mmu.modeChanged();
    }

    /** Loads CR3, which empties the TLB except for global pages. */
    public static void loadCr3(Vcpu cpu, int value) {
        preparePageTables(cpu, value);
        cpu.cr3 = value;
        cpu.mmu.flushTlb(true);
    }

    /** Loads CR4; #GP(0) if a bit is set that this CPU model does not have. */
    public static void loadCr4(Vcpu cpu, int value) {
        if ((value & ~cpu.model.cr4Mask()) != 0) {
            throw cpu.fault.gp(0).because(FaultCause.RESERVED_BITS, 0);
        }
        if ((cpu.cr0 & PG) != 0 && (value & PAE) != 0 && ((value ^ cpu.cr4) & PAGING) != 0) {
            cpu.mmu.loadPageDirectoryPointers(cpu.cr3);
        }
        cpu.cr4 = value;
        cpu.mmu.modeChanged();
    }

    /** Loads the PDPTEs that a value of CR3 names if PAE paging is on; #GP(0) before any change if they are not right. */
    static void preparePageTables(Vcpu cpu, int cr3) {
        if ((cpu.cr0 & PG) != 0 && (cpu.cr4 & PAE) != 0) {
            cpu.mmu.loadPageDirectoryPointers(cr3);
        }
    }
}
