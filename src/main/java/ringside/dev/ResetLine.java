package ringside.dev;

/** How a device asks for a reset of the machine. */
@FunctionalInterface
public interface ResetLine {
    /** Asks for a reset; {@code why} is a sentence for the user. */
    void pulse(String why);
}
