package ringside.exec.emit;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Memory as emitted code reaches it: small enough to be inlined everywhere. */
final class Flat {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

    private Flat() {}

    /** Returns where the byte at a linear address is in memory's bytes, negative if {@code map} lacks the page. */
    static int at8(int[] map, int linear) {
        return map[linear >>> 12] | linear & 0xFFF;
    }

    /** Returns where the word is, negative if the page is missing or the word lies on two. */
    static int at16(int[] map, int linear) {
        int inPage = linear & 0xFFF;
        return map[linear >>> 12] | inPage | 4094 - inPage & 0x8000_0000;
    }

    /** Returns where the doubleword is, negative if the page is missing or the doubleword lies on two. */
    static int at32(int[] map, int linear) {
        int inPage = linear & 0xFFF;
        return map[linear >>> 12] | inPage | 4092 - inPage & 0x8000_0000;
    }

    static int get8(byte[] bytes, int at) {
        return bytes[at] & 0xFF;
    }

    static int get16(byte[] bytes, int at) {
        return (short) SHORT.get(bytes, at) & 0xFFFF;
    }

    static int get32(byte[] bytes, int at) {
        return (int) INT.get(bytes, at);
    }

    static void put8(byte[] bytes, int at, int value) {
        bytes[at] = (byte) value;
    }

    static void put16(byte[] bytes, int at, int value) {
        SHORT.set(bytes, at, (short) value);
    }

    static void put32(byte[] bytes, int at, int value) {
        INT.set(bytes, at, value);
    }
}
