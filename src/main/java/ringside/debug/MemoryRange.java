package ringside.debug;

import ringside.debug.expr.Address;

/**
 * Consecutive bytes of an address space.
 *
 * @param start the first
 * @param length how many, at least 1
 */
public record MemoryRange(Address start, long length) {
    /** Returns the address of the last byte. */
    public Address last() {
        return start.plus(length - 1);
    }
}
