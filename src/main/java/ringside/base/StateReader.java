package ringside.base;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Reads what {@link StateWriter} wrote. Every method throws {@link StateFormatException} at unexpected data. */
public final class StateReader {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] data;
    private int position;

    /** Makes a reader at the start of {@code data}, which it does not copy. */
    public StateReader(byte[] data) {
        this.data = data;
    }

    /** Passes the beginning of the section {@code name}. */
    public void section(String name) {
        int at = position;
        String found = getString();
        if (!found.equals(name)) {
            throw new StateFormatException("byte " + at + ": expected section '" + name + "', found '" + found + "'");
        }
    }

    /** Reads a byte as 0 to 255. */
    public int getByte() {
        return data[take(1)] & 0xFF;
    }

    public boolean getBoolean() {
        return getByte() != 0;
    }

    public int getInt() {
        return (int) INT.get(data, take(4));
    }

    public long getLong() {
        return (long) LONG.get(data, take(8));
    }

    public byte[] getBytes() {
        int count = getInt();
        int at = take(count);
        byte[] values = new byte[count];
        System.arraycopy(data, at, values, 0, count);
        return values;
    }

    /** Fills {@code target} from an array that must have its length. */
    public void getBytes(byte[] target) {
        expectLength(target.length);
        System.arraycopy(data, take(target.length), target, 0, target.length);
    }

    /** Fills {@code target} from an array that must have its length. */
    public void getInts(int[] target) {
        expectLength(target.length);
        for (int i = 0; i < target.length; i++) {
            target[i] = getInt();
        }
    }

    /** Fills {@code target} from an array that must have its length. */
    public void getLongs(long[] target) {
        expectLength(target.length);
        for (int i = 0; i < target.length; i++) {
            target[i] = getLong();
        }
    }

    public String getString() {
        return new String(getBytes(), StandardCharsets.UTF_8);
    }

    /** Whether everything has been read. */
    public boolean atEnd() {
        return position == data.length;
    }

    private void expectLength(int expected) {
        int at = position;
        int found = getInt();
        if (found != expected) {
            throw new StateFormatException("byte " + at + ": expected " + expected + " values, found " + found);
        }
    }

    private int take(int count) {
        if (count < 0 || count > data.length - position) {
            throw new StateFormatException("byte " + position + ": data ends too early");
        }
        int at = position;
        position += count;
        return at;
    }
}
