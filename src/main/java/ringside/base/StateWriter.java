package ringside.base;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Collects state as little-endian bytes, in sections with names; {@link StateReader} reads it back. */
public final class StateWriter {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] data = new byte[4096];
    private int length;

    /** Begins a section; the reader insists on finding the same name at the same place. */
    public void section(String name) {
        putString(name);
    }

    public void putByte(int value) {
        room(1);
        data[length++] = (byte) value;
    }

    public void putBoolean(boolean value) {
        putByte(value ? 1 : 0);
    }

    public void putInt(int value) {
        room(4);
        INT.set(data, length, value);
        length += 4;
    }

    public void putLong(long value) {
        room(8);
        LONG.set(data, length, value);
        length += 8;
    }

    /** Appends the length and the bytes. */
    public void putBytes(byte[] values) {
        putInt(values.length);
        room(values.length);
        System.arraycopy(values, 0, data, length, values.length);
        length += values.length;
    }

    /** Appends the length and the values. */
    public void putInts(int[] values) {
        putInt(values.length);
        for (int value : values) {
            putInt(value);
        }
    }

    /** Appends the length and the values. */
    public void putLongs(long[] values) {
        putInt(values.length);
        for (long value : values) {
            putLong(value);
        }
    }

    public void putString(String value) {
        putBytes(value.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns a copy of everything written so far. */
    public byte[] toByteArray() {
        return Arrays.copyOf(data, length);
    }

    private void room(int more) {
        if (more > data.length - length) {
            data = Arrays.copyOf(data, Math.max(2 * data.length, length + more));
        }
    }
}
