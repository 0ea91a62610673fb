package ringside.bus;

/** Wants to know of accesses to a page of memory; see {@link MemoryTraces}. */
public interface TraceListener {
    /**
     * An access that will succeed is about to happen: of a write, the old bytes are still there. The listener may add and
     * remove traces, and must not touch the guest.
     *
     * @param kind {@link MemoryTraces#WRITE}, {@link MemoryTraces#READ} or {@link MemoryTraces#EXECUTE}
     * @param offset where in {@link PhysicalMemory#bytes}
     * @param size number of bytes; the access does not leave the page
     */
    void accessed(int kind, int offset, int size);
}
