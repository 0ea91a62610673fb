package ringside.cpu;

/** Model-specific registers that have state of their own. */
public final class Msrs {
    /** IA32_EFER, C000_0080h. */
    public long efer;

    /** IA32_SYSENTER_CS, 174h. */
    public int sysenterCs;

    /** IA32_SYSENTER_ESP, 175h. */
    public int sysenterEsp;

    /** IA32_SYSENTER_EIP, 176h. */
    public int sysenterEip;

    /** IA32_APIC_BASE, 1Bh. */
    public long apicBase = 0xFEE0_0900L;
}
