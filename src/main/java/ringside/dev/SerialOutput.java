package ringside.dev;

/** Where a device sends bytes that leave the machine. */
@FunctionalInterface
public interface SerialOutput {
    /** Takes one byte, 0 to 255. */
    void accept(int value);
}
