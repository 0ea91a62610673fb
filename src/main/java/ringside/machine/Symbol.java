package ringside.machine;

/**
 * A name for an address of a guest image.
 *
 * @param name as the image has it
 * @param address linear address, 0 to FFFFFFFFh
 * @param size in bytes, 0 if unknown
 * @param function whether it is known to be where a function begins
 */
public record Symbol(String name, long address, long size, boolean function) {
    /** Makes a name of something. */
    public Symbol(String name, long address, long size) {
        this(name, address, size, false);
    }
}
