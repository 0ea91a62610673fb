package ringside.exec;

/** Why an engine gave control back. The CPU's state is exact at that point. */
public enum StopReason {
    /** The instruction count asked for, or the horizon, is reached. */
    LIMIT,
    /** HLT; only an interrupt goes on. */
    HALTED,
    /** Triple fault. */
    SHUTDOWN,
    /** The next instruction has a breakpoint. */
    BREAKPOINT,
    /** A device or a debugger asked for a stop at this boundary. */
    REQUESTED
}
