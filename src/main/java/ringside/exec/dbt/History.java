package ringside.exec.dbt;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import ringside.cpu.Vcpu;
import ringside.exec.BasicBlock;
import ringside.exec.CodeMode;
import ringside.isa.SegmentRegister;

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

        /** Returns what is remembered of blocks that begin at a linear address. */
        List<History> at(int linear) {
            return entries.entrySet().stream()
                    .filter(entry -> entry.getKey().mode.base() + entry.getKey().eip == linear)
                    .map(Map.Entry::getValue)
                    .toList();
        }

        void clear() {
            entries.clear();
        }
    }

    private int translations;
    private int invalidations;
    private long lastInvalidated = -1;
    private Integer culprit;
    private String refusal;
    private boolean differs;
    private boolean outgrown;

    private History() {}

    void translated() {
        translations++;
    }

    /** @param cpu whose instruction did it; null if the machine stands, so that it was a debugger */
    void invalidated(Vcpu cpu) {
        invalidations++;
        culprit = cpu == null ? null : cpu.segmentBase[SegmentRegister.CS] + cpu.eip;
        lastInvalidated = cpu == null ? lastInvalidated : cpu.icount;
    }

    void refuse(String why) {
        refusal = why;
    }

    /** Notes that the code is not what a unit made ahead of time was made from. */
    void differ() {
        differs = true;
    }

    /** Whether the code was not what a unit made ahead of time was made from when it was last looked at. */
    public boolean differs() {
        return differs;
    }

    /** Notes that it is too hot for a unit that was made ahead of time. */
    void outgrow() {
        outgrown = true;
    }

    /** Whether it is too hot for a unit that was made ahead of time. */
    public boolean outgrown() {
        return outgrown;
    }

    /** Returns how often it has been translated. */
    public int translations() {
        return translations;
    }

    /** Returns how often a translation of it has been invalidated. */
    public int invalidations() {
        return invalidations;
    }

    /** Returns the instruction count of the guest's last invalidation, or -1. */
    public long lastInvalidated() {
        return lastInvalidated;
    }

    /** Returns the linear address of the instruction that invalidated it last; null if it was not the guest. */
    public Integer culprit() {
        return culprit;
    }

    /** Returns why it will not be translated, or null. */
    public String refusal() {
        return refusal;
    }
}
