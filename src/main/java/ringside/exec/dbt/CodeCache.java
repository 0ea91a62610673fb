package ringside.exec.dbt;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import ringside.exec.dbt.TranslationBlock.State;
import ringside.exec.interp.Block;
import ringside.exec.interp.Translation;

/** The units that are there, within limits. When one is reached, those go that were entered least. */
public final class CodeCache {
    private final DbtSettings settings;
    private final Map<Translation, TranslationBlock> units = new LinkedHashMap<>();
    private final List<TranslationListener> listeners;
    private long bytes;
    private long evicted;
    private long invalidated;
    private long retiredStatic;
    private long retiredDynamic;

    CodeCache(DbtSettings settings, List<TranslationListener> listeners) {
        this.settings = settings;
        this.listeners = listeners;
    }

    /** Returns all units, oldest first. */
    public Collection<TranslationBlock> units() {
        return Collections.unmodifiableCollection(units.values());
    }

    /** Returns the unit by way of which a block is entered, or null. */
    public TranslationBlock of(Block block) {
        return block.translation() == null ? null : units.get(block.translation());
    }

    /** Returns the unit that a translation is, or null. */
    TranslationBlock of(Translation translation) {
        return units.get(translation);
    }

    /** Returns the units that cover a linear address. */
    public List<TranslationBlock> at(int linear) {
        return units.values().stream()
                .filter(unit -> unit.blocks().stream()
                        .anyMatch(block -> Integer.compareUnsigned(linear - block.linear, block.size) < 0))
                .toList();
    }

    /** Returns the size of all class files together. */
    public long bytes() {
        return bytes;
    }

    /** Returns how many instructions units have retired, those that are gone included. */
    public long retired() {
        return retired(true) + retired(false);
    }

    /** Returns how many units had to make room. */
    public long evicted() {
        return evicted;
    }

    /** Returns how many units were invalidated. */
    public long invalidated() {
        return invalidated;
    }

    /** Returns how many instructions units have retired: those made ahead of time, or those made of hot code. */
    public long retired(boolean ahead) {
        long gone = ahead ? retiredStatic : retiredDynamic;
        return gone
                + units.values().stream()
                        .filter(unit -> unit.ahead() == ahead)
                        .mapToLong(TranslationBlock::retired)
                        .sum();
    }

    /** Drops everything. */
    public void flush() {
        List.copyOf(units.values()).forEach(unit -> drop(unit, State.FLUSHED));
    }

    /** Drops one unit. */
    public void invalidate(TranslationBlock unit) {
        drop(unit, State.FLUSHED);
    }

    /** Spares a unit when room is needed, or no more. */
    public void pin(TranslationBlock unit, boolean spared) {
        unit.pin(spared);
    }

    void add(TranslationBlock unit) {
        units.put(unit.translation(), unit);
        bytes += unit.classFile().length;
        listeners.forEach(listener -> listener.translated(unit));
        if (units.size() > settings.maxUnits || bytes > settings.maxBytes) {
            makeRoom();
        }
    }

    /** Forgets units that nothing leads into any more. */
    void sweep(Translation candidate) {
        TranslationBlock unit = units.get(candidate);
        if (unit != null && candidate.removed()) {
            forget(unit, State.REPLACED);
        }
    }

    /** Drops a unit that is to be made anew, and better. */
    void replace(TranslationBlock unit) {
        drop(unit, State.REPLACED);
    }

    void died(Translation translation) {
        TranslationBlock unit = units.get(translation);
        if (unit != null) {
            invalidated++;
            forget(unit, State.INVALIDATED);
        }
    }

    private void makeRoom() {
        List<TranslationBlock> candidates = new ArrayList<>(units.values());
        // The newest has had no time to be entered.
        candidates.remove(candidates.size() - 1);
        candidates.removeIf(TranslationBlock::pinned);
        candidates.sort(Comparator.comparingLong(TranslationBlock::entries));
        for (TranslationBlock unit : candidates.subList(0, (candidates.size() + 3) / 4)) {
            evicted++;
            drop(unit, State.EVICTED);
        }
    }

    private void drop(TranslationBlock unit, State how) {
        if (units.containsKey(unit.translation())) {
            unit.translation().remove();
            forget(unit, how);
        }
    }

    private void forget(TranslationBlock unit, State how) {
        units.remove(unit.translation());
        bytes -= unit.classFile().length;
        if (unit.ahead()) {
            retiredStatic += unit.retired();
        } else {
            retiredDynamic += unit.retired();
        }
        unit.end(how);
        listeners.forEach(listener -> listener.dropped(unit));
    }
}
