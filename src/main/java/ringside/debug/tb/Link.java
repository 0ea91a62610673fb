package ringside.debug.tb;

/**
 * A way from one block to another that needs no look-up.
 *
 * @param from linear address of the block it leaves
 * @param to linear address of the block it enters
 * @param way {@code taken} or {@code fall}
 * @param inside whether both are in the same unit, so that it is a jump in its method
 * @param runs entries of the block it leaves: by the interpreter's count, or its unit's
 */
public record Link(int from, int to, String way, boolean inside, long runs) {}
