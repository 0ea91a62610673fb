package ringside.isa.asm;

/**
 * What one source line became.
 *
 * @param address address of the first byte, origin included
 * @param bytes the bytes
 * @param line line number in the source, from 1
 */
public record ListingLine(int address, byte[] bytes, int line) {}
