package ringside.cpu;

/**
 * Hears of what the CPU does besides plain computing, for debuggers. Called in the midst of an instruction or a delivery,
 * with EIP at it: an observer takes notes, asks for a stop at the next boundary by {@link Vcpu#stopAtBoundary}, and touches
 * nothing of the guest. All calls come from paths that are slow anyway.
 */
public interface CpuObserver {
    /**
     * A fault or trap was raised and is about to be delivered.
     *
     * @param errorCode what is pushed, meaningful if {@code hasErrorCode}
     * @param address linear address of a page fault, else 0
     */
    void exception(int vector, boolean hasErrorCode, int errorCode, int address);

    /** An interrupt is delivered: INT n if {@code software}, else NMI or a hardware interrupt. */
    void interrupt(int vector, boolean software);

    /** The CPU acknowledged a hardware interrupt and got {@code vector}. */
    void acknowledged(int vector);

    /** The program reads {@code value} from a port, or writes it; {@code size} in bytes. */
    void port(int port, int size, int value, boolean write);

    /** The program loaded control register {@code number}, or a task switch did. */
    void controlRegister(int number, int old, int value);

    /** The program read or wrote a model-specific register; {@code old} is what was in it, 0 if it cannot be read. */
    void msr(int index, long old, long value, boolean write);

    /**
     * The monitor under the guest has been entered, or changed a shadow structure.
     *
     * @param event {@code vmexit}, {@code shadow.fill}, {@code shadow.desync} or {@code trace}
     * @param reason why it was entered, or an empty text
     * @param what what it did, in words
     * @param address the linear address that it was about, else 0
     */
    default void monitor(String event, String reason, String what, int address) {}

    /** Mode, privilege level or width of code may have changed. */
    void modeMayHaveChanged();
}
