package ringside.exec.dbt;

import ringside.exec.interp.Block;

/** Hears what the translator does, on the machine thread; must leave the machine alone. */
public interface TranslationListener {
    /** Tells of a new unit. */
    void translated(TranslationBlock unit);

    /** Tells that a way from a block to another became a link. */
    void linked(Block from, Block to);

    /** Tells that a unit is gone; its state says how. */
    void dropped(TranslationBlock unit);
}
