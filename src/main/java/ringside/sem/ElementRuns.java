package ringside.sem;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Runs of elements of 1, 2 or 4 bytes in plain memory, moved, filled and searched many at once with the outcome of one after
 * the other. Directions are steps: the size of an element, or that less than nothing.
 */
final class ElementRuns {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

    /** What is written element by element before it is doubled. */
    private static final int SEED_BYTES = 64;

    /** What a search looks at together; a multiple of every element's size. */
    private static final int BLOCK = 4 * Long.BYTES;

    private ElementRuns() {}

    /** Returns the element at {@code at}. */
    static int get(byte[] bytes, int at, int size) {
        return switch (size) {
            case 1 -> bytes[at] & 0xFF;
            case 2 -> (short) SHORT.get(bytes, at) & 0xFFFF;
            default -> (int) INT.get(bytes, at);
        };
    }

    private static void set(byte[] bytes, int at, int size, int value) {
        switch (size) {
            case 1 -> bytes[at] = (byte) value;
            case 2 -> SHORT.set(bytes, at, (short) value);
            default -> INT.set(bytes, at, value);
        }
    }

    /** Copies {@code count} elements. Where ranges overlap, an element may read what an earlier one has written. */
    static void copy(byte[] bytes, int from, int to, int count, int step) {
        int size = Math.abs(step);
        int length = count * size;
        int first = step > 0 ? 0 : size - length;
        int distance = to - from;
        boolean ordered = step > 0 ? distance > 0 && distance < length : distance < 0 && -distance < length;
        if (!ordered) {
            System.arraycopy(bytes, from + first, bytes, to + first, length);
        } else if (distance >= size) {
            repeat(bytes, from, distance, distance + length);
        } else {
            for (int i = 0; i < count; i++) {
                set(bytes, to + i * step, size, get(bytes, from + i * step, size));
            }
        }
    }

    /** Fills {@code count} elements from {@code start} up. */
    static void fill(byte[] bytes, int start, int count, int size, int value) {
        int length = count * size;
        if (size == 1 || value == (value & 0xFF) * 0x0101_0101) {
            Arrays.fill(bytes, start, start + length, (byte) value);
            return;
        }
        int seed = Math.min(length, SEED_BYTES);
        for (int i = 0; i < seed; i += size) {
            set(bytes, start + i, size, value);
        }
        repeat(bytes, start, seed, length);
    }

    /** Repeats the first {@code period} bytes until there are {@code length}. */
    private static void repeat(byte[] bytes, int start, int period, int length) {
        for (int done = period; done < length; done <<= 1) {
            System.arraycopy(bytes, start, bytes, start + done, Math.min(done, length - done));
        }
    }

    /** Returns how many of {@code limit} elements come before the first that is equal (or unequal) to {@code value}. */
    static int beforeElement(byte[] bytes, int at, int value, int limit, int step, boolean equal) {
        int size = Math.abs(step);
        int wanted = value & -1 >>> 32 - 8 * size;
        int done = 0;
        if (step > 0) {
            long pattern = (wanted & 0xFFFF_FFFFL) * ones(size);
            int lanes = Long.BYTES / size;
            done = unfound(bytes, at, pattern, limit * size / BLOCK, size, equal) * BLOCK / size;
            while (done + lanes <= limit) {
                long found = found((long) LONG.get(bytes, at + done * size) ^ pattern, size, equal);
                if (found != 0) {
                    return done + Long.numberOfTrailingZeros(found) / (8 * size);
                }
                done += lanes;
            }
        }
        while (done < limit && (get(bytes, at + done * step, size) == wanted) != equal) {
            done++;
        }
        return done;
    }

    /** Returns how many of {@code limit} pairs of elements come before the first of equals (or unequals). */
    static int beforePair(byte[] bytes, int left, int right, int limit, int step, boolean equal) {
        int size = Math.abs(step);
        if (step > 0 && !equal) {
            int length = limit * size;
            int unequal = Arrays.mismatch(bytes, left, left + length, bytes, right, right + length);
            return unequal < 0 ? limit : unequal / size;
        }
        int done = 0;
        while (done < limit
                && (get(bytes, left + done * step, size) == get(bytes, right + done * step, size)) != equal) {
            done++;
        }
        return done;
    }

    /** Returns how many of {@code limit} blocks come before the first with a lane that is {@code pattern}'s (or not). */
    private static int unfound(byte[] bytes, int at, long pattern, int limit, int size, boolean equal) {
        int done = 0;
        while (done < limit) {
            int block = at + done * BLOCK;
            long found = found((long) LONG.get(bytes, block) ^ pattern, size, equal)
                    | found((long) LONG.get(bytes, block + 8) ^ pattern, size, equal)
                    | found((long) LONG.get(bytes, block + 16) ^ pattern, size, equal)
                    | found((long) LONG.get(bytes, block + 24) ^ pattern, size, equal);
            if (found != 0) {
                break;
            }
            done++;
        }
        return done;
    }

    /** Returns bits of which the lowest lies in the first element that is zero (or not). */
    private static long found(long difference, int size, boolean zero) {
        return zero ? difference - ones(size) & ~difference & ones(size) << 8 * size - 1 : difference;
    }

    private static long ones(int size) {
        return switch (size) {
            case 1 -> 0x0101_0101_0101_0101L;
            case 2 -> 0x0001_0001_0001_0001L;
            default -> 0x0000_0001_0000_0001L;
        };
    }
}
