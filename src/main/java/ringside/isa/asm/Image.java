package ringside.isa.asm;

import java.util.Arrays;

/** Bytes that grow at the end. */
final class Image {
    /** The largest image. */
    static final int MAX_SIZE = 16 << 20;

    private byte[] bytes = new byte[4096];
    private int size;

    int size() {
        return size;
    }

    void append(byte[] more) {
        if (size + more.length > MAX_SIZE) {
            throw new SourceError(1, "image grows beyond 16 MiB");
        }
        if (size + more.length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more.length));
        }
        System.arraycopy(more, 0, bytes, size, more.length);
        size += more.length;
    }

    /** Returns a copy of what was appended since the image had a size. */
    byte[] since(int start) {
        return Arrays.copyOfRange(bytes, start, size);
    }
}
