package ringside.exec.dbt;

import java.util.List;
import ringside.exec.emit.EmittedUnit;
import ringside.exec.emit.UnitFacts;
import ringside.exec.emit.UnitPlan;
import ringside.exec.interp.Block;
import ringside.exec.interp.Pace;
import ringside.exec.interp.Translation;

/** One translated unit: a basic block, or a region of several, with what became of it. */
public final class TranslationBlock {
    /** What has happened to a unit. */
    public enum State {
        LIVE,
        /** Bytes of it were written, or a breakpoint was set in it. */
        INVALIDATED,
        /** A better unit has taken all its places, or will. */
        REPLACED,
        /** It had to make room. */
        EVICTED,
        /** The user dropped it. */
        FLUSHED
    }

    private final int id;
    private final boolean ahead;
    private final int version;
    private final long bornAt;
    private final UnitPlan plan;
    private final EmittedUnit emitted;
    private final Translation translation;
    private State state = State.LIVE;
    private boolean pinned;

    TranslationBlock(
            int id,
            boolean ahead,
            int version,
            long bornAt,
            UnitPlan plan,
            EmittedUnit emitted,
            Translation translation) {
        this.id = id;
        this.ahead = ahead;
        this.version = version;
        this.bornAt = bornAt;
        this.plan = plan;
        this.emitted = emitted;
        this.translation = translation;
    }

    /** Returns its number, in the order of translation. */
    public int id() {
        return id;
    }

    /** Whether it was made ahead of time. */
    public boolean ahead() {
        return ahead;
    }

    /** Returns how many translations its first block has had, this one included. */
    public int version() {
        return version;
    }

    /** Returns the instruction count at which it was made. */
    public long bornAt() {
        return bornAt;
    }

    /** Returns its blocks; the first is the one that was hot. */
    public List<Block> blocks() {
        return translation.blocks();
    }

    /** Returns the block that was hot. */
    public Block head() {
        return translation.blocks().get(0);
    }

    /** Returns which ways between blocks stay inside. */
    public UnitPlan plan() {
        return plan;
    }

    /** Returns what became of the guest's instructions. */
    public UnitFacts facts() {
        return emitted.facts();
    }

    /** Returns the generated class. */
    public byte[] classFile() {
        return emitted.classFile();
    }

    /** Returns how often it has been entered from outside. */
    public long entries() {
        return translation.entries();
    }

    /** Returns how many instructions it has retired, those before a fault excepted. */
    public long retired() {
        return translation.retired();
    }

    /** Returns how fast it is in host time, or null if nobody measures. */
    public Pace pace() {
        return translation.pace();
    }

    /** Whether it stays as slow as interpretation, so that something is wrong with it. */
    public boolean slow() {
        return facts().beyondJvm() || pace() != null && pace().slow();
    }

    public State state() {
        return state;
    }

    /** Whether it is spared when room is needed. */
    public boolean pinned() {
        return pinned;
    }

    void pin(boolean spared) {
        pinned = spared;
    }

    void end(State how) {
        state = how;
    }

    Translation translation() {
        return translation;
    }
}
