package ringside.bus;

/** What the CPU sees of the interrupt controller: the INTR pin and the acknowledge cycle. */
public interface InterruptController {
    /** Whether INTR is asserted now. */
    boolean asserted();

    /** Runs the acknowledge cycle and returns the vector, 0 to 255 (a spurious one if the request is gone). */
    int acknowledge();
}
