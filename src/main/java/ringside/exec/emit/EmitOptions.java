package ringside.exec.emit;

/**
 * Which optimisations emitted code uses. Results are equal under all.
 *
 * @param flags whether status flags live in locals, so that the JVM drops those that nobody reads
 * @param fuse whether a comparison and the condition on it become one comparison
 * @param hostSlots how many of the eight general registers get a JVM local, 0 to 8; the others stay in the CPU
 */
public record EmitOptions(boolean flags, boolean fuse, int hostSlots) {
    /** Everything on. */
    public static final EmitOptions ALL = new EmitOptions(true, true, 8);
}
