package ringside.bus;

/** Learns which pages change; see {@link MemoryTraces#armFirstWrites}. */
public interface FirstWriteListener {
    /**
     * The page is about to be written for the first time since it was armed. The old contents are still there. May be
     * told of a page again if somebody else armed in between.
     */
    void firstWrite(int page);
}
