package ringside.vmm.bt;

/** The machine's memory that the translation cache lies in, by linear address. */
public interface CacheMemory {
    /** Writes bytes of code or of a table. */
    void write(int linear, byte[] bytes);

    /** Writes a doubleword. */
    void write(int linear, int value);

    /** Reads a doubleword. */
    int read(int linear);
}
