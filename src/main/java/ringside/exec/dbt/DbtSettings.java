package ringside.exec.dbt;

import ringside.exec.emit.EmitOptions;

/**
 * What can be set about the dynamic translator while the machine stands. Results are equal under all settings but {@link
 * #smc} and {@link #precise}, which show what would happen without.
 */
public final class DbtSettings {
    /** Instructions that the interpreter does in about the time that the JVM takes to compile a unit. */
    private static final long COMPILATION = 8_000_000;

    /** Thresholds from here on are meant to save time; with lower ones somebody wants to see units early. */
    private static final int THRIFTY = 10_000;

    /** How often a block is entered until a unit is made of it and its neighbours, at least 1. */
    public int threshold = 50_000;

    /**
     * How often a block is entered until a unit that was made ahead of time takes its place, at least 1, where other code is
     * interpreted. Only the translation was made ahead: the JVM takes as long to compile such a unit as any.
     */
    public int staticThreshold = 50_000;

    /**
     * How often a unit that was made ahead of time is left by one way until it makes room for regions, where there are any: the
     * next unit is then entered as often, which costs more than the JVM takes to compile the two as one.
     */
    public int staticExits = 4_000_000;

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

    /** Whether the guest's writes to its code are noticed; without that it runs what it has written over. */
    public boolean smc = true;

    /**
     * Whether a unit knows at which instruction it is left for the interpreter, as on a fault; without that it knows the block,
     * and what came before in it is done twice.
     */
    public boolean precise = true;

    /** The most units that are kept. */
    public int maxUnits = 20_000;

    /** The most bytes of generated class files that are kept. */
    public long maxBytes = 64L << 20;

    /** How many instructions the interpreter has to have done in the blocks of a unit, all together, before it is made. */
    public long worth() {
        return worth(threshold);
    }

    /** The same for a unit that was made ahead of time, before it is used. */
    long staticWorth() {
        return worth(staticThreshold);
    }

    private static long worth(int entries) {
        return entries < THRIFTY ? 0 : COMPILATION;
    }

    /** Sets everything as another has it. */
    public void takeOver(DbtSettings other) {
        threshold = other.threshold;
        staticThreshold = other.staticThreshold;
        staticExits = other.staticExits;
        chain = other.chain;
        regions = other.regions;
        flags = other.flags;
        fuse = other.fuse;
        hostSlots = other.hostSlots;
        maxUnits = other.maxUnits;
        maxBytes = other.maxBytes;
    }

    EmitOptions emitOptions() {
        return new EmitOptions(flags, fuse, hostSlots);
    }
}
