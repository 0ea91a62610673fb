package ringside.exec.dbt;

import java.util.HashMap;
import java.util.Map;
import ringside.exec.BasicBlock;
import ringside.exec.CodeMode;

/** What is remembered of a block beyond its life: why it is not translated, how often it was and what ended that. */
public final class History {
    /** Where code is and under which mode. */
    record Key(int offset, int eip, CodeMode mode) {
        static Key of(BasicBlock block) {
            return new Key(block.offset, block.eip, block.mode);
        }
    }

    /** All that is remembered, bounded. */
    static final class Book {
        private static final int MAX = 1 << 16;

        private final Map<Key, History> entries = new HashMap<>();

        History of(BasicBlock block) {
            return entries.get(Key.of(block));
        }

        History open(BasicBlock block) {
            if (entries.size() >= MAX) {
                entries.clear();
            }
            return entries.computeIfAbsent(Key.of(block), key -> new History());
        }

        void clear() {
            entries.clear();
        }
    }

    private int translations;
    private int invalidations;
    private long lastInvalidated = -1;
    private String refusal;

    private History() {}

    void translated() {
        translations++;
    }

    void invalidated(long icount) {
        invalidations++;
        lastInvalidated = icount;
    }

    void refuse(String why) {
        refusal = why;
    }

    /** Returns how often it has been translated. */
    public int translations() {
        return translations;
    }

    /** Returns how often a translation of it has been invalidated. */
    public int invalidations() {
        return invalidations;
    }

    /** Returns the instruction count of the last invalidation, or -1. */
    public long lastInvalidated() {
        return lastInvalidated;
    }

    /** Returns why it will not be translated, or null. */
    public String refusal() {
        return refusal;
    }
}
