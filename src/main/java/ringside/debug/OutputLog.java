package ringside.debug;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Bytes that the guest sent out of a port, kept for those who look later and passed on to those who look now. Confined to
 * the machine thread.
 */
public final class OutputLog {
    /** How much is kept; the oldest half goes when it is full. */
    private static final int CAPACITY = 1 << 22;

    private final List<IntConsumer> listeners = new ArrayList<>();
    private byte[] bytes = new byte[1 << 12];
    private int length;
    private long dropped;
    private long read;

    /** Takes a byte from the guest. */
    public void accept(int octet) {
        if (length == bytes.length) {
            makeRoom();
        }
        bytes[length++] = (byte) octet;
        for (int i = 0; i < listeners.size(); i++) {
            listeners.get(i).accept(octet);
        }
    }

    private void makeRoom() {
        if (bytes.length < CAPACITY) {
            bytes = Arrays.copyOf(bytes, bytes.length * 2);
            return;
        }
        int half = CAPACITY / 2;
        System.arraycopy(bytes, half, bytes, 0, length - half);
        length -= half;
        dropped += half;
    }

    /** Passes every byte from now on to {@code listener}. */
    public void listen(IntConsumer listener) {
        listeners.add(listener);
    }

    /** Stops passing bytes to {@code listener}. */
    public void unlisten(IntConsumer listener) {
        listeners.remove(listener);
    }

    /** Returns how many bytes were ever sent: a position for {@link #textFrom}. */
    public long position() {
        return dropped + length;
    }

    /** Returns up to which position scripts have read. */
    public long read() {
        return read;
    }

    /** Notes up to which position scripts have read. */
    public void read(long position) {
        read = position;
    }

    /** Forgets what was sent since a position, as a snapshot that is restored wants it. */
    public void truncate(long position) {
        length = Math.clamp(position - dropped, 0, length);
    }

    /** Returns everything that is kept, a byte as one character. */
    public String text() {
        return textFrom(0);
    }

    /** Returns what was sent since a position, as far as it is kept. */
    public String textFrom(long position) {
        int from = Math.clamp(position - dropped, 0, length);
        return new String(bytes, from, length - from, StandardCharsets.ISO_8859_1);
    }
}
