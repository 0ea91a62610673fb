package ringside.debug.expr;

/**
 * A place in memory.
 *
 * @param space what {@link #value} counts
 * @param value the address, zero-extended from 32 bits for linear ones
 * @param selector the selector it was given with, or -1
 * @param offset the offset it was given with; meaningful with a selector
 */
public record Address(Space space, long value, int selector, int offset) {
    /** An address space. */
    public enum Space {
        LINEAR,
        PHYSICAL
    }

    /** Returns a linear address. */
    public static Address linear(int value) {
        return new Address(Space.LINEAR, value & 0xFFFF_FFFFL, -1, 0);
    }

    /** Returns a physical address. */
    public static Address physical(long value) {
        return new Address(Space.PHYSICAL, value, -1, 0);
    }

    /** Returns the linear address of {@code selector:offset} in a segment that starts at {@code base}. */
    public static Address segmented(int selector, int base, int offset) {
        return new Address(Space.LINEAR, (base + offset) & 0xFFFF_FFFFL, selector, offset);
    }

    /** Returns the address {@code distance} bytes further in the same space. */
    public Address plus(long distance) {
        if (space == Space.PHYSICAL) {
            return physical(value + distance);
        }
        long moved = (value + distance) & 0xFFFF_FFFFL;
        return new Address(space, moved, selector, selector < 0 ? 0 : offset + (int) distance);
    }

    public boolean isPhysical() {
        return space == Space.PHYSICAL;
    }

    /** Writes {@code l:00007c00}, {@code p:000b8000} or {@code 07c0:0000}. */
    @Override
    public String toString() {
        if (selector >= 0) {
            return (offset & 0xFFFF_0000) == 0
                    ? String.format("%04x:%04x", selector, offset)
                    : String.format("%04x:%08x", selector, offset);
        }
        return String.format("%c:%08x", isPhysical() ? 'p' : 'l', value);
    }
}
