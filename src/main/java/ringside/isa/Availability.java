package ringside.isa;

/** When an instruction entered the architecture: a generation, or a CPUID feature flag of its own. */
public enum Availability {
    I386,
    I486,
    /** CPUID itself: late 486 and later. */
    CPUID,
    I586,
    P6,
    FPU,
    TSC,
    MSR,
    CX8,
    CMOV,
    SEP,
    FXSR,
    RDPMC
}
