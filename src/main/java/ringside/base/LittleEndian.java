package ringside.base;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Little-endian numbers in byte arrays, at any alignment. */
public final class LittleEndian {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private LittleEndian() {}

    /** Reads 16 bits, zero-extended. */
    public static int get16(byte[] bytes, int index) {
        return (short) SHORT.get(bytes, index) & 0xFFFF;
    }

    /** Reads 32 bits. */
    public static int get32(byte[] bytes, int index) {
        return (int) INT.get(bytes, index);
    }

    /** Reads 64 bits. */
    public static long get64(byte[] bytes, int index) {
        return (long) LONG.get(bytes, index);
    }

    /** Writes the low 16 bits. */
    public static void set16(byte[] bytes, int index, int value) {
        SHORT.set(bytes, index, (short) value);
    }

    /** Writes 32 bits. */
    public static void set32(byte[] bytes, int index, int value) {
        INT.set(bytes, index, value);
    }

    /** Writes 64 bits. */
    public static void set64(byte[] bytes, int index, long value) {
        LONG.set(bytes, index, value);
    }
}
