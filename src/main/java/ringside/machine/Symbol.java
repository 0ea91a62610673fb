package ringside.machine;

/**
 * A name for an address of a guest image.
 *
 * @param name as the image has it
 * @param address linear address, 0 to FFFFFFFFh
 * @param size in bytes, 0 if unknown
 */
public record Symbol(String name, long address, long size) {}
