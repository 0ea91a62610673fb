package ringside.cpu;

/**
 * Watches the guest's data accesses for a debugger. Pages it names stay out of the maps, so that every access to them comes
 * this way; others may come too. Accesses of debugger, loader and devices do not, nor do fetches. Nothing here may touch the
 * guest.
 */
public interface DataWatch {
    /** Whether reads of the linear page with number {@code page} must be announced. */
    boolean readsWatched(int page);

    /** Whether writes to the linear page with number {@code page} must be announced. */
    boolean writesWatched(int page);

    /**
     * An access that will succeed is about to happen; it may cross into the next page. A read-modify-write announces its
     * read, then its write.
     *
     * @param size 1 to 8 bytes
     * @param value what is written; meaningless for a read
     */
    void access(int linear, int size, boolean write, long value);

    /** A page walk is about to set accessed or dirty bits in the doubleword at a physical address. */
    void walkWrites(long physical, int value);
}
