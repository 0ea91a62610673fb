package ringside.base;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A growing buffer that {@link Stateful} objects write their state into: little-endian, without field names, readable on
 * any host by {@link StateReader}. Reusable after {@link #clear}.
 */
public final class StateWriter {
    private byte[] buffer = new byte[1 << 10];
    private int size;

    /** Forgets everything written; keeps the space. */
    public void clear() {
        size = 0;
    }

    /** Returns the number of bytes written so far. */
    public int size() {
        return size;
    }

    /** Returns a copy of what has been written. */
    public byte[] toBytes() {
        return Arrays.copyOf(buffer, size);
    }

    /** Writes a truth value. */
    public void bool(boolean value) {
        int8(value ? 1 : 0);
    }

    /** Writes the low 8 bits. */
    public void int8(int value) {
        reserve(1);
        buffer[size++] = (byte) value;
    }

    /** Writes the low 16 bits. */
    public void int16(int value) {
        reserve(2);
        buffer[size++] = (byte) value;
        buffer[size++] = (byte) (value >>> 8);
    }

    /** Writes 32 bits. */
    public void int32(int value) {
        reserve(4);
        LittleEndian.set32(buffer, size, value);
        size += 4;
    }

    /** Writes 64 bits. */
    public void int64(long value) {
        reserve(8);
        LittleEndian.set64(buffer, size, value);
        size += 8;
    }

    /** Writes all elements; the length is not written. */
    public void ints(int[] values) {
        for (int value : values) {
            int32(value);
        }
    }

    /** Writes all elements; the length is not written. */
    public void longs(long[] values) {
        for (long value : values) {
            int64(value);
        }
    }

    /** Writes all elements; the length is not written. */
    public void bytes(byte[] values) {
        bytes(values, 0, values.length);
    }

    /** Writes {@code length} elements from {@code start}; the length is not written. */
    public void bytes(byte[] values, int start, int length) {
        reserve(length);
        System.arraycopy(values, start, buffer, size, length);
        size += length;
    }

    /** Writes a text and its length. */
    public void string(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        int32(utf8.length);
        bytes(utf8);
    }

    /** Writes the state of {@code part}. */
    public void part(Stateful part) {
        part.save(this);
    }

    /** Returns a 64-bit hash of what has been written. */
    public long hash() {
        return Hash64.of(buffer, 0, size);
    }

    private void reserve(int more) {
        if (buffer.length - size < more) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + more));
        }
    }
}
