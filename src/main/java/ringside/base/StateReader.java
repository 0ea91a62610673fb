package ringside.base;

import java.nio.charset.StandardCharsets;

/** Reads what {@link StateWriter} wrote, in the same order. */
public final class StateReader {
    private final byte[] buffer;
    private final String what;
    private int position;

    /**
     * Reads {@code buffer} from its start.
     *
     * @param what what the bytes are, for the message if they end too soon
     */
    public StateReader(byte[] buffer, String what) {
        this.buffer = buffer;
        this.what = what;
    }

    /** Returns the number of bytes not read yet. */
    public int remaining() {
        return buffer.length - position;
    }

    /** Reads a truth value. */
    public boolean bool() {
        return int8() != 0;
    }

    /** Reads 8 bits, zero-extended. */
    public int int8() {
        return buffer[advance(1)] & 0xFF;
    }

    /** Reads 16 bits, zero-extended. */
    public int int16() {
        int at = advance(2);
        return buffer[at] & 0xFF | (buffer[at + 1] & 0xFF) << 8;
    }

    /** Reads 32 bits. */
    public int int32() {
        return LittleEndian.get32(buffer, advance(4));
    }

    /** Reads 64 bits. */
    public long int64() {
        return LittleEndian.get64(buffer, advance(8));
    }

    /** Fills all of {@code target}. */
    public void ints(int[] target) {
        for (int i = 0; i < target.length; i++) {
            target[i] = int32();
        }
    }

    /** Fills all of {@code target}. */
    public void longs(long[] target) {
        for (int i = 0; i < target.length; i++) {
            target[i] = int64();
        }
    }

    /** Fills all of {@code target}. */
    public void bytes(byte[] target) {
        bytes(target, 0, target.length);
    }

    /** Fills {@code length} elements of {@code target} from {@code start}. */
    public void bytes(byte[] target, int start, int length) {
        System.arraycopy(buffer, advance(length), target, start, length);
    }

    /** Reads a text. */
    public String string() {
        int length = int32();
        return new String(buffer, advance(length), length, StandardCharsets.UTF_8);
    }

    /** Reads the state of {@code part}. */
    public void part(Stateful part) {
        part.load(this);
    }

    /** Checks that everything has been read. */
    public void end() {
        if (position != buffer.length) {
            throw new StateFormatException(what + ": " + remaining() + " bytes more than expected");
        }
    }

    private int advance(int length) {
        if (length < 0 || length > buffer.length - position) {
            throw new StateFormatException(what + ": ends too soon, at byte " + position + " of " + buffer.length);
        }
        int at = position;
        position += length;
        return at;
    }
}
