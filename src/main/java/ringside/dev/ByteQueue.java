package ringside.dev;

import java.util.Arrays;
import ringside.base.StateReader;
import ringside.base.StateWriter;
import ringside.base.Stateful;

/** A queue of bytes that grows as needed. */
final class ByteQueue implements Stateful {
    private byte[] bytes = new byte[16];
    private int head;
    private int size;

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }

    void add(int value) {
        if (size == bytes.length) {
            byte[] larger = Arrays.copyOf(toArray(), 2 * size);
            bytes = larger;
            head = 0;
        }
        bytes[(head + size++) % bytes.length] = (byte) value;
    }

    /** Returns the oldest byte, 0 to 255, without removing it; the queue is not empty. */
    int first() {
        return bytes[head] & 0xFF;
    }

    /** Removes and returns the oldest byte, 0 to 255; the queue is not empty. */
    int remove() {
        int value = first();
        head = (head + 1) % bytes.length;
        size--;
        return value;
    }

    private byte[] toArray() {
        byte[] copy = new byte[size];
        for (int i = 0; i < size; i++) {
            copy[i] = bytes[(head + i) % bytes.length];
        }
        return copy;
    }

    @Override
    public void save(StateWriter out) {
        out.int32(size);
        out.bytes(toArray());
    }

    @Override
    public void load(StateReader in) {
        clear();
        int count = in.int32();
        for (int i = 0; i < count; i++) {
            add(in.int8());
        }
    }
}
