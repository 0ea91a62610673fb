package ringside.base;

/**
 * A fast 64-bit hash, equal on every host. It tells states apart that differ by accident; it is no protection against
 * somebody who wants two states to look equal.
 */
public final class Hash64 {
    private static final long K1 = 0x9E37_79B9_7F4A_7C15L;
    private static final long K2 = 0xC2B2_AE3D_27D4_EB4FL;

    private Hash64() {}

    /** Returns the hash of {@code length} bytes from {@code start}. */
    public static long of(byte[] bytes, int start, int length) {
        long a = K1 ^ length;
        long b = K2;
        long c = ~K1;
        long d = ~K2;
        int i = start;
        int end = start + length;
        // Four independent lanes keep the multiplier busy.
        for (; i + 32 <= end; i += 32) {
            a = step(a, LittleEndian.get64(bytes, i));
            b = step(b, LittleEndian.get64(bytes, i + 8));
            c = step(c, LittleEndian.get64(bytes, i + 16));
            d = step(d, LittleEndian.get64(bytes, i + 24));
        }
        long hash = combine(combine(combine(a, b), c), d);
        for (; i < end; i++) {
            hash = step(hash, bytes[i]);
        }
        return finish(hash);
    }

    /** Returns {@code hash} with {@code value} mixed in; the order of calls matters. */
    public static long combine(long hash, long value) {
        return finish(step(hash, value));
    }

    private static long step(long lane, long value) {
        return Long.rotateLeft((lane ^ value) * K1, 29);
    }

    private static long finish(long hash) {
        long h = (hash ^ hash >>> 32) * K2;
        return h ^ h >>> 29;
    }
}
