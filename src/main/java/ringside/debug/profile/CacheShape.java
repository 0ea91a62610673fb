package ringside.debug.profile;

/**
 * The shape of a modelled data cache.
 *
 * @param bytes its size
 * @param line bytes of a line
 * @param ways lines of a set
 */
public record CacheShape(int bytes, int line, int ways) {
    /** What is modelled unless something else is asked for. */
    public static final CacheShape STANDARD = new CacheShape(32 << 10, 64, 8);

    private static final int MOST_BYTES = 64 << 20;

    /** Throws {@link IllegalArgumentException} with a sentence for the user if there can be no such cache. */
    public CacheShape {
        if (bytes < 1 || bytes > MOST_BYTES || line < 4 || line > 4096 || Integer.bitCount(line) != 1) {
            throw new IllegalArgumentException(
                    "a cache has at most 64M bytes, in lines of 4 to 4096 bytes, a power of two");
        }
        if (ways < 1
                || ways > 1024
                || bytes % ((long) line * ways) != 0
                || Integer.bitCount(bytes / line / ways) != 1) {
            throw new IllegalArgumentException("size / (line * ways) must be a power of two: the number of sets");
        }
    }

    /** Returns how many sets it has. */
    public int sets() {
        return bytes / line / ways;
    }
}
