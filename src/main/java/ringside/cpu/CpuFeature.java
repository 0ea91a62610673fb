package ringside.cpu;

/** What a CPU model may have or lack, mostly flags of CPUID. SDM Vol. 2A, "CPUID". */
public enum CpuFeature {
    /** An x87 FPU on the chip; without it CR0.EM is stuck at 1. */
    FPU(Leaf.STANDARD_EDX, 0),
    /** Virtual-8086 mode extensions and protected-mode virtual interrupts. */
    VME(Leaf.STANDARD_EDX, 1),
    /** Debugging extensions: I/O breakpoints, DR4 and DR5 reserved. */
    DE(Leaf.STANDARD_EDX, 2),
    /** Pages of 4 MiB. */
    PSE(Leaf.STANDARD_EDX, 3),
    TSC(Leaf.STANDARD_EDX, 4),
    MSR(Leaf.STANDARD_EDX, 5),
    PAE(Leaf.STANDARD_EDX, 6),
    CX8(Leaf.STANDARD_EDX, 8),
    SEP(Leaf.STANDARD_EDX, 11),
    PGE(Leaf.STANDARD_EDX, 13),
    CMOV(Leaf.STANDARD_EDX, 15),
    /** Pages of 4 MiB beyond the first 4 GiB of physical memory. */
    PSE36(Leaf.STANDARD_EDX, 17),
    FXSR(Leaf.STANDARD_EDX, 24),
    UMIP(Leaf.STRUCTURED_ECX, 2),
    NX(Leaf.EXTENDED_EDX, 20),
    /** The CPUID instruction itself, and with it EFLAGS.ID. */
    CPUID(Leaf.NONE, 0),
    /** RDPMC and two performance counters of the P6 kind. */
    RDPMC(Leaf.NONE, 0);

    /** Where CPUID reports a feature. */
    enum Leaf {
        STANDARD_EDX,
        STRUCTURED_ECX,
        EXTENDED_EDX,
        NONE
    }

    final Leaf leaf;
    final int bit;

    CpuFeature(Leaf leaf, int bit) {
        this.leaf = leaf;
        this.bit = bit;
    }
}
