package ringside.bus;

/** Shortcuts to memory that somebody has made and that a trace must cut; the maps of an MMU. */
public interface MemoryMaps {
    /** Removes every shortcut to {@code page} for the kinds of access in {@code kinds}. Translations stay. */
    void cut(int page, int kinds);

    /** Removes every shortcut for writing to any page. */
    void cutWrites();
}
