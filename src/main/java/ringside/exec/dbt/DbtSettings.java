package ringside.exec.dbt;

import ringside.exec.emit.EmitOptions;

/** What can be set about the dynamic translator while the machine stands. Results are equal under all settings. */
public final class DbtSettings {
    /** How often a block is entered until it is translated, at least 1. */
    public int threshold = 50_000;

    /** Whether ways between blocks become links. */
    public boolean chain = true;

    /** Whether units take in the blocks that a hot one leads to. */
    public boolean regions = true;

    /** Whether status flags live in locals of a unit, so that those that nobody reads are never computed. */
    public boolean flags = true;

    /** Whether a comparison and the jump on it become one. */
    public boolean fuse = true;

    /** General registers that get a host slot in a unit, 0 to 8. */
    public int hostSlots = 8;

    /** The most units that are kept. */
    public int maxUnits = 20_000;

    /** The most bytes of generated class files that are kept. */
    public long maxBytes = 64L << 20;

    EmitOptions emitOptions() {
        return new EmitOptions(flags, fuse, hostSlots);
    }
}
