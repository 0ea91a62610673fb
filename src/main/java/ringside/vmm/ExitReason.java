package ringside.vmm;

/** Why the monitor was entered, by the names of KVM's trace points. */
public enum ExitReason {
    EXCEPTION_NMI,
    EXTERNAL_INTERRUPT,
    CPUID,
    HLT,
    INVLPG,
    RDTSC,
    RDPMC,
    CR_ACCESS,
    DR_ACCESS,
    IO_INSTRUCTION,
    MSR_READ,
    MSR_WRITE,
    GDTR_IDTR,
    LDTR_TR,
    WBINVD,
    TASK_SWITCH,
    /** CLI, STI, POPF, PUSHF, IRET: the interrupt flag. */
    INTERRUPT_FLAG,
    SYSENTER,
    /** A segment load or far transfer that the shadow tables do not allow. */
    SEGMENT_LOAD,
    /** An access beyond a limit that only the monitor shortened. */
    SEGMENT_LIMIT,
    /** INT n or INT3: the guest's own call of itself. */
    SOFTWARE_INTERRUPT,
    /** A page fault that the guest would have had too. */
    TRUE_PAGE_FAULT,
    /** A page fault for the shadow's sake only. */
    HIDDEN_PAGE_FAULT,
    /** A write to a table of the guest that the monitor shadows. */
    TRACE_FAULT,
    /** A write that only CR0.WP = 0 allows. */
    WRITE_PROTECT,
    /** An access where no memory is. */
    MMIO,
    /** An access to the monitor's part of the address space. */
    MONITOR_REGION,
    /** A patched instruction. */
    PATCH,
    /** An instruction of translated code that the monitor carries out. */
    CALLOUT,
    /** The end of translated code that is not linked to what comes next. */
    CONTINUATION,
    /** The guest was in a mode in which it cannot run on the machine. */
    MODE;

    /** Whether the guest's instruction only trapped for the monitor's sake, so that it had better not be executed directly. */
    boolean isOfMonitor() {
        return switch (this) {
            case TRACE_FAULT, WRITE_PROTECT, MMIO, MONITOR_REGION, SEGMENT_LIMIT, SEGMENT_LOAD -> true;
            default -> false;
        };
    }
}
