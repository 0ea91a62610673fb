package ringside.isa;

/** Popek and Goldberg's view of an instruction on a plain IA-32 CPU; what a CPU model really does is found by running. */
public enum PrivilegeClass {
    /** Neither reads nor changes privileged state. */
    INNOCUOUS,
    /** Traps outside CPL 0. */
    PRIVILEGED,
    /** Traps by IOPL or the I/O permission bitmap. */
    IO_SENSITIVE,
    /** Reads or depends on privileged state without trapping: critical. */
    SENSITIVE
}
