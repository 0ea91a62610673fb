package ringside.exec.sbt;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import ringside.exec.CodeMode;
import ringside.exec.emit.ReadyUnit;
import ringside.exec.emit.ReadyUnits;

/** The static translations that a machine has loaded, the latest first. Confined to the machine thread. */
public final class StaticTranslations implements ReadyUnits {
    private final List<StaticTranslation> loaded = new ArrayList<>();

    /** Adds one. */
    public void add(StaticTranslation translation) {
        loaded.add(0, translation);
    }

    /** Forgets all. */
    public void clear() {
        loaded.clear();
    }

    /** Returns what is loaded, the latest first. */
    public List<StaticTranslation> loaded() {
        return Collections.unmodifiableList(loaded);
    }

    @Override
    public boolean has(int eip, CodeMode mode) {
        for (StaticTranslation translation : loaded) {
            if (translation.has(eip) && translation.mode().serves(mode)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public List<ReadyUnit> at(int eip, CodeMode mode) {
        List<ReadyUnit> found = new ArrayList<>(1);
        for (StaticTranslation translation : loaded) {
            if (translation.mode().serves(mode)) {
                translation.collect(eip, found);
            }
        }
        return found;
    }

    @Override
    public boolean discovered(int eip, CodeMode mode) {
        for (StaticTranslation translation : loaded) {
            if (translation.mode().serves(mode) && translation.discovered(eip)) {
                return true;
            }
        }
        return false;
    }
}
